"""Runs the revisions on the connection that `readmodel.migrate` hands over, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

from readmodel import channel_tables, desk_tables, tables

METADATA = SQLModel.metadata
"""What the revisions must lead to."""
assert {"cases", "spool", "talks"} <= METADATA.tables.keys(), (tables, desk_tables, channel_tables)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
