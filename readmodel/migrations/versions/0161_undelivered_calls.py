"""Calls that did not arrive are found without a look at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0161"
down_revision = "0131"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_index(
        "ix_calls_undelivered",
        "calls",
        ["due_at", "call_id"],
        sqlite_where=sa.text("undelivered = 1"),
        postgresql_where=sa.text("undelivered"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_calls_undelivered", "calls")
