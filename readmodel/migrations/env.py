"""Runs the revisions on the connection that `readmodel.migrate` hands over, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

from readmodel.upserts import CASES, OUTSIDE, SPOOL

METADATA = SQLModel.metadata
"""What the revisions must lead to."""
assert {table.metadata for table in (CASES, SPOOL, OUTSIDE)} == {METADATA}

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
