"""Lists, searches and the calls behind a figure find what they show without a look at all the rest."""

import sqlalchemy as sa
from alembic import op

revision = "0203"
down_revision = "0202"
branch_labels = None
depends_on = None

KEYS = ("unit", "tier", "community", "grid", "item", "exposure", "reporter_kind")
WHOLE = {
    "ix_cases_item": ("cases", "item", "opened_at", "case_no"),
    "ix_cases_tier": ("cases", "tier", "opened_at", "case_no"),
    "ix_cases_grade": ("cases", "grade", "opened_at", "case_no"),
    "ix_cases_item_name": ("cases", "item_name", "opened_at", "case_no"),
    "ix_cases_unit_zh": ("cases", "unit_zh", "opened_at", "case_no"),
    "ix_calls_unit_case": ("calls", "unit", "case_no"),
    "ix_calls_respond_by": ("calls", "respond_by", *KEYS),
    "ix_calls_resolve_by": ("calls", "resolve_by", *KEYS),
}
PARTIAL = {
    "ix_cases_open": ("cases", "closed_at IS NULL", "opened_at", "case_no"),
    "ix_calls_unanswered": ("calls", "responded_at IS NULL", "respond_by"),
    "ix_calls_uncompleted": ("calls", "completed_at IS NULL", "resolve_by"),
}
MISSED = ("breached_respond = 1 OR breached_resolve = 1", "breached_respond OR breached_resolve")
BEFORE = {
    "ix_cases_words": ("cases", "item_name", "unit_zh", "exposure", "case_no"),
    "ix_calls_respond_by": ("calls", "respond_by"),
    "ix_calls_resolve_by": ("calls", "resolve_by"),
}


def upgrade() -> None:
    """Go to this revision."""
    for name, (table, *_) in BEFORE.items():
        op.drop_index(name, table)
    for name, (table, *columns) in WHOLE.items():
        op.create_index(name, table, columns)
    for name, (table, where, *columns) in PARTIAL.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    on_sqlite, on_postgres = map(sa.text, MISSED)
    op.create_index(
        "ix_calls_missed", "calls", ["unit", "case_no"], sqlite_where=on_sqlite, postgresql_where=on_postgres
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_calls_missed", "calls")
    for name, (table, *_) in (*PARTIAL.items(), *WHOLE.items()):
        op.drop_index(name, table)
    for name, (table, *columns) in BEFORE.items():
        op.create_index(name, table, columns)
