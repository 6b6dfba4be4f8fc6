"""Sums over calls and cases as SQL wrote them for the revisions that filled their tables. Changed by no later rule.

Used by revisions 0202 (months) and 0271 (days).
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

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
ONE_OR_OTHER = ("unit", "unit_zh", "tier", "community", "grid", "item", "item_name", "reporter_kind")
OF_CASES = ("open", "closed", "external")
FORMATS = {"month": ("%Y-%m", "YYYY-MM"), "day": ("%Y-%m-%d", "YYYY-MM-DD")}


def on_postgres() -> bool:
    """Whether the database is PostgreSQL."""
    return op.get_bind().dialect.name == "postgresql"


def create(table: str, span: str) -> None:
    """The table of the sums of every month or day."""
    op.create_table(
        table,
        *_numbers(),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", span, "key", "grade")),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", span, "key", "grade", "apart"),
    )


def create_changes(span: str) -> None:
    """The table of what was not summed up yet."""
    op.create_table(
        "figure_changes",
        *_numbers(),
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in (span, "grade")),
        sa.Column("apart", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String()) for name in (*ONE_OR_OTHER, *OF_CASES)),
        sa.PrimaryKeyConstraint("id"),
    )


def fill(table: str, span: str) -> None:
    """Sum up all rows that there are."""
    for kind, (key, name) in KINDS.items():
        op.execute(_of_calls(table, span, kind, key, name))
    came = written(span, "cases.opened_at")
    for state, condition in (("open", "phase <> 'closed'"), ("closed", "phase = 'closed'")):
        outcome, grade = "coalesce(outcome, '')", "coalesce(grade, '')"
        op.execute(_of_cases(table, span, state, outcome, grade, came, f"cases WHERE {condition}"))
    joined = "cases JOIN calls ON calls.case_no = cases.case_no WHERE calls.channel = 'external'"
    op.execute(_of_cases(table, span, "external", "''", "''", came, joined))


def written(span: str, moment: str) -> str:
    """The month or day of a moment on the street's calendar, as SQL."""
    in_sqlite, in_postgres = FORMATS[span]
    if on_postgres():
        return f"to_char({moment} AT TIME ZONE 'Asia/Shanghai', '{in_postgres}')"
    return (
        f"strftime('{in_sqlite}', substr({moment}, 1, 19), '+8 hours')"  # beyond the second it would round up
    )


def _numbers() -> list[sa.Column[Any]]:
    numbers: list[sa.Column[Any]] = [sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS]
    return [*numbers, sa.Column("latest", sa.DateTime(timezone=True))]


def _of_calls(table: str, span: str, kind: str, key: str, name: str) -> str:
    """By either deadline; what a call counts for is in its columns."""
    moments = ("completed_at", "rateable_at", "rated_at")
    if on_postgres():
        latest = f"greatest({', '.join(moments)})"
    else:  # which knows no greatest, and of whose maximum one null is enough to make a null
        latest = f"nullif(max({', '.join(f'''coalesce({moment}, '')''' for moment in moments)}), '')"
    arms = (("respond_by", RESPONSE, "responded_at"), ("resolve_by", COMPLETION, latest))
    selects = " UNION ALL ".join(
        f"SELECT {written(span, due)} AS span, {key} AS key, {name} AS name, coalesce(grade, '') AS grade, apart,"
        f" {moment} AS latest, {', '.join(_counted(conditions))} FROM calls WHERE NOT outside"
        for due, conditions, moment in arms
    )
    sums = ", ".join(f"sum({number})" for number in NUMBERS)
    return (
        f"INSERT INTO {table} (kind, {span}, key, grade, apart, name, latest, {', '.join(NUMBERS)})"
        f" SELECT '{kind}', span, key, grade, apart, max(name), max(latest), {sums}"
        f" FROM ({selects}) AS counted GROUP BY span, key, grade, apart"
    )


def _counted(conditions: dict[str, str]) -> list[str]:
    return [
        f"CASE WHEN {conditions[number].format(valid=VALID)} THEN 1 ELSE 0 END AS {number}"
        if number in conditions
        else f"0 AS {number}"
        for number in NUMBERS
    ]


def _of_cases(table: str, span: str, kind: str, key: str, grade: str, came: str, of: str) -> str:
    zeros = [number for number in NUMBERS if number != "calls"]
    return (
        f"INSERT INTO {table} (kind, {span}, key, grade, apart, name, calls, {', '.join(zeros)})"
        f" SELECT '{kind}', {came}, {key}, {grade}, false, {key}, count(*), {', '.join('0' * len(zeros))}"
        f" FROM {of} GROUP BY 2, 3, 4"
    )
