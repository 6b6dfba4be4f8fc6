"""Cases by community and time, for what may be duplicates."""

from alembic import op

revision = "0091"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_index(
        "ix_cases_community", "cases", ["community", "opened_at", "class_zh", "outcome", "case_no"]
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_cases_community", "cases")
