"""Events put back where they are missing, from the archive or from the case or matter itself. For `huying rebuild`.

Nothing that is stored is changed: what does not fit is refused, and a person must look.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.archive import StoredEvent
from contracts.codec import from_json
from domain.case import Phase
from domain.chain import digest_of, link
from readmodel.database import Database
from readmodel.keeping_tables import ArchivedRow
from readmodel.ledger import Ledger
from readmodel.matter_projector import MATTER
from readmodel.projector import CASE
from readmodel.rows import Row
from readmodel.upserts import ARCHIVED


class DoesNotFit(Exception):
    """What was to be put back contradicts what is stored; says where."""


@dataclass(frozen=True)
class Recorded:
    """How much of one is stored: how many events, the number of the last one, whether its row says closed."""

    events: int
    last: int
    closed: bool

    @property
    def whole(self) -> bool:
        """No event is missing before the last."""
        return self.events == self.last


def ledger_of(events: Sequence[StoredEvent]) -> Ledger[Any, Any]:
    """Whether these are events of a case or of a matter, which begins with an application."""
    return MATTER if events and "application" in json.loads(events[0].body)["body"] else CASE


async def put_back(
    database: Database, number: str, events: Sequence[StoredEvent], of: Ledger[Any, Any] = CASE
) -> int:
    """Store those events of one that are missing; returns how many. Raises `DoesNotFit`, changing nothing."""
    return await database.write(partial(_put_back, of, number, events))


def _put_back(
    of: Ledger[Any, Any], number: str, events: Sequence[StoredEvent], connection: Connection
) -> int:
    head = of.column(of.heads)
    connection.execute(select(head).where(head == number).with_for_update())
    query = select(*(of.events.c[name] for name in ("seq", "digest", "chain", "body")))
    stored = {row.seq: row for row in connection.execute(query.where(of.column(of.events) == number))}
    given = {event.seq: event for event in events}
    missing: list[Row] = []
    chain = number
    for seq in range(1, max([*stored, *given], default=0) + 1):
        row, event = stored.get(seq), given.get(seq)
        if row is None and event is None:
            raise DoesNotFit(f"{number}: nobody has event {seq}")
        if row is None and event is not None:
            missing.append(_row(of, number, event, chain))
        elif row is not None and event is not None and not _same(of, row.digest, row.body, event.body):
            raise DoesNotFit(f"{number}: event {seq} is stored with other content")
        following = link(chain, row.digest if row is not None else missing[-1]["digest"])
        if row is not None and row.chain != following:
            raise DoesNotFit(f"{number}: event {seq} does not follow on the one before")
        chain = following
    if missing:
        connection.execute(insert(of.events), missing)
    return len(missing)


def _row(of: Ledger[Any, Any], number: str, event: StoredEvent, previous: str) -> Row:
    """The row, its text as it was stored, whatever this version would write."""
    row = of.event_row(number, from_json(of.event, event.body), event.recorded_at)
    digest = digest_of(event.body)
    return {**row, "body": event.body, "digest": digest, "chain": link(previous, digest)}


def _same(of: Ledger[Any, Any], digest: str, body: str, other: str) -> bool:
    """Whether it is that event, perhaps written by an older version."""
    if digest == digest_of(other):
        return True
    try:
        return bool(from_json(of.event, body) == from_json(of.event, other))
    except Exception:  # whatever a damaged text makes the codec raise: it is not that event
        return False


async def lacking(session: AsyncSession) -> list[ArchivedRow]:
    """Archived cases and matters of which events are missing in the tables."""
    stored = sum(
        select(func.count())
        .where(of.column(of.events) == ARCHIVED.c.case_no, of.events.c.seq <= ARCHIVED.c.seq)
        .scalar_subquery()
        for of in (CASE, MATTER)
    )
    query = select(ArchivedRow).where(stored < ARCHIVED.c.seq)
    return list((await session.scalars(query.order_by(ARCHIVED.c.case_no))).all())


async def registered(session: AsyncSession) -> set[str]:
    """The names of all files in the archive's register."""
    return set((await session.scalars(select(ARCHIVED.c.name))).all())


async def recorded(session: AsyncSession, of: Ledger[Any, Any]) -> dict[str, Recorded]:
    """How much is stored of every case, or of every matter."""
    number, head = of.column(of.events), of.column(of.heads)
    closed = (of.heads.c.phase == Phase.CLOSED.value).label("closed")
    query = (
        select(number, func.count(), func.max(of.events.c.seq), closed)
        .outerjoin(of.heads, head == number)
        .group_by(number, of.heads.c.phase)
    )
    return {row[0]: Recorded(row[1], row[2], bool(row[3])) for row in await session.execute(query)}
