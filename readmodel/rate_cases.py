"""The cases behind one figure. For `/rates/cases`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.cohort import SATISFIED, By, Cohort, keyed, valid_rating
from readmodel.pages import Page, after, page
from readmodel.party import kept_from
from readmodel.tables import CallRow
from readmodel.upserts import CALLS

Rate = Literal["response", "completion", "satisfaction"]


@dataclass(frozen=True)
class RateCase:
    """One call below a rate's line, and whether it is above it."""

    call: CallRow
    due: datetime
    zh: str  # how it was counted
    en: str
    met: bool


async def rate_cases(
    session: AsyncSession,
    start: datetime,
    end: datetime,
    as_of: datetime,
    by: By,
    key: str,
    rate: Rate,
    met: bool | None = None,
    cursor: str | None = None,
    limit: int = 50,
    apart: bool | None = None,
    not_about: str | None = None,
    grade: str | None = None,
) -> Page[RateCase]:
    """The calls below the line of one figure of `rates_by`, by deadline; `met`: only those above it, or not.

    Whoever asks sees nothing of what is about their own unit (`not_about`), though it counts. Moments are UTC,
    story time. Raises `BadCursor`.
    """
    cohort = Cohort(start, end, as_of)
    due = CALLS.c.respond_by if rate == "response" else CALLS.c.resolve_by
    below, above = _line(cohort, rate)
    query = select(CallRow, above.label("met")).where(cohort.due(due), below, keyed(by, due, key))
    if met is not None:
        query = query.where(above if met else ~above)
    if apart is not None:
        query = query.where(CALLS.c.apart.is_(apart))
    if grade is not None:
        query = query.where(CALLS.c.grade == grade)
    query = (
        query.where(kept_from(not_about, CALLS.c.party), *after(cursor, due, CALLS.c.call_id))
        .order_by(due, CALLS.c.call_id)
        .limit(limit + 1)
    )
    found = [_rate_case(call, rate, bool(it)) for call, it in await session.execute(query)]
    return page(found, limit, lambda case: (case.due, case.call.call_id))


def _rate_case(call: CallRow, rate: Rate, met: bool) -> RateCase:
    if rate == "response":
        return RateCase(call, call.respond_by, call.respond_zh, call.respond_en, met)
    return RateCase(call, call.resolve_by, call.resolve_zh, call.resolve_en, met)


def _line(cohort: Cohort, rate: Rate) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What is below the line of a rate, and what of it is above."""
    columns = CALLS.c
    match rate:
        case "response":
            known = cohort.known(columns.respond_by, columns.responded_at)
            return and_(known, columns.counts_response), columns.answered_in_time
        case "completion":
            known = cohort.known(columns.resolve_by, columns.completed_at)
            return and_(known, columns.counts_completion), columns.completed_in_time
        case "satisfaction":
            return valid_rating(cohort, False), SATISFIED
