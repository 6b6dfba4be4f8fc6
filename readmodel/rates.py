"""三率 by SQL, from the columns that `domain.rates` counts, and proven equal to it. For `/rates`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rates import SMALL_SAMPLE, Beside, Rates, Share, made
from readmodel.cohort import SATISFIED, By, Cohort, key_columns, valid_rating
from readmodel.rate_cases import CaseCounts, RateCase, counts_of_cases, rate_cases
from readmodel.upserts import CALLS

__all__ = [
    "CaseCounts",
    "RateCase",
    "RateLine",
    "counts_of_cases",
    "rate_cases",
    "rates_by",
    "with_and_without",
]


@dataclass(frozen=True)
class RateLine:
    """One line of the table; `name` as on the calls (of a grid or a community it is the code)."""

    key: str
    name: str
    rates: Rates


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
    sums = await _sums(session, Cohort(start, end, as_of), by, only, grade)
    chosen = [(key, row) for (key, is_apart), row in sums.items() if apart is None or is_apart is apart]
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
    sums = await _sums(session, Cohort(start, end, as_of), by, only, grade)
    whole = _lines([(key, row) for (key, _), row in sums.items()], small_sample)
    without = _lines([(key, row) for (key, is_apart), row in sums.items() if not is_apart], small_sample)
    known = {line.key: line for line in without}
    nothing = _rates(Counter(), small_sample)
    return [(line, known.get(line.key, RateLine(line.key, line.name, nothing))) for line in whole]


async def _sums(
    session: AsyncSession, cohort: Cohort, by: By, only: str | None, grade: str | None
) -> dict[tuple[str, bool], "_Sums"]:
    """What every rate is made of, by key and by whether it is 咨询宣传."""
    found: dict[tuple[str, bool], _Sums] = {}
    for due, sums in ((CALLS.c.respond_by, _response_sums), (CALLS.c.resolve_by, _resolve_sums)):
        key, name = key_columns(by, due)
        query = select(key.label("key"), CALLS.c.apart, func.max(name).label("name"), *sums(cohort))
        query = query.where(cohort.due(due)).group_by(key, CALLS.c.apart)
        if grade is not None:
            query = query.where(CALLS.c.grade == grade)
        if only is not None:  # by the column, for its index
            query = query.where(key == only if by == "month" else CALLS.c[by] == only)
        for row in (await session.execute(query)).mappings():
            of = found.setdefault((row["key"], row["apart"]), _Sums(row["name"]))
            of.numbers.update({label: row[label] for label in row if label not in ("key", "apart", "name")})
    return found


@dataclass(frozen=True)
class _Sums:
    name: str
    numbers: Counter[str] = field(default_factory=Counter)


def _lines(sums: Iterable[tuple[str, _Sums]], small_sample: int) -> list[RateLine]:
    names: dict[str, str] = {}
    numbers: dict[str, Counter[str]] = {}
    for key, row in sums:
        names[key] = max(names.get(key) or "", row.name or "")
        numbers.setdefault(key, Counter()).update(row.numbers)
    return [RateLine(key, names[key], _rates(numbers[key], small_sample)) for key in sorted(names)]


def _number(name: str, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions)).label(name)


def _response_sums(cohort: Cohort) -> list[ColumnElement[int]]:
    below = and_(cohort.known(CALLS.c.respond_by, CALLS.c.responded_at), CALLS.c.counts_response)
    return [_number("asked", below), _number("answered", below, CALLS.c.answered_in_time)]


def _resolve_sums(cohort: Cohort) -> list[ColumnElement[int]]:
    due = cohort.known(CALLS.c.resolve_by, CALLS.c.completed_at)
    below = and_(due, CALLS.c.counts_completion)
    completed = and_(below, cohort.by(CALLS.c.completed_at))
    rateable = cohort.by(CALLS.c.rateable_at)
    given = and_(rateable, cohort.by(CALLS.c.rated_at), ~CALLS.c.rating_by_staff)
    rated, staff = valid_rating(cohort, False), valid_rating(cohort, True)
    return [
        _number("due", below),
        _number("completed", below, CALLS.c.completed_in_time),
        _number("rated", rated),
        _number("satisfied", rated, SATISFIED),
        _number("rateable", rateable),
        _number("given", given),
        _number("staff", staff),
        _number("staff_satisfied", staff, SATISFIED),
        _number("late", completed, ~CALLS.c.completed_in_time),
        _number("left_out", due, ~CALLS.c.counts_completion),
        *(_number(name, completed, CALLS.c.result == name) for name in ("explained", "planned", "unfounded")),
    ]


def _rates(sums: Counter[str], small_sample: int) -> Rates:
    def share(above: str, below: str) -> Share:
        return Share(sums[above], sums[below])

    names = ("late", "left_out", "explained", "planned", "unfounded")
    return made(
        response=share("answered", "asked"),
        completion=share("completed", "due"),
        satisfaction=share("satisfied", "rated"),
        coverage=share("given", "rateable"),
        staff_ratings=share("staff_satisfied", "staff"),
        beside=Beside(*(sums[name] for name in names)),
        small_sample=small_sample,
    )
