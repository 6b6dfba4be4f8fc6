"""三减三增, and what our own forms ask of staff; when an open matter is to be looked at for a warning."""

import sqlalchemy as sa
from alembic import op

revision = "0221"
down_revision = "0191"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "simplifications",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "area", "title", "measure")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("before", "after")),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("struck_by", "struck_why")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_simplifications_created", "simplifications", ["created_at", "id"])
    op.create_table(
        "burdens",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("month", "form")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("sent", "filled")),
        sa.PrimaryKeyConstraint("month", "form"),
    )
    op.add_column("matters", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_matters_look", "matters", ["look_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_matters_look", "matters")
    op.drop_column("matters", "look_at")
    op.drop_table("burdens")
    op.drop_table("simplifications")
