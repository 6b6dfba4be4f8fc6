"""Fills a read model: copies of cases that were played over HTTP, spread over a year, each under a number of its own.

Straight into the tables, as they are found there: no street reports 100,000 things in a minute.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, insert, select, text

from readmodel.recounting import recount

Row = dict[str, Any]
TABLES = ("cases", "calls", "tasks", "events")
AT_ONCE = 1000
OPEN_SHARE = 0.02
"""Of all cases: a street has some thousands in hand, and everything else behind it."""
EVENTS_KEPT = 2
"""Of each copy of a closed case; of an open one all."""
YEAR = timedelta(days=365)
OPEN_FOR = timedelta(days=3)


def fill(url: str, wanted: int) -> None:
    """Copy until there are about `wanted` cases. `url` is SQLAlchemy's, synchronous."""
    engine = create_engine(url)
    meta = MetaData()
    meta.reflect(engine, only=TABLES)
    tables = {name: meta.tables[name] for name in TABLES}
    with engine.begin() as connection:
        originals = _originals(connection, tables)
    closed = [one for one in originals if one["cases"][0]["state"] == "closed"]
    still = [one for one in originals if one["cases"][0]["state"] != "closed"]
    open_ones = int(wanted * OPEN_SHARE)
    _copy(engine, tables, still, open_ones, OPEN_FOR, 0)
    _copy(engine, tables, closed, wanted - open_ones, YEAR, open_ones)
    with engine.begin() as connection:
        recount(connection)
    if engine.dialect.name == "postgresql":  # as its autovacuum would have done in a year
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    engine.dispose()


def _originals(connection: Connection, tables: dict[str, Table]) -> list[dict[str, list[Row]]]:
    """Each case with its rows, by table."""
    found: dict[str, dict[str, list[Row]]] = {}
    for name, table in tables.items():
        for row in connection.execute(select(table)).mappings():
            found.setdefault(row["case_no"], {name: [] for name in TABLES})[name].append(dict(row))
    return [one for one in found.values() if one["cases"]]


def _copy(
    engine: Engine,
    tables: dict[str, Table],
    originals: list[dict[str, list[Row]]],
    count: int,
    span: timedelta,
    first: int,
) -> None:
    with engine.begin() as connection:
        for start in range(0, count, AT_ONCE):
            waiting: dict[str, list[Row]] = {name: [] for name in TABLES}
            for n in range(start, min(start + AT_ONCE, count)):
                one, earlier = originals[n % len(originals)], span * (n / count)
                for name, rows in one.items():
                    closed = name == "events" and one["cases"][0]["state"] == "closed"
                    kept = rows[-EVENTS_KEPT:] if closed else rows
                    waiting[name] += _renamed(kept, f"BENCH-{first + n:07}", earlier)
            for name, rows in waiting.items():
                if rows:
                    connection.execute(insert(tables[name]), rows)


def _renamed(rows: list[Row], number: str, earlier: timedelta) -> Iterator[Row]:
    """The same row of another case, so much earlier; nothing of it asks to be looked at."""
    for row in rows:
        moved = {
            name: value - earlier if isinstance(value, datetime) else value for name, value in row.items()
        }
        moved["case_no"] = number
        if "call_id" in moved:
            moved |= {"call_id": f"{number}.{row['n']}", "look_at": None}
        yield moved
