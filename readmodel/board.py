"""What a command centre looks at all day: open calls by what presses, and what just went up. For its pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import CallState
from domain.catalogue import Exposure
from readmodel.calls import overdue_at
from readmodel.party import unless_about
from readmodel.tables import CallRow, EventRow
from readmodel.upserts import CALLS, CASES, EVENTS

UPWARD = ("escalated", "petitioned", "breached")
"""Kinds of events that a centre wants to hear of as they happen."""


@dataclass(frozen=True)
class Watched:
    """What somebody of the unit `asker` watches: what these units have (None: all), and nothing about `asker`."""

    asker: str
    units: tuple[str, ...] | None = None

    def of(self, rows: Table) -> list[ColumnElement[bool]]:
        """The conditions on calls or cases."""
        mine = [] if self.units is None else [rows.c.unit.in_(self.units)]
        return [*mine, *unless_about(rows.c.party, self.asker)]


@dataclass(frozen=True)
class Column:
    """How many there are, and the most pressing of them."""

    count: int
    rows: tuple[CallRow, ...]


async def pressing(
    session: AsyncSession, now: datetime, soon: datetime, watched: Watched, limit: int
) -> dict[str, Column]:
    """Open calls: `overdue`, `waiting` for a response, due by `soon`; each call in one column.

    `now` and `soon` are story time, UTC.
    """
    late = overdue_at(now)
    running = and_(CALLS.c.completed_at.is_(None), ~CALLS.c.stopped, ~late)
    columns = {
        "overdue": late,
        "waiting": and_(running, CALLS.c.responded_at.is_(None)),
        "soon": and_(running, CALLS.c.responded_at.is_not(None), CALLS.c.due_at <= soon),
    }
    scope = [CALLS.c.state == CallState.OPEN.value, *watched.of(CALLS)]
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
    session: AsyncSession, watched: Watched, limit: int
) -> list[tuple[float | None, float | None, bool]]:
    """Where open cases lie (longitude, latitude, whether overdue), the newest."""
    query = select(CASES.c.lng, CASES.c.lat, CASES.c.breached).where(
        CASES.c.state != "closed",
        CASES.c.lng.is_not(None),
        CASES.c.exposure != Exposure.SEALED.value,
        *watched.of(CASES),
    )
    rows = await session.execute(query.order_by(CASES.c.opened_at.desc()).limit(limit))
    return [(row.lng, row.lat, row.breached) for row in rows]


async def went_up(session: AsyncSession, asker: str, limit: int) -> list[EventRow]:
    """The latest escalations, petitions and breaches, the newest first; nothing of what is about `asker`."""
    joined = select(EventRow).join(CASES, CASES.c.case_no == EVENTS.c.case_no)
    query = joined.where(EVENTS.c.kind.in_(UPWARD), *unless_about(CASES.c.party, asker))
    return list((await session.scalars(query.order_by(EVENTS.c.recorded_at.desc()).limit(limit))).all())


@dataclass(frozen=True)
class OfGrid:
    """How one unit stands: open calls, and how many of them are overdue."""

    open: int
    overdue: int


async def grids_of(session: AsyncSession, watched: Watched, now: datetime) -> dict[str, OfGrid]:
    """How these units stand at `now` (story time, UTC); one without open calls is missing."""
    query = (
        select(
            CALLS.c.unit, func.count().label("open"), func.count().filter(overdue_at(now)).label("overdue")
        )
        .where(CALLS.c.state == CallState.OPEN.value, *watched.of(CALLS))
        .group_by(CALLS.c.unit)
    )
    return {row.unit: OfGrid(row.open, row.overdue) for row in await session.execute(query)}
