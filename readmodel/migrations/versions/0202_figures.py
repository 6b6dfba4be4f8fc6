"""Sums by month, of calls and of cases, filled from the rows there are."""

from alembic import op

from readmodel.migrations import sums

revision = "0202"
down_revision = "0191"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    sums.create("figures", "month")
    sums.create_changes("month")
    sums.fill("figures", "month")


def downgrade() -> None:
    """Go back."""
    op.drop_table("figure_changes")
    op.drop_table("figures")
