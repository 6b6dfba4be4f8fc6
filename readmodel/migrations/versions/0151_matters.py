"""Matters (办件): events, heads, seats; the register of residents and its candidates."""

import sqlalchemy as sa
from alembic import op

revision = "0151"
down_revision = "0061"
branch_labels = None
depends_on = None


def _moment(name: str, *, needed: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def _text(name: str, *, needed: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=not needed)


def _long(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str, *, needed: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=not needed)


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "matter_events",
        *(_text("matter_no"), _number("seq"), _moment("at", needed=True), _text("kind"), _text("actor")),
        *(_long("body"), _text("digest"), _text("chain"), _moment("recorded_at", needed=True)),
        sa.PrimaryKeyConstraint("matter_no", "seq"),
    )
    op.create_table(
        "matters",
        *(_text(name) for name in ("matter_no", "service", "name_zh", "name_en", "mode", "category")),
        *(_text("unit"), _text("unit_zh"), _text("phase")),
        *(_text("outcome", needed=False), _text("resident", needed=False)),
        _moment("opened_at", needed=True),
        *(_moment(name) for name in ("due_at", "slot_at", "accepted_at", "decided_at", "closed_at")),
        *(
            sa.Column("overdue", sa.Boolean(), nullable=False),
            sa.Column("breached", sa.Boolean(), nullable=False),
        ),
        *(_number("days"), _moment("paused_from"), _moment("paused_to")),
        *(_number("visits"), _number("second_visits"), _number("rating", needed=False), _number("last_seq")),
        *(_long("sealed"), _long("snapshot")),
        sa.PrimaryKeyConstraint("matter_no"),
    )
    for name, columns in (
        ("ix_matters_unit", ["unit", "phase", "due_at"]),
        ("ix_matters_opened", ["opened_at", "matter_no"]),
        ("ix_matters_slot", ["unit", "slot_at"]),
        ("ix_matters_service", ["service"]),
        ("ix_matters_resident", ["resident"]),
    ):
        op.create_index(name, "matters", columns)
    op.create_table(
        "seats",
        *(_text("office"), _moment("at", needed=True), _number("seat"), _text("matter_no")),
        _moment("claimed_at", needed=True),
        sa.PrimaryKeyConstraint("office", "at", "seat"),
        sa.UniqueConstraint("matter_no"),
    )
    op.create_table(
        "residents",
        *(_text("ref"), _long("sealed"), _moment("imported_at", needed=True)),
        sa.PrimaryKeyConstraint("ref"),
    )
    op.create_table(
        "candidates",
        *(_text("service"), _text("ref"), sa.Column("from_day", sa.Date(), nullable=False)),
        *(sa.Column("until_day", sa.Date(), nullable=True), _text("matter_no", needed=False)),
        sa.PrimaryKeyConstraint("service", "ref"),
        sa.ForeignKeyConstraint(["ref"], ["residents.ref"], ondelete="CASCADE"),
    )
    op.create_index("ix_candidates_from", "candidates", ["service", "from_day"])


def downgrade() -> None:
    """Go back."""
    for name in ("candidates", "residents", "seats", "matters", "matter_events"):
        op.drop_table(name)
