"""Sums by month, of calls and of cases, filled from the rows there are."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0202"
down_revision = "0191"
branch_labels = None
depends_on = None

RESPONSE = {
    "calls": "true",
    "asked": "counts_response",
    "answered": "counts_response AND answered_in_time",
}
COMPLETION = {
    "calls": "true",
    "due": "counts_completion",
    "completed": "counts_completion AND completed_in_time",
    "rated": "{valid} AND NOT rating_by_staff",
    "satisfied": "{valid} AND NOT rating_by_staff AND rating >= 3",
    "rateable": "rateable_at IS NOT NULL",
    "given": "rateable_at IS NOT NULL AND rated_at IS NOT NULL AND NOT rating_by_staff",
    "staff": "{valid} AND rating_by_staff",
    "staff_satisfied": "{valid} AND rating_by_staff AND rating >= 3",
    "late": "counts_completion AND completed_at IS NOT NULL AND NOT completed_in_time",
    "left_out": "NOT counts_completion",
    "explained": "counts_completion AND completed_at IS NOT NULL AND result = 'explained'",
    "planned": "counts_completion AND completed_at IS NOT NULL AND result = 'planned'",
    "unfounded": "counts_completion AND completed_at IS NOT NULL AND result = 'unfounded'",
}
VALID = "rated_at IS NOT NULL AND NOT rating_excluded"
NUMBERS = tuple(dict.fromkeys((*RESPONSE, *COMPLETION)))
KINDS = {
    "unit": ("unit", "unit_zh"),
    "tier": ("tier", "tier"),
    "community": ("coalesce(community, '')", "coalesce(community, '')"),
    "grid": ("coalesce(grid, '')", "coalesce(grid, '')"),
    "item": (
        "CASE WHEN exposure = 'sealed' THEN 'sealed' ELSE coalesce(item, '') END",
        "CASE WHEN exposure = 'sealed' THEN '涉密件' ELSE coalesce(item_name, '') END",
    ),
    "reporter_kind": ("reporter_kind", "reporter_kind"),
}
IN_POSTGRES = "to_char(opened_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')"
IN_SQLITE = "strftime('%Y-%m', opened_at, '+8 hours')"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "figures",
        *_numbers(),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "month", "key", "grade")),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "month", "key", "grade", "apart"),
    )
    keys = ("unit", "unit_zh", "tier", "community", "grid", "item", "item_name", "reporter_kind")
    op.create_table(
        "figure_changes",
        *_numbers(),
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("month", "grade")),
        sa.Column("apart", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String()) for name in (*keys, "open", "closed", "external")),
        sa.PrimaryKeyConstraint("id"),
    )
    for kind, (key, name) in KINDS.items():
        op.execute(_of_calls(kind, key, name))
    month = IN_POSTGRES if op.get_bind().dialect.name == "postgresql" else IN_SQLITE
    for state, condition in (("open", "phase <> 'closed'"), ("closed", "phase = 'closed'")):
        outcome = "coalesce(outcome, '')"
        op.execute(_of_cases(state, outcome, "coalesce(grade, '')", month, f"cases WHERE {condition}"))
    joined = "cases JOIN calls ON calls.case_no = cases.case_no WHERE calls.channel = 'external'"
    op.execute(_of_cases("external", "''", "''", month.replace("opened_at", "cases.opened_at"), joined))


def _numbers() -> list[sa.Column[Any]]:
    numbers: list[sa.Column[Any]] = [sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS]
    return [*numbers, sa.Column("latest", sa.DateTime(timezone=True))]


def _of_calls(kind: str, key: str, name: str) -> str:
    """By either deadline; what a call counts for is in its columns."""
    moments = ("completed_at", "rateable_at", "rated_at")
    if op.get_bind().dialect.name == "postgresql":
        latest = f"greatest({', '.join(moments)})"
    else:  # which knows no greatest, and of whose maximum one null is enough to make a null
        latest = f"nullif(max({', '.join(f'''coalesce({moment}, '')''' for moment in moments)}), '')"
    arms = (("response_month", RESPONSE, "responded_at"), ("resolve_month", COMPLETION, latest))
    selects = " UNION ALL ".join(
        f"SELECT {month} AS month, {key} AS key, {name} AS name, coalesce(grade, '') AS grade, apart,"
        f" {moment} AS latest, {', '.join(_counted(conditions))} FROM calls WHERE NOT outside"
        for month, conditions, moment in arms
    )
    sums = ", ".join(f"sum({number})" for number in NUMBERS)
    return (
        f"INSERT INTO figures (kind, month, key, grade, apart, name, latest, {', '.join(NUMBERS)})"
        f" SELECT '{kind}', month, key, grade, apart, max(name), max(latest), {sums}"
        f" FROM ({selects}) AS counted GROUP BY month, key, grade, apart"
    )


def _counted(conditions: dict[str, str]) -> list[str]:
    return [
        f"CASE WHEN {conditions[number].format(valid=VALID)} THEN 1 ELSE 0 END AS {number}"
        if number in conditions
        else f"0 AS {number}"
        for number in NUMBERS
    ]


def _of_cases(kind: str, key: str, grade: str, month: str, of: str) -> str:
    zeros = [number for number in NUMBERS if number != "calls"]
    return (
        f"INSERT INTO figures (kind, month, key, grade, apart, name, calls, {', '.join(zeros)})"
        f" SELECT '{kind}', {month}, {key}, {grade}, false, {key}, count(*), {', '.join('0' * len(zeros))}"
        f" FROM {of} GROUP BY 2, 3, 4"
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("figure_changes")
    op.drop_table("figures")
