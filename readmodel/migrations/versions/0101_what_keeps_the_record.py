"""A chain of hashes through each case's events; signed days, the archive's register, events that gave way."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0081"
branch_labels = None
depends_on = None

AT_ONCE = 5000


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("events", sa.Column("chain", sa.String(), nullable=False, server_default=""))
    _link_all(op.get_bind())
    op.create_table(
        "heads",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "head_leaves",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "case_no"),
    )
    op.create_index("ix_head_leaves_case", "head_leaves", ["case_no", "day"])
    op.create_table(
        "archived",
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_table(
        "events_replaced",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_events_replaced_case_no", "events_replaced", ["case_no"])
    op.create_index("ix_cases_closed", "cases", ["phase", "closed_at", "case_no", "last_seq"])


def _link_all(connection: sa.Connection) -> None:
    """Events that are stored already, some at a time. The rule is `domain.chain.link`, as it was at this revision."""
    events = sa.table("events", *(sa.column(name) for name in ("case_no", "seq", "digest", "chain")))
    key = sa.tuple_(events.c.case_no, events.c.seq)
    some = sa.select(events.c.case_no, events.c.seq, events.c.digest).order_by(events.c.case_no, events.c.seq)
    stored = (events.c.case_no == sa.bindparam("of_case"), events.c.seq == sa.bindparam("at_seq"))
    change = sa.update(events).where(*stored).values(chain=sa.bindparam("value"))
    case_no, seq, value = "", 0, ""
    while rows := connection.execute(some.where(key > sa.tuple_(case_no, seq)).limit(AT_ONCE)).all():
        changes = []
        for row in rows:
            if row.case_no != case_no:
                value = row.case_no
            value = sha256((value + row.digest).encode()).hexdigest()
            case_no, seq = row.case_no, row.seq
            changes.append({"of_case": case_no, "at_seq": seq, "value": value})
        connection.execute(change, changes)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_cases_closed", "cases")
    for table in ("events_replaced", "archived", "head_leaves", "heads"):
        op.drop_table(table)
    op.drop_column("events", "chain")
