"""The sums made again from the rows, for `huying rebuild` and for tests: what the projector's changes must come to."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, case, delete, func, select, text

from domain.case import Phase
from domain.catalogue import Channel
from domain.rates import NUMBERS
from readmodel.cohort import By, Cohort, key_columns, numbers_of
from readmodel.figures import KEPT, Key, Sum, put
from readmodel.rows import MONTHS_OF
from readmodel.upserts import CALLS, CASES, FIGURES_WAITING

ALL = Cohort(datetime(1970, 1, 1, tzinfo=UTC), *2 * (datetime(9000, 1, 1, tzinfo=UTC),))
"""Every call, and all that is recorded of it."""
AHEAD_OF_UTC = "+8 hours"
"""`MONTHS_OF`, for SQLite, which knows no zones; it has had no summer time since 1991."""


TO_THE_SECOND = 19
"""Characters of a stored moment: SQLite would round what lies beyond up, into the next day."""


def recount(connection: Connection) -> None:
    """Forget every sum and make it anew, in this transaction; whoever records waits for its end."""
    tables = (FIGURES_WAITING, *KEPT.values())
    if (
        connection.dialect.name == "postgresql"
    ):  # whoever changes a counted row writes there before it commits
        connection.execute(text(f"LOCK TABLE {', '.join(table.name for table in tables)} IN EXCLUSIVE MODE"))
    for table in tables:
        connection.execute(delete(table))
    found: dict[Key, Sum] = {}
    for by in get_args(By):
        if by != "month":
            _of_calls(connection, by, found)
    _of_cases(connection, found)
    if found:
        put(connection, found)


def _day(connection: Connection, moment: ColumnElement[datetime]) -> ColumnElement[str]:
    """As `readmodel.rows.day_of` writes it."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone(MONTHS_OF, moment), "YYYY-MM-DD")
    return func.strftime("%Y-%m-%d", func.substr(moment, 1, TO_THE_SECOND), AHEAD_OF_UTC)


def _of_calls(connection: Connection, by: By, found: dict[Key, Sum]) -> None:
    columns = CALLS.c
    arms = (
        (columns.respond_by, (columns.responded_at,)),
        (columns.resolve_by, (columns.completed_at, columns.rateable_at, columns.rated_at)),
    )
    for due, moments in arms:
        key, name = key_columns(by, due)
        day, grade = _day(connection, due), func.coalesce(columns.grade, "")
        told_apart = (day.label("day"), key.label("key"), grade.label("grade"), columns.apart)
        latest = (func.max(moment).label(f"latest{n}") for n, moment in enumerate(moments))
        query = select(*told_apart, func.max(name).label("name"), *numbers_of(ALL, due), *latest)
        query = query.where(ALL.due(due)).group_by("day", key, grade, columns.apart)
        for row in connection.execute(query).mappings():
            of = found.setdefault((by, row["day"], row["key"], row["grade"], row["apart"]), Sum())
            numbers: dict[str, Any] = {name: row[name] for name in NUMBERS if name in row}
            of.add(numbers, [row[f"latest{n}"] for n in range(len(moments))])
            of.name = max(of.name, row["name"] or "")


def _of_cases(connection: Connection, found: dict[Key, Sum]) -> None:
    columns, day = CASES.c, _day(connection, CASES.c.opened_at).label("day")
    state = case((columns.phase == Phase.CLOSED.value, "closed"), else_="open").label("state")
    kinds = (state, day, func.coalesce(columns.outcome, ""), func.coalesce(columns.grade, ""))
    of_day = select(*kinds, func.count()).group_by(*kinds)
    for kind, came, outcome, grade, number in connection.execute(of_day):
        found[kind, came, outcome, grade, False] = Sum(Counter(calls=number), name=outcome)
    external = select(day, func.count()).join_from(CALLS, CASES, columns.case_no == CALLS.c.case_no)
    external = external.where(CALLS.c.channel == Channel.EXTERNAL.value).group_by("day")
    for came, number in connection.execute(external):
        found["external", came, "", "", False] = Sum(Counter(calls=number))
