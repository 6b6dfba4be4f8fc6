"""The record as a whole, read to be checked: events page by page, and what should agree across tables.

For `huying verify`.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.heads import Head
from readmodel.database import Database
from readmodel.heads import head_of
from readmodel.keeping_tables import HeadRow
from readmodel.upserts import CASES, EVENTS, HEADS, LEAVES, MATTER_EVENTS, MATTERS, REPLACED

PAGE = 2000


class Stored(NamedTuple):
    """One row of events; a plain tuple, for there are many."""

    case_no: str
    seq: int
    at: datetime
    kind: str
    actor: str
    unit: str | None
    call_n: int | None
    body: str
    digest: str
    chain: str


class StoredMatter(NamedTuple):
    """One row of matters' events."""

    matter_no: str
    seq: int
    at: datetime
    kind: str
    actor: str
    body: str
    digest: str
    chain: str


@dataclass(frozen=True)
class Place:
    """An event of a case or matter."""

    case_no: str
    seq: int


async def all_events(database: Database) -> AsyncIterator[Sequence[Stored]]:
    """Every stored event, case by case, in order; a page a transaction."""
    columns = [EVENTS.c[name] for name in Stored._fields]
    case_no, seq = "", 0
    while True:
        here = tuple_(EVENTS.c.case_no, EVENTS.c.seq) > tuple_(literal(case_no), literal(seq))
        query = select(*columns).where(here).order_by(EVENTS.c.case_no, EVENTS.c.seq).limit(PAGE)
        async with database.session() as session:
            rows = [Stored(*row) for row in await session.execute(query)]
        yield rows
        if len(rows) < PAGE:
            return
        case_no, seq = rows[-1].case_no, rows[-1].seq


async def all_heads(session: AsyncSession) -> list[Head]:
    """Every signed day, the oldest first."""
    return [head_of(row) for row in await session.scalars(select(HeadRow).order_by(HEADS.c.day))]


async def strangers(session: AsyncSession) -> list[str]:
    """Days that leaves name and no head."""
    query = select(LEAVES.c.day).where(LEAVES.c.day.not_in(select(HEADS.c.day))).distinct()
    return sorted((await session.scalars(query)).all())


async def not_as_signed(session: AsyncSession) -> list[tuple[str, Place]]:
    """What a day covers and the record does not hold so, nor kept when it gave way: the day, and where."""
    conditions = (LEAVES.c.case_no, LEAVES.c.seq, LEAVES.c.chain)

    def held(by: object) -> object:
        same = (by.c[column.name] == column for column in conditions)  # type: ignore[attr-defined]
        return exists().where(and_(*same))

    query = select(LEAVES.c.day, LEAVES.c.case_no, LEAVES.c.seq).where(~held(EVENTS), ~held(REPLACED))  # type: ignore[operator]
    rows = await session.execute(query.order_by(LEAVES.c.day, LEAVES.c.case_no))
    return [(row.day, Place(row.case_no, row.seq)) for row in rows]


async def unsigned(session: AsyncSession, before: datetime) -> list[Place]:
    """The last event of each case that was recorded before a moment (UTC) whose day is signed, and is in no day."""
    signed = (
        select(LEAVES.c.case_no, func.max(LEAVES.c.seq).label("seq")).group_by(LEAVES.c.case_no).subquery()
    )
    last = select(EVENTS.c.case_no, func.max(EVENTS.c.seq).label("seq")).where(EVENTS.c.recorded_at < before)
    top = last.group_by(EVENTS.c.case_no).subquery()
    query = select(top.c.case_no, top.c.seq).outerjoin(signed, signed.c.case_no == top.c.case_no)
    lacking = query.where(or_(signed.c.seq.is_(None), signed.c.seq < top.c.seq)).order_by(top.c.case_no)
    return [Place(row.case_no, row.seq) for row in await session.execute(lacking)]


async def rows_that_disagree(session: AsyncSession) -> list[tuple[str, int, int]]:
    """Cases whose row counts other events than are stored: the number, the row's count, the last event stored."""
    last = select(EVENTS.c.case_no, func.max(EVENTS.c.seq).label("seq")).group_by(EVENTS.c.case_no).subquery()
    query = select(CASES.c.case_no, CASES.c.last_seq, func.coalesce(last.c.seq, 0).label("seq"))
    joined = query.outerjoin(last, last.c.case_no == CASES.c.case_no)
    wrong = joined.where(CASES.c.last_seq != func.coalesce(last.c.seq, 0)).order_by(CASES.c.case_no)
    found = [(row.case_no, row.last_seq, row.seq) for row in await session.execute(wrong)]
    without = select(last.c.case_no, last.c.seq).where(last.c.case_no.not_in(select(CASES.c.case_no)))
    return found + [(row.case_no, 0, row.seq) for row in await session.execute(without)]


async def chain_at(session: AsyncSession, place: Place) -> str | None:
    """The chain's value stored at an event of a case or matter; None where there is no such event."""
    found: str | None = None
    for events, number in ((EVENTS, EVENTS.c.case_no), (MATTER_EVENTS, MATTER_EVENTS.c.matter_no)):
        query = select(events.c.chain).where(number == place.case_no, events.c.seq == place.seq)
        found = found or await session.scalar(query)
    return found


async def matter_events(database: Database) -> AsyncIterator[Sequence[StoredMatter]]:
    """Every stored event of matters, one by one, in order; a page a transaction."""
    columns = [MATTER_EVENTS.c[name] for name in StoredMatter._fields]
    number, seq = "", 0
    while True:
        here = tuple_(*columns[:2]) > tuple_(literal(number), literal(seq))
        async with database.session() as session:
            query = select(*columns).where(here).order_by(*columns[:2]).limit(PAGE)
            rows = [StoredMatter(*row) for row in await session.execute(query)]
        yield rows
        if len(rows) < PAGE:
            return
        number, seq = rows[-1].matter_no, rows[-1].seq


async def matters_that_disagree(session: AsyncSession) -> list[tuple[str, int, int]]:
    """Matters whose row counts other events than are stored: the number, the row's count, the last event stored."""
    number, seq = MATTER_EVENTS.c.matter_no, func.max(MATTER_EVENTS.c.seq).label("seq")
    last = select(number, seq).group_by(number).subquery()
    counted, stored = func.coalesce(MATTERS.c.last_seq, 0), func.coalesce(last.c.seq, 0)
    query = select(func.coalesce(last.c.matter_no, MATTERS.c.matter_no), counted, stored)
    joined = query.select_from(MATTERS).join(last, last.c.matter_no == MATTERS.c.matter_no, full=True)
    rows = await session.execute(joined.where(counted != stored))
    return sorted((row[0], row[1], row[2]) for row in rows)
