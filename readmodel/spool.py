"""Reports that wait for Temporal: put by the API when it can't be reached, started later, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, Row, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import CASES, GIVEN, SPOOL, insert_if_absent

_DEPTH = select(func.count()).select_from(SPOOL).where(SPOOL.c.started_at.is_(None))


@dataclass(frozen=True)
class Spooled:
    """One report as taken in. `received_at` is story time, UTC."""

    id: str
    case_no: str
    payload: str  # JSON
    received_at: datetime
    started_at: datetime | None = None


class Put(Enum):
    """What became of a report that was to wait."""

    KEPT = "kept"
    TAKEN = "taken"  # another report, or a case, recorded or about to be, has its number
    FULL = "full"


def put(connection: Connection, report: Spooled, most: int) -> Put:
    """Keep a report while fewer than `most` wait. One of the same id is there already and stays as it is."""
    for of in (CASES, GIVEN):
        if connection.scalar(select(of.c.case_no).where(of.c.case_no == report.case_no)) is not None:
            return Put.TAKEN
    if (connection.scalar(_DEPTH) or 0) >= most:
        return Put.FULL
    row = {
        "id": report.id,
        "case_no": report.case_no,
        "payload": report.payload,
        "received_at": report.received_at,
        "started_at": report.started_at,
    }
    connection.execute(insert_if_absent(SPOOL, connection.dialect.name), [row])
    kept = connection.scalar(select(SPOOL.c.payload).where(SPOOL.c.id == report.id))
    return Put.KEPT if kept == report.payload else Put.TAKEN


async def get(session: AsyncSession, report_id: str) -> Spooled | None:
    """The report of that id, started or not; or None."""
    found = await get_several(session, [report_id])
    return found[0] if found else None


async def get_several(session: AsyncSession, ids: Sequence[str]) -> list[Spooled]:
    """Those of these ids that are there, started or not."""
    return [_spooled(row) for row in await session.execute(select(SPOOL).where(SPOOL.c.id.in_(ids)))]


async def oldest_waiting(
    session: AsyncSession, limit: int = 50, after: Spooled | None = None
) -> list[Spooled]:
    """Reports not started yet, in the order they came; those that came after `after`."""
    order = (SPOOL.c.received_at, SPOOL.c.id)
    waiting = select(SPOOL).where(SPOOL.c.started_at.is_(None)).order_by(*order).limit(limit)
    if after is not None:
        waiting = waiting.where(tuple_(*order) > (after.received_at, after.id))
    return [_spooled(row) for row in await session.execute(waiting)]


async def waiting_numbers(session: AsyncSession) -> Sequence[str]:
    """Under which numbers reports wait."""
    return (await session.scalars(select(SPOOL.c.case_no).where(SPOOL.c.started_at.is_(None)))).all()


def mark_started(connection: Connection, report_id: str, at: datetime) -> None:
    """Its case began at `at` (UTC); the first time counts."""
    waiting = (SPOOL.c.id == report_id, SPOOL.c.started_at.is_(None))
    connection.execute(update(SPOOL).where(*waiting).values(started_at=at))


def forget(connection: Connection, before: datetime) -> None:
    """Delete what came before that moment (UTC) and was started: its case remembers the key now."""
    connection.execute(delete(SPOOL).where(SPOOL.c.started_at.is_not(None), SPOOL.c.received_at < before))


def waiting(connection: Connection) -> int:
    """How many reports wait."""
    return connection.scalar(_DEPTH) or 0


async def depth(session: AsyncSession) -> int:
    """The same, for whoever has a session."""
    return await session.scalar(_DEPTH) or 0


def _spooled(row: Row[tuple[object, ...]]) -> Spooled:
    return Spooled(row.id, row.case_no, row.payload, row.received_at, row.started_at)
