"""Cases whose deadline passed are found without a look at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0201"
down_revision = "0161"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    known = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_cases_due", "cases", ["due_at", "case_no"], sqlite_where=known, postgresql_where=known
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_cases_due", "cases")
