"""Numbers that were given out and may not be recorded yet."""

import sqlalchemy as sa
from alembic import op

from readmodel.columns import UtcTime

revision = "0251"
down_revision = "0241"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "given",
        sa.Column("case_no", sa.String(), primary_key=True),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_index("ix_given_at", "given", ["at"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_given_at", "given")
    op.drop_table("given")
