"""Runs the revisions on the connection that `readmodel.migrate` hands over, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

from readmodel import (
    channel_tables,
    desk_tables,
    figure_tables,
    keeping_tables,
    message_tables,
    outside_tables,
    tables,
)

METADATA = SQLModel.metadata
"""What the revisions must lead to."""
_OF = (tables, figure_tables, desk_tables, channel_tables, keeping_tables, message_tables, outside_tables)
assert {"cases", "spool", "talks", "heads", "messages", "circuits"} <= METADATA.tables.keys(), _OF

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
