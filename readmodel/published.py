"""Plain numbers of a period for the report of results: cases, calls outside, matters. Story time, UTC."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.catalogue import Channel
from domain.rates import CALLED_OFF, OUTCOMES_NOT_COUNTED, SATISFIED_AT_LEAST
from readmodel.upserts import CALLS, CASES, MATTERS


@dataclass(frozen=True)
class MatterTotals:
    """办件 by their mode, and how many of those rated are satisfied."""

    by_mode: dict[str, int]
    rated: int
    satisfied: int


async def cases_by(
    session: AsyncSession, start: datetime, end: datetime, column: Literal["item", "channel"]
) -> Counter[tuple[str, str]]:
    """Cases opened in [`start`, `end`) by grade and by that column, "" for none; void, merged … ones are none."""
    grade, key = func.coalesce(CASES.c.grade, ""), func.coalesce(CASES.c[column], "")
    query = select(grade, key, func.count()).where(*_opened(start, end)).group_by(grade, key)
    return Counter({(of, by): number for of, by, number in await session.execute(query)})


async def called_outside(session: AsyncSession, start: datetime, end: datetime) -> int:
    """Cases opened in [`start`, `end`) that were called outside (外呼), wrong and cancelled calls left out."""
    query = (
        select(func.count(CALLS.c.case_no.distinct()))
        .join_from(CALLS, CASES, CALLS.c.case_no == CASES.c.case_no)
        .where(
            CALLS.c.channel == Channel.EXTERNAL.value,
            CALLS.c.state.not_in([state.value for state in CALLED_OFF]),
            *_opened(start, end),
        )
    )
    return await session.scalar(query) or 0


async def matter_totals(session: AsyncSession, start: datetime, end: datetime) -> MatterTotals:
    """Matters opened in [`start`, `end`)."""
    rated = func.count(MATTERS.c.rating)
    satisfied = func.count().filter(MATTERS.c.rating >= SATISFIED_AT_LEAST)
    query = select(MATTERS.c.mode, func.count(), rated, satisfied).where(
        MATTERS.c.opened_at >= start, MATTERS.c.opened_at < end
    )
    rows = (await session.execute(query.group_by(MATTERS.c.mode))).all()
    return MatterTotals({row[0]: row[1] for row in rows}, sum(r[2] for r in rows), sum(r[3] for r in rows))


def _opened(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    counted = or_(CASES.c.outcome.is_(None), CASES.c.outcome.not_in(sorted(OUTCOMES_NOT_COUNTED)))
    return CASES.c.opened_at >= start, CASES.c.opened_at < end, counted
