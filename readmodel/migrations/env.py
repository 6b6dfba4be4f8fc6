"""Runs the revisions on the connection that `readmodel.migrate` hands over, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

from readmodel import desk_tables, message_tables, tables

METADATA = SQLModel.metadata
"""What the revisions must lead to."""
assert tables.CaseRow.__table__.metadata is desk_tables.SpoolRow.__table__.metadata is METADATA  # type: ignore[attr-defined]
assert message_tables.MessageRow.__table__.metadata is METADATA  # type: ignore[attr-defined]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
