"""Which case a referral became."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "referrals",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("outside_no", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("outside_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "outside_no"),
    )
    op.create_index("ix_referrals_came", "referrals", ["came_at", "case_no"])
    op.create_index(op.f("ix_referrals_case_no"), "referrals", ["case_no"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("referrals")
