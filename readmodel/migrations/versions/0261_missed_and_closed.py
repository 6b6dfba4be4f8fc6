"""A call that missed a clock knows when its case closed: what may be appealed is found without a look at cases."""

import sqlalchemy as sa
from alembic import op

from readmodel.columns import UtcTime

revision = "0261"
down_revision = "0251"
branch_labels = None
depends_on = None

MISSED = ("breached_respond = 1 OR breached_resolve = 1", "breached_respond OR breached_resolve")
CLOSED = ("missed_closed_at IS NOT NULL",) * 2
FILL = """UPDATE calls SET missed_closed_at = (SELECT closed_at FROM cases WHERE cases.case_no = calls.case_no)
WHERE breached_respond OR breached_resolve"""


def _index(columns: list[str], where: tuple[str, str]) -> None:
    on_sqlite, on_postgres = map(sa.text, where)
    op.create_index("ix_calls_missed", "calls", columns, sqlite_where=on_sqlite, postgresql_where=on_postgres)


def upgrade() -> None:
    """Go to this revision."""
    op.drop_index("ix_calls_missed", "calls")
    op.add_column("calls", sa.Column("missed_closed_at", UtcTime(), nullable=True))
    op.execute(FILL)
    _index(["unit", "missed_closed_at", "call_id"], CLOSED)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_calls_missed", "calls")
    op.drop_column("calls", "missed_closed_at")
    _index(["unit", "case_no"], MISSED)
