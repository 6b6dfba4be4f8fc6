"""Calls that a telephone system makes for ratings; results of referrals on their way back."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "rings",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token"),
        sa.UniqueConstraint("whose", "n", name="uq_rings_whose"),
        sa.UniqueConstraint("request_id", name="uq_rings_request"),
    )
    op.create_index("ix_rings_case", "rings", ["case_no", "round"])
    op.create_table(
        "written_back",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("outside_no", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "outside_no", "n"),
    )
    op.create_index("ix_written_back_waiting", "written_back", ["state", "again_at"])
    op.create_index(op.f("ix_written_back_case_no"), "written_back", ["case_no"])
    op.add_column("referrals", sa.Column("looked_seq", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("referrals", sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Go back."""
    op.drop_column("referrals", "settled")
    op.drop_column("referrals", "looked_seq")
    op.drop_table("written_back")
    op.drop_table("rings")
