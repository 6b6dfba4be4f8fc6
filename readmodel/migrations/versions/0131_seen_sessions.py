"""When each session was last used: one that nobody uses ends before its time."""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0121"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("sessions", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("seen_at")
