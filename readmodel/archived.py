"""The archive's register: which closed cases and matters are due, what lies where. For keeper, audit, `huying`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.archive import StoredEvent
from domain.case import Phase
from readmodel.keeping_tables import ArchivedRow
from readmodel.ledger import Ledger
from readmodel.matter_projector import MATTER
from readmodel.projector import CASE
from readmodel.upserts import ARCHIVED, upsert


@dataclass(frozen=True)
class Due:
    """A closed case or matter with events that no file holds. Story time, UTC."""

    number: str
    closed_at: datetime
    of: Literal["case", "matter"] = "case"


@dataclass(frozen=True)
class Stored:
    """A case's events as they are stored, and where its chain stands."""

    events: tuple[StoredEvent, ...]
    digests: tuple[str, ...]
    chain: str


async def due(session: AsyncSession, before: datetime, after: str, limit: int) -> list[Due]:
    """Those closed before a story moment and not archived whole, in order of their numbers from `after` on."""
    found = [
        *await _due(session, CASE, before, after, limit),
        *await _due(session, MATTER, before, after, limit),
    ]
    return sorted(found, key=lambda one: one.number)[:limit]


async def _due(
    session: AsyncSession, of: Ledger[Any, Any], before: datetime, after: str, limit: int
) -> list[Due]:
    heads, number = of.heads, of.column(of.heads)
    lacking = or_(ARCHIVED.c.case_no.is_(None), ARCHIVED.c.seq < heads.c.last_seq)
    over = (heads.c.phase == Phase.CLOSED.value, heads.c.closed_at < before, lacking, number > after)
    query = select(number, heads.c.closed_at).outerjoin(ARCHIVED, ARCHIVED.c.case_no == number).where(*over)
    rows = await session.execute(query.order_by(number).limit(limit))
    return [Due(*row, "case" if of is CASE else "matter") for row in rows]


async def stored_events(session: AsyncSession, number: str, of: Ledger[Any, Any] = CASE) -> Stored:
    """All events of a case or matter."""
    columns = [of.events.c[name] for name in ("seq", "body", "recorded_at", "digest", "chain")]
    query = select(*columns).where(of.column(of.events) == number).order_by(of.events.c.seq)
    rows = (await session.execute(query)).all()
    events = tuple(StoredEvent(row.seq, row.body, row.recorded_at) for row in rows)
    return Stored(events, tuple(row.digest for row in rows), rows[-1].chain if rows else number)


def register(row: ArchivedRow, connection: Connection) -> None:
    """Keep that a case lies there; in place of what was kept of it before."""
    connection.execute(upsert(ARCHIVED, connection.dialect.name), [row.model_dump()])


async def archived_after(session: AsyncSession, case_no: str, limit: int) -> Sequence[ArchivedRow]:
    """The register in order of the case numbers, from the one after `case_no` on."""
    query = select(ArchivedRow).where(ARCHIVED.c.case_no > case_no).order_by(ARCHIVED.c.case_no).limit(limit)
    return (await session.scalars(query)).all()
