"""Rounds of chiefs and joint actions: events, heads; who holds a post; proposed redraws of the grids."""

import sqlalchemy as sa
from alembic import op

revision = "0211"
down_revision = "0181"
branch_labels = None
depends_on = None


def _moment(name: str, *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def _text(name: str, *, needed: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=not needed)


def _long(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "round_events",
        *(_text("round_no"), _number("seq"), _moment("at"), _text("kind"), _text("actor")),
        *(_long("body"), _text("digest"), _text("chain"), _moment("recorded_at")),
        sa.PrimaryKeyConstraint("round_no", "seq"),
    )
    op.create_table(
        "rounds",
        *(_text(name) for name in ("round_no", "kind", "title_zh", "title_en", "lead")),
        *(_long("members"), _text("phase"), _text("outcome", needed=False)),
        sa.Column("missed", sa.Boolean(), nullable=False),
        *(_moment("opened_at"), _moment("opens_at"), _moment("due_at"), _moment("closed_at", needed=False)),
        *(_number("findings"), _number("last_seq"), _long("snapshot")),
        sa.PrimaryKeyConstraint("round_no"),
    )
    op.create_index("ix_rounds_lead", "rounds", ["lead", "opened_at"])
    op.create_index("ix_rounds_kind", "rounds", ["kind", "opened_at", "round_no"])
    op.create_table(
        "chief_holders",
        *(_text("chief"), _text("account"), _moment("since")),
        sa.PrimaryKeyConstraint("chief"),
    )
    op.create_index("ix_chief_holders_account", "chief_holders", ["account"])
    op.create_table(
        "redraws",
        *(_text("id"), _text("name"), sa.Column("valid_from", sa.Date(), nullable=False)),
        *(
            _text("reason"),
            _text("base"),
            _number("target"),
            _number("before"),
            _number("after"),
            _long("plan"),
            _text("state"),
        ),
        *(_text("proposed_by"), _moment("proposed_at"), _text("seconded_by", needed=False)),
        *(_text("decided_by", needed=False), _moment("decided_at", needed=False)),
        _text("edition", needed=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Go back."""
    for name in ("redraws", "chief_holders", "rounds", "round_events"):
        op.drop_table(name)
