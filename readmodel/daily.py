"""What happened in a span of time, in numbers and one by one. For the day's report. Story time, UTC."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.board import UPWARD
from readmodel.tables import EventRow
from readmodel.upserts import CASES, EVENTS


async def events_between(
    session: AsyncSession, start: datetime, end: datetime, kinds: Sequence[str], units: Sequence[str] | None
) -> dict[str, int]:
    """How many of each kind, from `start` to before `end`; `units` None is of all."""
    query = select(EVENTS.c.kind, func.count().label("times")).where(
        *_within(start, end, units), EVENTS.c.kind.in_(kinds)
    )
    return {row.kind: row.times for row in await session.execute(query.group_by(EVENTS.c.kind))}


async def went_up_between(
    session: AsyncSession,
    start: datetime,
    end: datetime,
    units: Sequence[str] | None,
    not_about: str,
    limit: int,
) -> list[EventRow]:
    """Breaches, escalations and petitions of that time, the newest first; none of a case about `not_about`."""
    own = select(CASES.c.case_no).where(CASES.c.party == not_about)
    query = select(EventRow).where(
        *_within(start, end, units), EVENTS.c.kind.in_(UPWARD), EVENTS.c.case_no.not_in(own)
    )
    order = (EVENTS.c.at.desc(), EVENTS.c.case_no, EVENTS.c.seq)
    return list((await session.scalars(query.order_by(*order).limit(limit))).all())


async def open_cases(session: AsyncSession, units: Sequence[str] | None) -> int:
    """How many are open now; `units` None is all, else those that these have."""
    query = select(func.count()).select_from(CASES).where(CASES.c.state != "closed")
    if units is not None:
        query = query.where(CASES.c.unit.in_(units))
    return await session.scalar(query) or 0


def _within(start: datetime, end: datetime, units: Sequence[str] | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [EVENTS.c.at >= start, EVENTS.c.at < end]
    return asked if units is None else [*asked, EVENTS.c.unit.in_(units)]
