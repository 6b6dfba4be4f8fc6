"""Matters as lists, pages and figures read them, and the seats that are booked. The only SELECTs about 办件."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.matters.events import MatterEvent
from domain.matters.matter import Matter
from readmodel.matter_tables import MatterRow
from readmodel.pages import Page, after, page
from readmodel.upserts import MATTER_EVENTS, MATTERS, SEATS, insert_if_absent

CLAIM = timedelta(minutes=10)
"""Real time for which a seat is kept for a matter that does not name it yet."""


@dataclass(frozen=True)
class MattersAsked:
    """Which matters a list wants; None is all."""

    unit: str | None = None
    phase: str | None = None
    overdue: bool | None = None
    slot_from: datetime | None = None
    slot_to: datetime | None = None
    open_only: bool = False


async def get_matter(session: AsyncSession, matter_no: str) -> Matter | None:
    """The matter as recorded so far."""
    snapshot = await session.scalar(select(MATTERS.c.snapshot).where(MATTERS.c.matter_no == matter_no))
    return from_json(Matter, snapshot) if snapshot is not None else None


async def get_matter_events(session: AsyncSession, matter_no: str) -> list[MatterEvent]:
    """What happened, in order."""
    query = select(MATTER_EVENTS.c.body).where(MATTER_EVENTS.c.matter_no == matter_no)
    return [
        from_json(MatterEvent, body) for body in await session.scalars(query.order_by(MATTER_EVENTS.c.seq))
    ]


async def list_matters(
    session: AsyncSession, asked: MattersAsked, cursor: str | None, limit: int
) -> Page[MatterRow]:
    """Those asked for: appointments by their time, others by when they were opened, the oldest first."""
    moment = MatterRow.slot_at if asked.slot_from else MatterRow.opened_at
    query = select(MatterRow).where(*_conditions(asked), *after(cursor, moment, MatterRow.matter_no))
    found = (await session.scalars(query.order_by(moment, MatterRow.matter_no).limit(limit + 1))).all()  # type: ignore[arg-type]
    by_slot = asked.slot_from is not None
    return page(
        found,
        limit,
        lambda row: ((row.slot_at or row.opened_at) if by_slot else row.opened_at, row.matter_no),
    )


def _conditions(asked: MattersAsked) -> list[Any]:
    wanted: list[Any] = []
    if asked.unit is not None:
        wanted.append(MATTERS.c.unit == asked.unit)
    if asked.phase is not None:
        wanted.append(MATTERS.c.phase == asked.phase)
    if asked.overdue is not None:
        wanted.append(MATTERS.c.overdue.is_(asked.overdue))
    if asked.slot_from is not None:
        wanted += [MATTERS.c.slot_at >= asked.slot_from, MATTERS.c.slot_at < asked.slot_to]
    if asked.open_only:
        wanted.append(MATTERS.c.closed_at.is_(None))
    return wanted


@dataclass(frozen=True)
class MatterCount:
    """What one closed or decided matter counts for. UTC, story time."""

    mode: str
    category: str
    days: int
    accepted_at: datetime | None
    decided_at: datetime | None
    paused_from: datetime | None
    paused_to: datetime | None
    breached: bool
    visits: int
    second_visits: int
    rating: int | None
    outcome: str | None


MOST_COUNTED = 200_000


async def counted(session: AsyncSession, start: datetime, end: datetime) -> Sequence[MatterCount]:
    """The matters opened in a period."""
    names = tuple(MatterCount.__dataclass_fields__)
    query = select(*(MATTERS.c[name] for name in names)).where(
        MATTERS.c.opened_at >= start, MATTERS.c.opened_at < end
    )
    return [MatterCount(*row) for row in await session.execute(query.limit(MOST_COUNTED))]


async def taken_seats(
    session: AsyncSession, office: str, start: datetime, end: datetime
) -> dict[datetime, int]:
    """How many seats of an office are taken, by the slot's beginning."""
    query = select(SEATS.c.at, func.count().label("number")).where(
        SEATS.c.office == office, SEATS.c.at >= start, SEATS.c.at < end
    )
    return {row.at: row.number for row in await session.execute(query.group_by(SEATS.c.at))}


def claim_seat(
    office: str, at: datetime, seats: int, matter_no: str, now: datetime, connection: Connection
) -> bool:
    """Take a seat for a matter, in the place of any other that it had; False where the slot is full.

    Seats of matters that never came to name them, or let them go, are free again. `now` is real time, UTC.
    """
    _let_go(office, at, now, connection)
    connection.execute(delete(SEATS).where(SEATS.c.matter_no == matter_no))
    claim = insert_if_absent(SEATS, connection.dialect.name)
    slot = {"office": office, "at": at, "matter_no": matter_no, "claimed_at": now}
    # Another writer's seat is passed over: of several at once each gets one, as long as there are seats.
    return any(connection.execute(claim, {**slot, "seat": seat}).rowcount for seat in range(seats))


def _let_go(office: str, at: datetime, now: datetime, connection: Connection) -> None:
    named = select(MATTERS.c.matter_no).where(MATTERS.c.slot_at == at)
    connection.execute(
        delete(SEATS).where(
            SEATS.c.office == office,
            SEATS.c.at == at,
            SEATS.c.claimed_at < now - CLAIM,
            SEATS.c.matter_no.not_in(named),
        )
    )
