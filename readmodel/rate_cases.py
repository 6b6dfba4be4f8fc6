"""The cases behind one figure, and plain numbers of cases. For `/rates/cases` and `/results`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import Phase
from domain.catalogue import Channel
from readmodel.cohort import SATISFIED, By, Cohort, key_columns, valid_rating
from readmodel.pages import Page, after, page
from readmodel.party import kept_from
from readmodel.tables import CallRow
from readmodel.upserts import CALLS, CASES

Rate = Literal["response", "completion", "satisfaction"]


@dataclass(frozen=True)
class RateCase:
    """One call below a rate's line, and whether it is above it."""

    call: CallRow
    due: datetime
    zh: str  # how it was counted
    en: str
    met: bool


@dataclass(frozen=True)
class CaseCounts:
    """Numbers of cases, and of calls outside (外呼)."""

    total: int
    open: int
    closed: int
    by_grade: dict[str, int] = field(default_factory=dict)  # "" is not graded yet
    by_outcome: dict[str, int] = field(default_factory=dict)
    external_calls: int = 0


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
    query = select(CallRow, above.label("met")).where(cohort.due(due), below, key_columns(by, due)[0] == key)
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


async def counts_of_cases(
    session: AsyncSession, opened_from: datetime | None = None, opened_to: datetime | None = None
) -> CaseCounts:
    """How many cases there are, opened in [`opened_from`, `opened_to`) where given (UTC, story time)."""
    opened = _opened(opened_from, opened_to)
    query = select(CASES.c.phase, CASES.c.grade, CASES.c.outcome, func.count()).where(*opened)
    rows = (await session.execute(query.group_by(CASES.c.phase, CASES.c.grade, CASES.c.outcome))).all()
    grades: dict[str, int] = {}
    outcomes: dict[str, int] = {}
    for _, grade, outcome, number in rows:
        grades[grade or ""] = grades.get(grade or "", 0) + number
        if outcome:
            outcomes[outcome] = outcomes.get(outcome, 0) + number
    total = sum(row[3] for row in rows)
    closed = sum(row[3] for row in rows if row[0] == Phase.CLOSED)
    outside = select(func.count()).select_from(CALLS).where(CALLS.c.channel == Channel.EXTERNAL.value)
    if opened:
        outside = outside.join(CASES, CASES.c.case_no == CALLS.c.case_no).where(*opened)
    external = await session.scalar(outside) or 0
    return CaseCounts(total, total - closed, closed, grades, outcomes, external)


def _opened(opened_from: datetime | None, opened_to: datetime | None) -> list[ColumnElement[Any]]:
    asked = []
    if opened_from is not None:
        asked.append(CASES.c.opened_at >= opened_from)
    if opened_to is not None:
        asked.append(CASES.c.opened_at < opened_to)
    return asked
