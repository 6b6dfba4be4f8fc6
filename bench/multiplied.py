"""Fills a read model with a city's year: some thousand different cases, multiplied by the database itself.

Their rows alone: a list reads no event, and of a snapshot nothing. No street reports a million things in a minute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    TextClause,
    create_engine,
    insert,
    select,
    text,
)

from readmodel.columns import UtcTime
from readmodel.recounting import recount
from readmodel.upserts import CALLS, CASES, TASKS

Row = dict[str, Any]
TEMPLATES, OPEN_TEMPLATES = 2000, 500
AT_ONCE = 10
"""Copies of every template in one transaction."""
OPEN_SHARE = 0.005
YEAR, OPEN_FOR = timedelta(days=365), timedelta(days=3)
UNITS, ITEMS, COMMUNITIES, GRIDS = 250, 386, 16, 12
GRADES = "ABBBBBCCCD"
AS_PLAYED = 0.3
"""Of the templates: they keep their item, place and unit."""
PRIME, NUMBERS = 48_271, 10**8
"""Case numbers are no sequence: n × a prime, cut to eight figures."""
SNAPSHOT_KEPT = 600  # characters


@dataclass(frozen=True)
class Dialect:
    """How a database writes a moment so many seconds earlier, a month, a day, and a number of eight figures."""

    earlier: Callable[[str, str], str]
    month: Callable[[str], str]
    day: Callable[[str], str]
    eight: Callable[[str], str]


DIALECTS = {
    "sqlite": Dialect(
        lambda at, seconds: f"strftime('%Y-%m-%d %H:%M:%f', {at}, '-' || ({seconds}) || ' seconds') || '000'",
        lambda at: f"strftime('%Y-%m', {at}, '+8 hours')",
        lambda at: f"strftime('%Y%m%d', {at}, '+8 hours')",
        lambda number: f"printf('%08d', {number})",
    ),
    "postgresql": Dialect(
        lambda at, seconds: f"({at} - make_interval(secs => {seconds}))",
        lambda at: f"to_char({at} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')",
        lambda at: f"to_char({at} AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')",
        lambda number: f"lpad(({number})::text, 8, '0')",
    ),
}


def multiply(url: str, wanted: int) -> None:
    """Add about `wanted` cases to those that were played there. `url` is SQLAlchemy's, synchronous."""
    engine, chance = create_engine(url), Random(1)
    with engine.begin() as connection:
        played = _played(connection)
    open_ones = max(1, int(wanted * OPEN_SHARE))
    for closed, count, most, span, first in (
        (False, open_ones, OPEN_TEMPLATES, OPEN_FOR, 0),
        (True, wanted - open_ones, TEMPLATES, YEAR, open_ones),
    ):
        of = [one for one in played if (one[0]["state"] == "closed") is closed]
        _multiply(
            engine, [_other(of[n % len(of)], chance) for n in range(min(count, most))], count, span, first
        )
    with engine.begin() as connection:
        recount(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":  # as its autovacuum would have done in a year
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


Case = tuple[Row, list[Row], list[Row]]
"""A case's row, those of its calls, those of its tasks."""


def _played(connection: Connection) -> list[Case]:
    calls, tasks = (
        [dict(row) for row in connection.execute(select(table)).mappings()] for table in (CALLS, TASKS)
    )
    cases = [dict(row) for row in connection.execute(select(CASES)).mappings()]

    def of(rows: list[Row], case: Row) -> list[Row]:
        return [row for row in rows if row["case_no"] == case["case_no"]]

    return [(case, of(calls, case), of(tasks, case)) for case in cases]


def _other(one: Case, chance: Random) -> Case:
    """The same of another matter elsewhere, with another unit; some things are reported far more often than others."""
    if chance.random() < AS_PLAYED:
        return one
    item, unit = (int(most * chance.random() ** 2) for most in (ITEMS, UNITS))
    community = f"SQ{chance.randint(1, COMMUNITIES):02}"
    of_all: Row = {
        "item": f"X{item:03}",
        "item_name": f"事项{item:03}",
        "exposure": "public" if item % 10 else "case",
        "grade": chance.choice(GRADES),
        "community": community,
        "grid": f"{community}-G{chance.randint(1, GRIDS):02}",
    }
    of_unit = {"unit": f"unit{unit:03}", "unit_zh": f"单位{unit:03}"}
    of_call = {
        "reporter_kind": chance.choice(("resident", "resident", "merchant", "visitor")),
        "apart": item % 20 == 0,
    }
    case, calls, tasks = one
    return (
        case | of_all | (of_unit if case["unit"] else {}) | {"reporter_kind": of_call["reporter_kind"]},
        [call | of_all | of_call | (of_unit if call["tier"] == "street" else {}) for call in calls],
        [task | of_all for task in tasks],
    )


@dataclass(frozen=True)
class Copies:
    """How many cases out of how many templates, spread back over which time, numbered from where on."""

    dialect: Dialect
    count: int
    templates: int
    span: timedelta
    first: int

    def statement(self, of: Table, templates: Table) -> TextClause:
        """Insert the copies from the `:a`-th to the `:b`-th of every template."""
        columns = ", ".join(column.name for column in of.columns)
        values = ", ".join(self._value(column) for column in of.columns)
        return text(
            f"INSERT INTO {of.name} ({columns}) WITH RECURSIVE copies(k) AS (SELECT CAST(:a AS INTEGER)"
            " UNION ALL SELECT k + 1 FROM copies WHERE k < CAST(:b AS INTEGER))"
            f" SELECT {values} FROM {templates.name}, copies WHERE {self._n} < {self.count}"
        )

    @property
    def _n(self) -> str:
        return f"(k * {self.templates} + place)"

    def _earlier(self, column: str) -> str:
        return self.dialect.earlier(column, f"{self._n} * {self.span.total_seconds() / self.count!r}")

    def _value(self, column: Column[Any]) -> str:
        day = self.dialect.day(self._earlier("came"))
        number = f"'SGH-' || {day} || '-' || " + self.dialect.eight(
            f"CAST({self.first} + {self._n} AS BIGINT) * {PRIME} % {NUMBERS}"
        )
        match column.name:
            case "case_no":
                return number
            case "call_id":
                return f"{number} || '.' || n"
            case "look_at":  # nothing of it asks to be looked at
                return "NULL"
            case "response_month":
                return self.dialect.month(self._earlier("respond_by"))
            case "resolve_month":
                return self.dialect.month(self._earlier("resolve_by"))
        return self._earlier(column.name) if isinstance(column.type, UtcTime) else column.name


def _multiply(engine: Engine, templates: list[Case], count: int, span: timedelta, first: int) -> None:
    meta = MetaData()
    tables = {table: _like(table, meta) for table in (CASES, CALLS, TASKS)}
    with engine.begin() as connection:
        meta.create_all(connection)
        rows: dict[Table, list[Row]] = {table: [] for table in tables.values()}
        for place, (case, calls, tasks) in enumerate(templates):
            more = {"place": place, "came": case["opened_at"]}
            cut = case | {"snapshot": case["snapshot"][:SNAPSHOT_KEPT]} if case["state"] == "closed" else case
            for kept, some in zip(rows.values(), ([cut], calls, tasks), strict=True):
                kept += [row | more for row in some]
        for table, some in rows.items():
            if some:
                connection.execute(insert(table), some)
    copies = Copies(DIALECTS[engine.dialect.name], count, len(templates), span, first)
    for begin in range(0, -(-count // len(templates)), AT_ONCE):
        with engine.begin() as connection:
            for table, of in tables.items():
                connection.execute(copies.statement(table, of), {"a": begin, "b": begin + AT_ONCE - 1})
    with engine.begin() as connection:
        meta.drop_all(connection)


def _like(table: Table, meta: MetaData) -> Table:
    """Its columns without its keys, and each row's template."""
    columns: list[Column[Any]] = [Column(column.name, column.type) for column in table.columns]
    return Table(f"bench_{table.name}", meta, *columns, Column("place", Integer), Column("came", UtcTime))
