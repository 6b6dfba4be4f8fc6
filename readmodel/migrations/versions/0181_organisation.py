"""Joint meetings, those invited, what was decided; uses of powers."""

import sqlalchemy as sa
from alembic import op

revision = "0181"
down_revision = "0203"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_by", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_meetings_at", "meetings", ["at", "id"])
    op.create_index("ix_meetings_state", "meetings", ["state"])
    op.create_table(
        "meeting_units",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"]),
        sa.PrimaryKeyConstraint("meeting", "unit"),
    )
    op.create_index("ix_meeting_units_unit", "meeting_units", ["unit", "meeting"])
    op.create_table(
        "decisions",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=True),
        sa.Column("case_no", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"]),
        sa.PrimaryKeyConstraint("meeting", "n"),
    )
    op.create_table(
        "power_uses",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("power", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=True),
        sa.Column("meeting", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_power_uses_at", "power_uses", ["at", "id"])


def downgrade() -> None:
    """Go back."""
    for name in ("power_uses", "decisions", "meeting_units", "meetings"):
        op.drop_table(name)
