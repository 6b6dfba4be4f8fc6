"""What a command centre looks at all day: open calls by what presses, and what just went up. For its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import CallState
from domain.catalogue import Exposure
from readmodel.calls import overdue_at
from readmodel.party import kept_from, kept_from_by
from readmodel.tables import CallRow, EventRow
from readmodel.upserts import CALLS, CASES, EVENTS

UPWARD = ("escalated", "petitioned", "breached")
"""Kinds of events that a centre wants to hear of as they happen."""


@dataclass(frozen=True)
class Column:
    """How many there are, and the most pressing of them."""

    count: int
    rows: tuple[CallRow, ...]


async def pressing(
    session: AsyncSession,
    now: datetime,
    soon: datetime,
    units: Sequence[str] | None,
    limit: int,
    not_about: str | None = None,
) -> dict[str, Column]:
    """Open calls: `overdue`, `waiting` for a response, due by `soon`; each call in one column.

    `now` and `soon` are story time, UTC; `units` None is all; nothing that is about the unit that asks.
    """
    late = overdue_at(now)
    running = and_(CALLS.c.completed_at.is_(None), ~CALLS.c.stopped, ~late)
    columns = {
        "overdue": late,
        "waiting": and_(running, CALLS.c.responded_at.is_(None)),
        "soon": and_(running, CALLS.c.responded_at.is_not(None), CALLS.c.due_at <= soon),
    }
    about = kept_from(not_about, CALLS.c.party)
    scope: list[ColumnElement[bool]] = [CALLS.c.state == CallState.OPEN.value, about]
    if units is not None:
        scope.append(CALLS.c.unit.in_(units))
    counts = (
        await session.execute(
            select(*(func.count().filter(wanted).label(name) for name, wanted in columns.items())).where(
                *scope
            )
        )
    ).one()
    found = {}
    for name, wanted in columns.items():
        order = (CALLS.c.due_at, CALLS.c.call_id)
        rows = await session.scalars(select(CallRow).where(*scope, wanted).order_by(*order).limit(limit))
        found[name] = Column(getattr(counts, name), tuple(rows.all()))
    return found


async def where_open(
    session: AsyncSession, units: Sequence[str] | None, limit: int, not_about: str | None = None
) -> list[tuple[float | None, float | None, bool]]:
    """Where open cases lie (longitude, latitude, whether overdue), the newest; `units` None is all.

    Nothing that is about the unit that asks (`not_about`).
    """
    query = select(CASES.c.lng, CASES.c.lat, CASES.c.breached).where(
        CASES.c.closed_at.is_(None),
        CASES.c.lng.is_not(None),
        CASES.c.exposure != Exposure.SEALED.value,
        kept_from(not_about, CASES.c.party),
    )
    if units is not None:
        query = query.where(CASES.c.unit.in_(units))
    rows = await session.execute(query.order_by(CASES.c.opened_at.desc()).limit(limit))
    return [(row.lng, row.lat, row.breached) for row in rows]


async def went_up(
    session: AsyncSession, since: datetime, limit: int, not_about: str | None = None
) -> list[EventRow]:
    """The latest escalations, petitions and breaches, the newest first; none about the unit that asks.

    `since` is real time, UTC: a quiet street would otherwise be searched back to its first day.
    """
    lately = (EVENTS.c.recorded_at > since, EVENTS.c.kind.in_(UPWARD))
    query = select(EventRow).where(*lately, kept_from_by(not_about, EVENTS.c.case_no))
    newest = query.order_by(EVENTS.c.recorded_at.desc()).limit(limit)
    return list((await session.scalars(newest)).all())


@dataclass(frozen=True)
class OfGrid:
    """How one unit stands: open calls, and how many of them are overdue."""

    open: int
    overdue: int


async def grids_of(
    session: AsyncSession, units: Sequence[str], now: datetime, not_about: str | None = None
) -> dict[str, OfGrid]:
    """How these units stand at `now` (story time, UTC), cases about `not_about` apart; one without open calls is
    missing.
    """
    known = or_(CALLS.c.party.is_(None), CALLS.c.party != not_about) if not_about else true()
    query = (
        select(
            CALLS.c.unit, func.count().label("open"), func.count().filter(overdue_at(now)).label("overdue")
        )
        .where(CALLS.c.unit.in_(units), CALLS.c.state == CallState.OPEN.value, known)
        .group_by(CALLS.c.unit)
    )
    return {row.unit: OfGrid(row.open, row.overdue) for row in await session.execute(query)}
