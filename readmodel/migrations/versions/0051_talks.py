"""Conversations of channels, and the cases that came of them."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "talks",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_index("ix_talks_until", "talks", ["waits", "until"])
    op.create_table(
        "talked_cases",
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index("ix_talked_cases_person", "talked_cases", ["person", "at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("talked_cases")
    op.drop_table("talks")
