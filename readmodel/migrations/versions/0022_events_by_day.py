"""Events by when they happened, for the day's report."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_index("ix_events_at", "events", ["at", "kind"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_events_at", "events")
