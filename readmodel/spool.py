"""Reports that wait for Temporal: put by the API when it can't be reached, started later, once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import SPOOL, insert_if_absent


@dataclass(frozen=True)
class Spooled:
    """One report as taken in. `received_at` is story time, UTC."""

    id: str
    case_no: str
    payload: str  # JSON
    received_at: datetime
    started_at: datetime | None = None


async def put(session: AsyncSession, report: Spooled) -> None:
    """Keep a report; one of the same id is there already and stays as it is."""
    row = {
        "id": report.id,
        "case_no": report.case_no,
        "payload": report.payload,
        "received_at": report.received_at,
        "started_at": report.started_at,
    }
    await session.execute(insert_if_absent(SPOOL, session.get_bind().dialect.name), [row])


async def get(session: AsyncSession, report_id: str) -> Spooled | None:
    """The report of that id, started or not; or None."""
    row = (await session.execute(select(SPOOL).where(SPOOL.c.id == report_id))).first()
    return _spooled(row) if row else None


async def get_by_case(session: AsyncSession, case_no: str) -> Spooled | None:
    """The report that took that case number, started or not; or None."""
    row = (await session.execute(select(SPOOL).where(SPOOL.c.case_no == case_no).limit(1))).first()
    return _spooled(row) if row else None


async def oldest_waiting(session: AsyncSession, limit: int = 50) -> list[Spooled]:
    """Reports not started yet, in the order they came."""
    waiting = select(SPOOL).where(SPOOL.c.started_at.is_(None)).order_by(SPOOL.c.received_at, SPOOL.c.id)
    return [_spooled(row) for row in await session.execute(waiting.limit(limit))]


async def mark_started(session: AsyncSession, report_id: str, at: datetime) -> None:
    """Its case began at `at` (UTC); the first time counts."""
    waiting = (SPOOL.c.id == report_id, SPOOL.c.started_at.is_(None))
    await session.execute(update(SPOOL).where(*waiting).values(started_at=at))


async def depth(session: AsyncSession) -> int:
    """How many reports wait."""
    query = select(func.count()).select_from(SPOOL).where(SPOOL.c.started_at.is_(None))
    return await session.scalar(query) or 0


def _spooled(row: Row[tuple[object, ...]]) -> Spooled:
    return Spooled(row.id, row.case_no, row.payload, row.received_at, row.started_at)
