"""三率: the SQL says what `domain.rates` says, whatever happened; and every figure opens its cases."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import Case
from domain.catalogue import Exposure
from domain.labels import SEALED_NAME
from domain.localtime import zone
from domain.policy import City
from domain.rates import CallCount, Rates, Share, counts, rates
from readmodel.case_counts import CaseCounts, counts_of_cases
from readmodel.cohort import By
from readmodel.database import Database
from readmodel.rate_cases import Rate, rate_cases
from readmodel.rates import RateLine, rates_by, with_and_without
from readmodel.recounting import recount
from readmodel.rows import MONTHS_OF, call_rows, case_row
from readmodel.upserts import CALLS, CASES
from tests.readmodel import counted
from tests.readmodel.histories import fold, history

EVERY_BY = get_args(By)
SEEDS = st.integers(0, 2**32 - 1)
EXAMPLES = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LONG_AGO, FAR = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
NOTHING = rates((), LONG_AGO, FAR, FAR)


async def store(database: Database, cases: Iterable[Case]) -> None:
    """These cases and no others."""
    cases = list(cases)

    def fill(connection: Connection) -> None:
        connection.execute(delete(CASES))
        connection.execute(insert(CASES), [case_row(case) for case in cases])
        calls = [row for case in cases for row in call_rows(case).values()]
        if calls:
            connection.execute(insert(CALLS), calls)
        recount(connection)

    await database.write(fill)


def month(moment: datetime) -> str:
    return moment.astimezone(zone(MONTHS_OF)).strftime("%Y-%m")


def key_of(case: Case, count: CallCount, by: str) -> str:
    call = case.calls[count.call - 1]
    match by:
        case "unit" | "tier":
            return str(getattr(call, by))
        case "community" | "grid":
            return getattr(case.report, by) or ""
        case "item":
            if case.item is None:
                return ""
            return "sealed" if case.item.exposure is Exposure.SEALED else case.item.code
        case _:
            return str(case.report.reporter_kind)


def expected(
    cases: Iterable[Case],
    period: tuple[datetime, ...],
    by: str,
    apart: bool | None,
    grade: str | None = None,
) -> dict[str, Rates]:
    """The rates of every key with a deadline in the period, by the rules alone."""
    groups: dict[str, list[CallCount]] = {}
    chosen = [
        c
        for c in cases
        if (apart is None or (c.item is not None and c.item.counted_apart) is apart)
        and (grade is None or c.first_grade == grade)
    ]
    start, end, as_of = period
    for case in chosen:
        for count in counts(case):
            moments = [
                m for m in (count.response_due, count.resolve_due) if start <= m < end and not count.outside
            ]
            for key in {month(m) if by == "month" else key_of(case, count, by) for m in moments}:
                groups.setdefault(key, []).append(count)
    if by != "month":
        return {key: rates(group, start, end, as_of) for key, group in groups.items()}
    return {key: rates(group, *within_month(key, start, end), as_of) for key, group in groups.items()}


def within_month(key: str, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    first = datetime.strptime(key, "%Y-%m").replace(tzinfo=zone(MONTHS_OF))
    following = (first + timedelta(days=32)).replace(day=1)
    return max(start, first), min(end, following)


def period(cases: list[Case], chance: Random) -> tuple[datetime, datetime, datetime]:
    """Any period; its ends and `as_of` are often the very moments at which something was due or done."""
    every = [count for case in cases for count in counts(case)]
    seen = [m for c in every for m in (c.resolve_due, c.response_due, c.completed, c.rated_at) if m] or [
        counted.START
    ]
    start = chance.choice((chance.choice(seen), counted.START + timedelta(hours=chance.randint(-500, 1000))))
    end = start + timedelta(hours=chance.choice((24, 200, 720, 3000)))
    return (
        start,
        end,
        chance.choice((chance.choice(seen), start + timedelta(hours=chance.randint(0, 1500)))),
    )


async def agree(session: AsyncSession, cases: list[Case], chance: Random) -> None:
    """SQL and rules, on every key, for one period."""
    asked, apart = period(cases, chance), chance.choice((None, True, False))
    grade = chance.choice((None, "A", "B"))
    for by in EVERY_BY:
        lines = await rates_by(session, *asked, by, apart, grade=grade)
        assert {line.key: line.rates for line in lines} == expected(cases, asked, by, apart, grade), by
        assert [line.key for line in lines] == sorted(line.key for line in lines)
        pairs = await with_and_without(session, *asked, by, grade=grade)
        assert {w.key: w.rates for w, _ in pairs} == expected(cases, asked, by, None, grade), by
        without = {key: found for key, found in ((o.key, o.rates) for _, o in pairs) if found != NOTHING}
        rules = expected(cases, asked, by, False, grade)
        assert without == {key: found for key, found in rules.items() if found != NOTHING}, by


@EXAMPLES
@given(seed=SEEDS)
async def test_sql_equals_the_rules_on_any_cases(shared_database: Database, seed: int) -> None:
    chance = Random(seed)
    cases = [counted.case(f"C{n:03}", chance) for n in range(40)]
    await store(shared_database, cases)
    async with shared_database.session() as session:
        for _ in range(3):
            await agree(session, cases, chance)


@EXAMPLES
@given(seed=SEEDS)
async def test_sql_equals_the_rules_on_histories(shared_database: Database, city: City, seed: int) -> None:
    chance = Random(seed)
    seeds = {chance.randint(0, 10**7) for _ in range(8)}
    cases = [fold(history(city, number, moves=30)) for number in sorted(seeds)]
    await store(shared_database, cases)
    async with shared_database.session() as session:
        await agree(session, cases, chance)
        for by in EVERY_BY:
            lines = await rates_by(session, LONG_AGO, FAR, FAR, by)
            assert {line.key: line.rates for line in lines} == expected(cases, (LONG_AGO, FAR, FAR), by, None)


async def test_sql_knows_things_from_the_very_moment(shared_database: Database) -> None:
    chance = Random(11)
    cases = [counted.case(f"C{n:03}", chance) for n in range(30)]
    await store(shared_database, cases)
    every = [count for case in cases for count in counts(case)]
    moments = {m for c in every for m in (c.responded, c.completed, c.rated_at, c.rateable_at) if m}
    async with shared_database.session() as session:
        for as_of in chance.sample(sorted(moments), 25):
            lines = await rates_by(session, LONG_AGO, FAR, as_of, "unit")
            found = {line.key: line.rates for line in lines}
            assert found == expected(cases, (LONG_AGO, FAR, as_of), "unit", None)


@pytest.mark.parametrize("rate", get_args(Rate))
async def test_every_figure_opens_its_cases(shared_database: Database, rate: Rate) -> None:
    chance = Random(7)
    cases = [counted.case(f"C{n:03}", chance) for n in range(60)]
    await store(shared_database, cases)
    asked = (counted.START, counted.START + timedelta(days=40), counted.START + timedelta(days=30))
    async with shared_database.session() as session:
        for by in EVERY_BY:
            for line in await rates_by(session, *asked, by):
                await opens(session, asked, by, line, rate)
            for whole, without in await with_and_without(session, *asked, by, grade="A"):
                await opens(session, asked, by, whole, rate, grade="A")
                await opens(session, asked, by, without, rate, grade="A", apart=False)


async def opens(
    session: AsyncSession, asked: tuple[datetime, ...], by: By, line: RateLine, rate: Rate, **chosen: Any
) -> None:
    """A figure of that line, and the calls below its line, above it, and not above it."""
    share: Share = getattr(line.rates, rate)
    below = [await behind(session, asked, by, line.key, rate, met, **chosen) for met in (None, True, False)]
    assert below == [share.denominator, share.numerator, share.denominator - share.numerator]


async def behind(
    session: AsyncSession,
    asked: tuple[datetime, ...],
    by: By,
    key: str,
    rate: Rate,
    met: bool | None,
    **chosen: Any,
) -> int:
    """How many calls stand behind a figure, page by page."""
    seen: list[str] = []
    cursor: str | None = None
    start, end, as_of = asked
    while True:
        found = await rate_cases(session, start, end, as_of, by, key, rate, met, cursor, limit=7, **chosen)
        seen += [case.call.call_id for case in found.items]
        assert all(met is None or case.met is met for case in found.items)
        cursor = found.next_cursor
        if cursor is None:
            assert len(set(seen)) == len(seen)
            return len(seen)


async def test_sealed_items_are_not_named(shared_database: Database) -> None:
    chance = Random(1)
    await store(shared_database, [counted.case(f"C{n:03}", chance) for n in range(40)])
    async with shared_database.session() as session:
        names = {line.key: line.name for line in await rates_by(session, LONG_AGO, FAR, FAR, "item")}
    assert names == {"": "", "B0101": "占道经营", "B0102": "占道经营", "sealed": SEALED_NAME}


async def test_numbers_of_cases(shared_database: Database) -> None:
    chance = Random(2)
    cases = [counted.case(f"C{n:03}", chance) for n in range(30)]
    await store(shared_database, cases)
    middle = counted.START + timedelta(hours=500)
    async with shared_database.session() as session:
        everything, early = (
            await counts_of_cases(session, LONG_AGO, FAR),
            await counts_of_cases(session, LONG_AGO, middle),
        )
    assert_counts(cases, lambda _: True, everything)
    assert_counts(cases, lambda case: case.opened_at < middle, early)


def assert_counts(cases: list[Case], wanted: Callable[[Case], bool], found: CaseCounts) -> None:
    chosen = [case for case in cases if wanted(case)]
    assert found.total == len(chosen)
    assert found.open == sum(case.open for case in chosen)
    assert found.closed == sum(not case.open for case in chosen)
    grades = Counter(case.first_grade or "" for case in chosen)
    assert found.by_grade == grades
    assert found.external_calls == sum(len(case.calls) for case in chosen)
    assert sum(found.by_outcome.values()) == sum(not case.open for case in chosen)
