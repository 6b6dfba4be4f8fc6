"""Runs the revisions on the connection that `readmodel.migrate` hands over, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

from readmodel import desk_tables, keeping_tables, tables

METADATA = SQLModel.metadata
"""What the revisions must lead to."""
assert {tables.CaseRow.metadata, desk_tables.SpoolRow.metadata, keeping_tables.HeadRow.metadata} == {METADATA}

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
