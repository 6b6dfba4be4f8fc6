"""What is raised for a meeting, and documents in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0231"
down_revision = "0221"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "topics",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "community")),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("unit", "account")),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_topics_raised", "topics", ["raised_at", "id"])
    op.create_index("ix_topics_community", "topics", ["community", "raised_at"])
    op.create_index("ix_topics_meeting", "topics", ["meeting"])
    op.create_table(
        "documents",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("created_by", "unit")),
        sa.PrimaryKeyConstraint("code", "version"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("documents")
    op.drop_table("topics")
