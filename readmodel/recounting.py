"""The sums made again from the rows, for `huying rebuild` and for tests: what the projector's changes must come to."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, get_args

from sqlalchemy import Connection, delete, func, select, text

from domain.case import Phase
from domain.catalogue import Channel
from domain.rates import NUMBERS
from readmodel.cohort import By, Cohort, key_columns, numbers_of
from readmodel.figures import Key, Sum, put
from readmodel.months import each_month
from readmodel.upserts import CALLS, CASES, FIGURE_CHANGES, FIGURES

ALL = Cohort(datetime(1970, 1, 1, tzinfo=UTC), *2 * (datetime(9000, 1, 1, tzinfo=UTC),))
"""Every call, and all that is recorded of it."""


def recount(connection: Connection) -> None:
    """Forget every sum and make it anew, in this transaction; whoever records waits for its end."""
    if (
        connection.dialect.name == "postgresql"
    ):  # whoever changes a counted row writes there before it commits
        connection.execute(text("LOCK TABLE figure_changes, figures IN EXCLUSIVE MODE"))
    for table in (FIGURE_CHANGES, FIGURES):
        connection.execute(delete(table))
    found: dict[Key, Sum] = {}
    for by in get_args(By):
        if by != "month":
            _of_calls(connection, by, found)
    _of_cases(connection, found)
    if found:
        put(connection, found)


def _of_calls(connection: Connection, by: By, found: dict[Key, Sum]) -> None:
    columns = CALLS.c
    arms = (
        (columns.respond_by, columns.response_month, (columns.responded_at,)),
        (
            columns.resolve_by,
            columns.resolve_month,
            (columns.completed_at, columns.rateable_at, columns.rated_at),
        ),
    )
    for due, month, moments in arms:
        key, name = key_columns(by, due)
        grade = func.coalesce(columns.grade, "")
        told_apart = (month.label("month"), key.label("key"), grade.label("grade"), columns.apart)
        latest = (func.max(moment).label(f"latest{n}") for n, moment in enumerate(moments))
        query = select(*told_apart, func.max(name).label("name"), *numbers_of(ALL, due), *latest)
        query = query.where(ALL.due(due)).group_by(month, key, grade, columns.apart)
        for row in connection.execute(query).mappings():
            of = found.setdefault((by, row["month"], row["key"], row["grade"], row["apart"]), Sum())
            numbers: dict[str, Any] = {name: row[name] for name in NUMBERS if name in row}
            of.add(numbers, [row[f"latest{n}"] for n in range(len(moments))])
            of.name = max(of.name, row["name"] or "")


def _of_cases(connection: Connection, found: dict[Key, Sum]) -> None:
    first, last = connection.execute(select(func.min(CASES.c.opened_at), func.max(CASES.c.opened_at))).one()
    for month in each_month(first, last) if first else ():
        came = (CASES.c.opened_at >= month.start, CASES.c.opened_at < month.end)
        kinds = (CASES.c.phase, CASES.c.outcome, CASES.c.grade)
        for phase, outcome, grade, number in connection.execute(
            select(*kinds, func.count()).where(*came).group_by(*kinds)
        ):
            state = "closed" if phase == Phase.CLOSED.value else "open"
            key = (state, month.first, outcome or "", grade or "", False)
            found.setdefault(key, Sum()).add({"calls": number})
            found[key].name = outcome or ""
        external = select(func.count()).join_from(CALLS, CASES, CASES.c.case_no == CALLS.c.case_no)
        number = connection.scalar(external.where(CALLS.c.channel == Channel.EXTERNAL.value, *came))
        if number:
            found["external", month.first, "", "", False] = Sum(Counter(calls=number))
