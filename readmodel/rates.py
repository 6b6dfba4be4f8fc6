"""三率 by SQL, from sums by month and from the columns that `domain.rates` counts; proven equal to it. For `/rates`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rates import NUMBERS, SMALL_SAMPLE, Rates, of_numbers
from readmodel.cohort import By, Cohort, key_columns, keyed, numbers_ahead, numbers_of
from readmodel.figures import sums, totals
from readmodel.months import Months, near_months
from readmodel.upserts import CALLS

MONTHS_KEPT_BY = "tier"
"""Months are sums over the keys of whatever has the fewest."""


@dataclass(frozen=True)
class RateLine:
    """One line of the table; `name` as on the calls (of a grid or a community it is the code)."""

    key: str
    name: str
    rates: Rates


@dataclass
class _Sum:
    name: str
    numbers: Counter[str] = field(default_factory=Counter)


Sums = dict[tuple[str, bool], _Sum]


async def rates_by(
    session: AsyncSession,
    start: datetime,
    end: datetime,
    as_of: datetime,
    by: By,
    apart: bool | None = None,
    small_sample: int = SMALL_SAMPLE,
    only: str | None = None,
    grade: str | None = None,
) -> list[RateLine]:
    """The three rates of each unit, tier … or month with a deadline in [`start`, `end`), by key.

    `apart` True is 咨询宣传 alone, False all but that. What has no such key (a call without a grid) is "".
    `only` is the one key asked for, `grade` the one that cases count under; None for all.
    """
    found = await _sums(session, Cohort(start, end, as_of), by, only, grade)
    chosen = [(key, row) for (key, is_apart), row in found.items() if apart is None or is_apart is apart]
    return _lines(chosen, small_sample)


async def with_and_without(
    session: AsyncSession,
    start: datetime,
    end: datetime,
    as_of: datetime,
    by: By,
    small_sample: int = SMALL_SAMPLE,
    only: str | None = None,
    grade: str | None = None,
) -> list[tuple[RateLine, RateLine]]:
    """Each line of `rates_by` with all calls, and the same without 咨询宣传, out of one look at the calls."""
    found = await _sums(session, Cohort(start, end, as_of), by, only, grade)
    whole = _lines([(key, row) for (key, _), row in found.items()], small_sample)
    without = _lines([(key, row) for (key, is_apart), row in found.items() if not is_apart], small_sample)
    known = {line.key: line for line in without}
    nothing = of_numbers({}, small_sample)
    return [(line, known.get(line.key, RateLine(line.key, line.name, nothing))) for line in whole]


async def _sums(session: AsyncSession, cohort: Cohort, by: By, only: str | None, grade: str | None) -> Sums:
    """What every rate is made of, by key and by whether it is 咨询宣传.

    Months as they are summed; what the period has besides is counted call by call, and so is what it lacks of them.
    """
    asked = (by, only, grade)
    months = near_months(cohort.start, cohort.end)
    if months is None or (found := await _of_months(session, months, cohort.as_of, *asked)) is None:
        return await _of_calls(session, cohort, *asked)
    for start, end in ((cohort.start, months.start), (months.end, cohort.end)):
        if start != end:
            part = replace(cohort, start=min(start, end), end=max(start, end))
            _add(found, await _of_calls(session, part, *asked), 1 if start < end else -1)
    return {key: one for key, one in found.items() if one.numbers["calls"]}


async def _of_months(
    session: AsyncSession, months: Months, as_of: datetime, by: By, only: str | None, grade: str | None
) -> Sums | None:
    """As kept by month, less what was not known yet at `as_of`. None where more was not: then calls are counted."""
    of = sums(MONTHS_KEPT_BY if by == "month" else by, months.first, months.last)
    key = of.c.month if by == "month" else of.c.key
    query = select(key.label("key"), of.c.apart, func.max(of.c.name).label("name"), *totals(of))
    query = query.group_by(key, of.c.apart)
    if grade is not None:
        query = query.where(of.c.grade == grade)
    if only is not None:
        query = query.where(key == only)
    found: Sums = {}
    for row in (await session.execute(query)).mappings():
        if row["latest"] is not None and row["latest"] > as_of:
            return None
        if row["calls"]:
            found[row["key"], row["apart"]] = _Sum(
                row["name"] if by != "month" else row["key"], Counter({name: row[name] for name in NUMBERS})
            )
    ahead = Cohort(max(months.start, as_of), months.end, as_of)
    if ahead.start < ahead.end:
        _add(found, await _of_calls(session, ahead, by, only, grade, ahead=True), -1)
    return found


async def _of_calls(
    session: AsyncSession, cohort: Cohort, by: By, only: str | None, grade: str | None, *, ahead: bool = False
) -> Sums:
    """The same, each call looked at. `ahead`: what counts once its deadline is over, and not before."""
    found: Sums = {}
    for due, done in ((CALLS.c.respond_by, CALLS.c.responded_at), (CALLS.c.resolve_by, CALLS.c.completed_at)):
        key, name = key_columns(by, due)
        numbers = numbers_ahead(due) if ahead else numbers_of(cohort, due)
        query = select(key.label("key"), CALLS.c.apart, func.max(name).label("name"), *numbers)
        query = query.where(cohort.due(due)).group_by(key, CALLS.c.apart)
        if ahead:
            query = query.where(done.is_(None), due > cohort.as_of)
        if grade is not None:
            query = query.where(CALLS.c.grade == grade)
        if only is not None:
            query = query.where(keyed(by, due, only))
        for row in (await session.execute(query)).mappings():
            counted = {label: row[label] for label in row if label not in ("key", "apart", "name")}
            _add(found, {(row["key"], row["apart"]): _Sum(row["name"], Counter(counted))}, 1)
    return found


def _add(to: Sums, more: Sums, sign: int) -> None:
    for key, one in more.items():
        of = to.setdefault(key, _Sum(one.name))
        of.name = max(of.name or "", one.name or "")
        for name, number in one.numbers.items():
            of.numbers[name] += sign * number


def _lines(found: Iterable[tuple[str, _Sum]], small_sample: int) -> list[RateLine]:
    names: dict[str, str] = {}
    numbers: dict[str, Counter[str]] = {}
    for key, one in found:
        names[key] = max(names.get(key) or "", one.name or "")
        numbers.setdefault(key, Counter()).update(one.numbers)
    return [RateLine(key, names[key], of_numbers(numbers[key], small_sample)) for key in sorted(names)]
