"""Events put back where they are missing, from the archive or from the case itself. For `huying rebuild`.

Nothing that is stored is changed: what does not fit is refused, and a person must look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.archive import StoredEvent
from contracts.codec import from_json
from domain.case import Phase
from domain.chain import digest_of, link
from domain.events import Event
from readmodel.database import Database
from readmodel.keeping_tables import ArchivedRow
from readmodel.projector import event_rows
from readmodel.rows import Row
from readmodel.upserts import ARCHIVED, CASES, EVENTS


class DoesNotFit(Exception):
    """What was to be put back contradicts what is stored; says where."""


@dataclass(frozen=True)
class Recorded:
    """How much of a case is stored: how many events, the number of the last one, whether its row says closed."""

    events: int
    last: int
    closed: bool

    @property
    def whole(self) -> bool:
        """No event is missing before the last."""
        return self.events == self.last


async def put_back(database: Database, case_no: str, events: Sequence[StoredEvent]) -> int:
    """Store those events of a case that are missing; returns how many. Raises `DoesNotFit`, changing nothing."""
    return await database.write(partial(_put_back, case_no, events))


def _put_back(case_no: str, events: Sequence[StoredEvent], connection: Connection) -> int:
    connection.execute(select(CASES.c.case_no).where(CASES.c.case_no == case_no).with_for_update())
    query = select(EVENTS.c.seq, EVENTS.c.digest, EVENTS.c.chain, EVENTS.c.body)
    stored = {row.seq: row for row in connection.execute(query.where(EVENTS.c.case_no == case_no))}
    given = {event.seq: event for event in events}
    missing: list[Row] = []
    chain = case_no
    for seq in range(1, max([*stored, *given], default=0) + 1):
        row, event = stored.get(seq), given.get(seq)
        if row is None and event is None:
            raise DoesNotFit(f"{case_no}: nobody has event {seq}")
        if row is None and event is not None:
            missing.append(_row(case_no, event, chain))
        elif row is not None and event is not None and not _same(row.digest, row.body, event.body):
            raise DoesNotFit(f"{case_no}: event {seq} is stored with other content")
        following = link(chain, row.digest if row is not None else missing[-1]["digest"])
        if row is not None and row.chain != following:
            raise DoesNotFit(f"{case_no}: event {seq} does not follow on the one before")
        chain = following
    if missing:
        connection.execute(insert(EVENTS), missing)
    return len(missing)


def _row(case_no: str, event: StoredEvent, previous: str) -> Row:
    """The row, its text as it was stored, whatever this version would write."""
    (row,) = event_rows(case_no, [from_json(Event, event.body)], event.recorded_at)
    digest = digest_of(event.body)
    return {**row, "body": event.body, "digest": digest, "chain": link(previous, digest)}


def _same(digest: str, body: str, other: str) -> bool:
    """Whether it is that event, perhaps written by an older version."""
    if digest == digest_of(other):
        return True
    try:
        return from_json(Event, body) == from_json(Event, other)
    except Exception:  # whatever a damaged text makes the codec raise: it is not that event
        return False


async def lacking(session: AsyncSession) -> list[ArchivedRow]:
    """Archived cases of which events are missing in the table."""
    stored = select(func.count()).where(
        EVENTS.c.case_no == ARCHIVED.c.case_no, EVENTS.c.seq <= ARCHIVED.c.seq
    )
    query = select(ArchivedRow).where(stored.scalar_subquery() < ARCHIVED.c.seq)
    return list((await session.scalars(query.order_by(ARCHIVED.c.case_no))).all())


async def registered(session: AsyncSession) -> set[str]:
    """The names of all files in the archive's register."""
    return set((await session.scalars(select(ARCHIVED.c.name))).all())


async def recorded_cases(session: AsyncSession) -> dict[str, Recorded]:
    """How much is stored of every case."""
    closed = (CASES.c.phase == Phase.CLOSED.value).label("closed")
    query = (
        select(EVENTS.c.case_no, func.count().label("events"), func.max(EVENTS.c.seq).label("last"), closed)
        .outerjoin(CASES, CASES.c.case_no == EVENTS.c.case_no)
        .group_by(EVENTS.c.case_no, CASES.c.phase)
    )
    return {
        row.case_no: Recorded(row.events, row.last, bool(row.closed)) for row in await session.execute(query)
    }
