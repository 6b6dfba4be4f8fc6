"""三率 by SQL, from sums by month and day, and from columns that `domain.rates` counts; proven equal. For `/rates`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, literal_column, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rates import NUMBERS, SMALL_SAMPLE, Rates, of_numbers
from readmodel.cohort import By, Cohort, key_columns, keyed, numbers_ahead, numbers_of
from readmodel.figures import sums
from readmodel.spans import Part, net, parts
from readmodel.upserts import CALLS

MONTHS_KEPT_BY = "tier"
"""Months are sums over the keys of whatever has the fewest."""


@dataclass(frozen=True)
class RateLine:
    """One line of the table; `name` as on the calls (of a grid or a community it is the code)."""

    key: str
    name: str
    rates: Rates


@dataclass(frozen=True)
class _Sum:
    name: str
    numbers: dict[str, int]  # no counter: one is five times as slow to make, and a page has hundreds


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

    As kept by month and day; where more was kept than was known at `as_of`, each call is looked at.
    """
    if cohort.start >= cohort.end:
        return {}
    asked = (by, only, grade)
    rows = (await session.execute(_together(_of_parts(cohort, *asked)))).all()
    if any(row.latest is not None and row.latest > cohort.as_of for row in rows):
        rows = (await session.execute(_together(_of_calls(cohort, *asked)))).all()
    return {
        (key, apart): _Sum(name or "", dict(zip(NUMBERS, map(int, numbers), strict=True)))
        for key, apart, name, _, *numbers in rows
        if numbers[0]
    }


def _together(pieces: Iterable[Select[Any]]) -> Select[Any]:
    of = union_all(*pieces).subquery()
    numbers = (func.sum(of.c[name]) for name in NUMBERS)
    latest = func.max(of.c.latest).label("latest")
    return select(of.c.key, of.c.apart, func.max(of.c.name), latest, *numbers).group_by(of.c.key, of.c.apart)


def _of_parts(cohort: Cohort, by: By, only: str | None, grade: str | None) -> Iterator[Select[Any]]:
    """Sums, and the calls of what is no whole day; less what counts once its deadline is over, and is not yet."""
    kept, rest = list[Part](), list[Part]()
    for part in parts(cohort.start, cohort.end):
        (rest if part.span is None else kept).append(part)
    for part in rest:
        yield from _of_calls(_within(cohort, part), by, only, grade, sign=part.sign)
    for part in net(kept, cohort.as_of):
        yield from _of_calls(_within(cohort, part), by, only, grade, sign=-part.sign, ahead=True)
    if kept:
        yield _of_sums(kept, by, only, grade)


def _within(cohort: Cohort, part: Part) -> Cohort:
    return replace(cohort, start=part.start, end=part.end)


def _of_sums(kept: Iterable[Part], by: By, only: str | None, grade: str | None) -> Select[Any]:
    of = sums(MONTHS_KEPT_BY if by == "month" else by, kept)
    key, name = (of.c.month, of.c.month) if by == "month" else (of.c.key, of.c.name)
    numbers = (of.c[name] for name in NUMBERS)
    query = select(key.label("key"), of.c.apart, name.label("name"), of.c.latest, *numbers)
    if grade is not None:
        query = query.where(of.c.grade == grade)
    return query if only is None else query.where(key == only)


def _of_calls(
    cohort: Cohort, by: By, only: str | None, grade: str | None, *, sign: int = 1, ahead: bool = False
) -> Iterator[Select[Any]]:
    """The same of calls, each looked at, by either deadline. `ahead`: what is neither over nor done at `as_of`."""
    for due, done in ((CALLS.c.respond_by, CALLS.c.responded_at), (CALLS.c.resolve_by, CALLS.c.completed_at)):
        key, name = key_columns(by, due)
        counted = {one.name: one for one in (numbers_ahead(due) if ahead else numbers_of(cohort, due))}
        numbers = (_signed(counted[name], sign) if name in counted else none for name, none in _NONE.items())
        query = select(key.label("key"), CALLS.c.apart, func.max(name).label("name"), _NEVER, *numbers)
        query = query.where(cohort.due(due)).group_by(key, CALLS.c.apart)
        if ahead:
            query = query.where(done.is_(None), due > cohort.as_of)
        if grade is not None:
            query = query.where(CALLS.c.grade == grade)
        yield query if only is None else query.where(keyed(by, due, only))


def _signed(number: ColumnElement[int], sign: int) -> ColumnElement[int]:
    return number if sign > 0 else (-number).label(number.key)


_NONE: dict[str, ColumnElement[int]] = {name: literal_column("0").label(name) for name in NUMBERS}
"""What calls do not have by that deadline."""
_NEVER = cast(null(), CALLS.c.completed_at.type).label("latest")
"""Of calls that are looked at one by one."""


def _lines(found: Iterable[tuple[str, _Sum]], small_sample: int) -> list[RateLine]:
    sums: dict[str, _Sum] = {}
    for key, one in found:
        sums[key] = _added(sums[key], one) if key in sums else one
    return [RateLine(key, of.name, of_numbers(of.numbers, small_sample)) for key, of in sorted(sums.items())]


def _added(one: _Sum, other: _Sum) -> _Sum:
    numbers = {name: number + other.numbers[name] for name, number in one.numbers.items()}
    return _Sum(max(one.name, other.name), numbers)
