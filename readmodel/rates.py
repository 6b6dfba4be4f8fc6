"""三率 by SQL, from the columns that `domain.rates` counts, and proven equal to it. For `/rates`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rates import SMALL_SAMPLE, Beside, Rates, Share, made
from readmodel.cohort import SATISFIED, By, Cohort, key_columns, valid_rating
from readmodel.rate_cases import CaseCounts, RateCase, counts_of_cases, rate_cases
from readmodel.upserts import CALLS

__all__ = ["CaseCounts", "RateCase", "RateLine", "counts_of_cases", "rate_cases", "rates_by"]


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
) -> list[RateLine]:
    """The three rates of each unit, tier … or month with a deadline in [`start`, `end`), by key.

    `apart` True is 咨询宣传 alone, False all but that. What has no such key (a call without a grid) is "".
    `only` is the one key asked for, None for all.
    """
    cohort = Cohort(start, end, as_of)
    asked = await _rows(session, cohort, CALLS.c.respond_by, by, apart, only, _response_sums(cohort))
    called = await _rows(session, cohort, CALLS.c.resolve_by, by, apart, only, _resolve_sums(cohort))
    names = {
        **{key: row["name"] for key, row in asked.items()},
        **{k: row["name"] for k, row in called.items()},
    }
    return [
        RateLine(key, names[key], _rates(asked.get(key, {}), called.get(key, {}), small_sample))
        for key in sorted(names)
    ]


async def _rows(
    session: AsyncSession,
    cohort: Cohort,
    due: ColumnElement[datetime],
    by: By,
    apart: bool | None,
    only: str | None,
    sums: list[ColumnElement[int]],
) -> dict[str, Any]:
    key, name = key_columns(by, due)
    query = select(key.label("key"), func.max(name).label("name"), *sums).where(cohort.due(due)).group_by(key)
    if apart is not None:
        query = query.where(CALLS.c.apart.is_(apart))
    if only is not None:
        query = query.where(
            key == only if by == "month" else CALLS.c[by] == only
        )  # by the column, for its index
    return {row["key"]: row for row in (await session.execute(query)).mappings()}


def _number(name: str, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions)).label(name)


def _response_sums(cohort: Cohort) -> list[ColumnElement[int]]:
    below = and_(cohort.known(CALLS.c.respond_by, CALLS.c.responded_at), CALLS.c.counts_response)
    return [_number("below", below), _number("above", below, CALLS.c.answered_in_time)]


def _resolve_sums(cohort: Cohort) -> list[ColumnElement[int]]:
    due = cohort.known(CALLS.c.resolve_by, CALLS.c.completed_at)
    below = and_(due, CALLS.c.counts_completion)
    completed = and_(below, cohort.by(CALLS.c.completed_at))
    rateable = cohort.by(CALLS.c.rateable_at)
    given = and_(rateable, cohort.by(CALLS.c.rated_at), ~CALLS.c.rating_by_staff)
    rated, staff = valid_rating(cohort, False), valid_rating(cohort, True)
    return [
        _number("below", below),
        _number("above", below, CALLS.c.completed_in_time),
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


def _rates(asked: Any, called: Any, small_sample: int) -> Rates:
    def share(row: Any, above: str, below: str) -> Share:
        return Share(row.get(above, 0), row.get(below, 0))

    names = ("late", "left_out", "explained", "planned", "unfounded")
    return made(
        response=share(asked, "above", "below"),
        completion=share(called, "above", "below"),
        satisfaction=share(called, "satisfied", "rated"),
        coverage=share(called, "given", "rateable"),
        staff_ratings=share(called, "staff_satisfied", "staff"),
        beside=Beside(*(called.get(name, 0) for name in names)),
        small_sample=small_sample,
    )
