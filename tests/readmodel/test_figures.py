"""Sums by month, pentad and day are what the rows come to, whatever was recorded, twice, otherwise, or made again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, delete, func, insert, inspect, select, text

from contracts.cases import Batch
from domain.case import Case
from domain.people import Actor
from domain.policy import City
from domain.rates import NUMBERS
from faults.afterwards import PENTAD
from readmodel import figures
from readmodel.database import Database, migrate
from readmodel.figures import KEPT, KINDS, sum_up, sums
from readmodel.migrate import sync_engine
from readmodel.projector import append
from readmodel.rates import rates_by
from readmodel.rebuild import rebuild
from readmodel.recounting import recount
from readmodel.rows import call_rows, case_row
from readmodel.spans import Part, Span, name_of
from readmodel.upserts import CALLS, CASES, FIGURE_DAYS, FIGURES, FIGURES_WAITING
from tests.late_writers import AS_WRITER
from tests.readmodel import counted
from tests.readmodel.histories import cut, fold, history, number

EVER = (counted.START.replace(year=1970), counted.START.replace(year=9000))


def kept(connection: Connection) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Every sum of a month that is not nothing, with what waits. Those of its pentads and days come to the same."""
    of_months, *others = (_kept(connection, span) for span in KEPT)
    assert others == [of_months, of_months]
    return of_months


def _kept(connection: Connection, span: Span) -> dict[tuple[Any, ...], tuple[int, ...]]:
    found = {}
    for kind in KINDS:
        of = sums(kind, [Part(*EVER, span)])
        keys = (of.c.month, of.c.key, of.c.grade, of.c.apart)
        numbers = [func.sum(of.c[name]) for name in NUMBERS]
        for row in connection.execute(select(*keys, *numbers).group_by(*keys)):
            if any(row[4:]):
                found[(kind, *row[:4])] = tuple(map(int, row[4:]))
    return found


def finer(connection: Connection) -> list[dict[tuple[Any, ...], Counter[str]]]:
    """The same of each pentad and of each day, with what waits."""
    return [_by(connection, "pentad"), _by(connection, "day")]


def _by(connection: Connection, span: Span) -> dict[tuple[Any, ...], Counter[str]]:
    found: dict[tuple[Any, ...], Counter[str]] = {}
    for row in connection.execute(select(KEPT[span])).mappings():
        key = (row["kind"], row[span], row["key"], row["grade"], row["apart"])
        found.setdefault(key, Counter()).update({name: row[name] for name in NUMBERS})
    for row in connection.execute(select(FIGURES_WAITING)).mappings():
        for kind in (kind for kind in KINDS if row[kind] is not None):
            key = (kind, name_of(span, row["day"]), row[kind], row["grade"], row["apart"])
            found.setdefault(key, Counter()).update({name: row[name] for name in NUMBERS})
    return {key: numbers for key, numbers in found.items() if any(numbers.values())}


async def agrees(database: Database) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """What is kept, which a recount leaves as it is."""
    before, parts = await database.write(kept), await database.write(finer)
    await database.write(recount)
    assert await database.write(kept) == before
    assert await database.write(finer) == parts
    return before


async def record(database: Database, city: City, seeds: range) -> None:
    for seed in seeds:
        for batch in cut(history(city, seed, moves=30), Random(seed)):
            await append(database, batch)


async def test_sums_are_what_the_rows_come_to(
    database: Database, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "SUMMED_AT", 7)
    for seed in range(12):
        await record(database, city, range(seed, seed + 1))
        if seed % 4 == 3:
            assert await agrees(database)
    await record(database, city, range(12))  # all of it once more
    found = await agrees(database)
    assert {kind for kind, *_ in found} >= {"unit", "tier", "item", "reporter_kind", "closed"}
    assert await rebuild(database) == 12
    assert await database.write(kept) == found


async def test_changes_wait_until_they_are_summed_up(database: Database, city: City) -> None:
    await record(database, city, range(4))
    waiting = await database.write(
        lambda connection: connection.scalar(select(func.count(FIGURES_WAITING.c.id)))
    )
    before = await database.write(kept)
    assert waiting
    assert before
    await database.write(sum_up)
    left = select(func.count()).select_from(FIGURES_WAITING)
    assert await database.write(lambda connection: connection.scalar(left)) == 0
    assert await database.write(kept) == before
    await record(database, city, range(4, 8))
    await agrees(database)


async def test_what_gives_way_counts_no_more(database: Database, city: City) -> None:
    events = history(city, 6, moves=30)
    await append(database, Batch(number(events), events))
    half = len(events) // 2
    other = replace(events[half], by=Actor("somebody else"))
    await append(database, Batch(number(events), (other,)), authoritative=True)
    case = fold((*events[:half], other))
    found = await agrees(database)
    tiers = sum(numbers[0] for (kind, *_), numbers in found.items() if kind == "tier")
    assert tiers == 2 * sum(not row["outside"] for row in call_rows(case).values())


