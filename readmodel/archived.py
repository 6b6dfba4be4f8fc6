"""The archive's register: which closed cases are due, and what lies where. For the keeper, the audit, `huying`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.archive import StoredEvent
from domain.case import Phase
from readmodel.keeping_tables import ArchivedRow
from readmodel.upserts import ARCHIVED, CASES, EVENTS, upsert


@dataclass(frozen=True)
class Due:
    """A closed case with events that no file holds. Story time, UTC."""

    case_no: str
    closed_at: datetime


@dataclass(frozen=True)
class Stored:
    """A case's events as they are stored, and where its chain stands."""

    events: tuple[StoredEvent, ...]
    digests: tuple[str, ...]
    chain: str


async def due_cases(session: AsyncSession, before: datetime, after: str, limit: int) -> list[Due]:
    """Cases closed before a story moment and not archived whole, in order of their numbers from `after` on."""
    query = _due(before).where(CASES.c.case_no > after).order_by(CASES.c.case_no).limit(limit)
    return [Due(row.case_no, row.closed_at) for row in await session.execute(query)]


def _due(before: datetime) -> Select[tuple[str, datetime]]:
    kept: ColumnElement[bool] = ARCHIVED.c.case_no == CASES.c.case_no
    lacking = or_(ARCHIVED.c.case_no.is_(None), ARCHIVED.c.seq < CASES.c.last_seq)
    over = (CASES.c.phase == Phase.CLOSED.value, CASES.c.closed_at < before, lacking)
    return select(CASES.c.case_no, CASES.c.closed_at).outerjoin(ARCHIVED, kept).where(*over)


async def stored_events(session: AsyncSession, case_no: str) -> Stored:
    """All events of a case."""
    columns = (EVENTS.c.seq, EVENTS.c.body, EVENTS.c.recorded_at, EVENTS.c.digest, EVENTS.c.chain)
    query = select(*columns).where(EVENTS.c.case_no == case_no).order_by(EVENTS.c.seq)
    rows = (await session.execute(query)).all()
    events = tuple(StoredEvent(row.seq, row.body, row.recorded_at) for row in rows)
    return Stored(events, tuple(row.digest for row in rows), rows[-1].chain if rows else case_no)


def register(row: ArchivedRow, connection: Connection) -> None:
    """Keep that a case lies there; in place of what was kept of it before."""
    connection.execute(upsert(ARCHIVED, connection.dialect.name), [row.model_dump()])


async def archived_after(session: AsyncSession, case_no: str, limit: int) -> Sequence[ArchivedRow]:
    """The register in order of the case numbers, from the one after `case_no` on."""
    query = select(ArchivedRow).where(ARCHIVED.c.case_no > case_no).order_by(ARCHIVED.c.case_no).limit(limit)
    return (await session.scalars(query)).all()
