"""What all API processes count together: wrong codes, failed sign-ins, reveals."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "counts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("ix_counts_ends_at", "counts", ["ends_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("counts")