async def test_rows_written_by_other_rules_are_taken_back_as_they_are(database: Database, city: City) -> None:
    events = history(city, 3, moves=30)
    await append(database, Batch(number(events), events[:-1]))

    def otherwise(connection: Connection) -> None:
        connection.execute(CALLS.update().values(counts_completion=~CALLS.c.counts_completion))
        recount(connection)

    await database.write(otherwise)
    await append(database, Batch(number(events), events))
    await agrees(database)


async def test_months_are_read_as_they_are_kept(database: Database, city: City) -> None:
    """Not from the calls: they are gone."""
    await record(database, city, range(6))
    async with database.session() as session:
        period = (counted.START.replace(year=2020), counted.START.replace(year=2040))
        before = await rates_by(session, *period, period[1], "unit")
    assert before
    await database.write(lambda connection: connection.execute(delete(CALLS)))
    async with database.session() as session:
        assert await rates_by(session, *period, period[1], "unit") == before


@pytest.fixture
def cases() -> list[Case]:
    """By chance, none of them recorded."""
    chance = Random(5)
    return [counted.case(f"C{n:03}", chance) for n in range(40)]


def filled(empty_url: str, cases: list[Case]) -> Iterator[Connection]:
    """A database with these rows, and no sums yet."""
    migrate(empty_url, "0191")
    engine = sync_engine(empty_url)
    known = {column["name"] for column in inspect(engine).get_columns("calls")}
    calls = [row for case in cases for row in call_rows(case).values()]
    with engine.begin() as connection:
        connection.execute(insert(CASES), [case_row(case) for case in cases])
        connection.execute(
            insert(CALLS), [{name: row[name] for name in row if name in known} for row in calls]
        )
    migrate(empty_url)
    with engine.connect().execution_options(**AS_WRITER) as connection, connection.begin():
        yield connection
    engine.dispose()


def test_the_revision_sums_what_is_there(empty_url: str, cases: list[Case]) -> None:
    for connection in filled(empty_url, cases):
        migrated, parts = kept(connection), finer(connection)
        latest = select(FIGURES.c.kind, func.max(FIGURES.c.latest)).group_by(FIGURES.c.kind)
        known = set(map(tuple, connection.execute(latest)))
        recount(connection)
        assert migrated == kept(connection) != {}
        assert parts == finer(connection)
        assert known == set(map(tuple, connection.execute(latest)))


def test_the_revision_tells_when_the_case_of_a_missed_call_closed(empty_url: str, cases: list[Case]) -> None:
    closed = [replace(case, closed_at=counted.START) if n % 2 else case for n, case in enumerate(cases)]
    wanted = {number: row["missed_closed_at"] for case in closed for number, row in call_rows(case).items()}
    for connection in filled(empty_url, closed):
        told = connection.execute(select(CALLS.c.call_id, CALLS.c.missed_closed_at))
        assert dict(map(tuple, told)) == wanted
    assert {None, counted.START} == set(wanted.values())


def test_what_waited_for_the_revision_goes_into_the_months(empty_url: str) -> None:
    migrate(empty_url, "0261")
    engine = sync_engine(empty_url)
    numbers = dict.fromkeys(NUMBERS, 0)
    rows = MetaData()
    rows.reflect(engine, only=["figures", "figure_changes"])
    told: dict[str, Any] = {**numbers, "calls": 3, "month": "2026-10", "grade": "A", "apart": False}
    unknown: dict[str, Any] = {"tier": "grid", "latest": None}
    with engine.begin() as connection:
        connection.execute(
            insert(rows.tables["figures"]), [told | {"kind": "tier", "key": "street", "name": "street"}]
        )
        connection.execute(
            insert(rows.tables["figure_changes"]),
            [told | {"tier": "street", "latest": counted.START}, told | unknown | {"calls": 4}],
        )
    migrate(empty_url)
    with engine.begin() as connection:
        sums_now = select(FIGURES.c.key, FIGURES.c.calls, FIGURES.c.latest).order_by(FIGURES.c.key)
        assert list(map(tuple, connection.execute(sums_now))) == [
            ("grid", 4, None),
            ("street", 6, counted.START),
        ]
        assert connection.scalar(select(func.count()).select_from(FIGURES_WAITING)) == 0
    engine.dispose()


def test_every_day_is_of_one_pentad_for_whoever_names_it() -> None:
    days = [(date(2027, 1, 1) + timedelta(n)).isoformat() for n in range(731)]
    engine = sync_engine("sqlite://")
    with engine.connect() as connection:
        for day in days:
            named = connection.scalar(text(f"SELECT {PENTAD} FROM (SELECT :day AS day) AS one"), {"day": day})
            assert named == name_of("pentad", day)
    engine.dispose()


def test_the_last_moment_of_a_day_is_of_that_day(empty_url: str, cases: list[Case]) -> None:
    last = datetime(2026, 10, 31, 15, 59, 59, 999_999, tzinfo=UTC)
    for connection in filled(empty_url, cases[:1]):
        connection.execute(CALLS.update().values(respond_by=last, resolve_by=last))
        recount(connection)
        days = connection.scalars(select(FIGURE_DAYS.c.day).where(FIGURE_DAYS.c.kind == "tier"))
        assert set(days) == {"2026-10-31"}
