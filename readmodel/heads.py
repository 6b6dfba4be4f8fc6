"""Signed days of the record: making the next one, and reading them. For the keeper, the API and `huying verify`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.heads import Head
from domain.chain import leaf, root
from readmodel.keeping_tables import HeadRow, LeafRow
from readmodel.upserts import EVENTS, HEADS, LEAVES

LOOK_BACK = timedelta(days=7)
"""Real time. An event that was written so much later than it says is still covered, by a later day."""


@dataclass(frozen=True)
class Leaf:
    """What a day's root covers of one case: everything up to event `seq`."""

    case_no: str
    seq: int
    chain: str

    def hash(self) -> str:
        """As it stands in the tree."""
        return leaf(self.case_no, self.seq, self.chain)


def sign_day(
    day: date,
    within: tuple[datetime, datetime],
    key: str,
    sign: Callable[[bytes], str],
    connection: Connection,
) -> Head:
    """Make, sign and keep the head of a day from `within[0]` to before `within[1]` (UTC), which is over.

    It follows on the last one. Raises the database's errors; two that sign the same day: `IntegrityError`.
    """
    start, end = within
    found = _leaves(connection, start - LOOK_BACK, end)
    leaves = sorted((new for new, _ in found), key=lambda one: one.case_no)
    events = sum(max(0, new.seq - (before.seq if before else 0)) for new, before in found)
    last = connection.execute(select(HEADS).order_by(HEADS.c.day.desc()).limit(1)).first()
    previous = head_of(HeadRow(**last._mapping)).hash() if last else ""
    over = root([one.hash() for one in leaves])
    unsigned = Head(day.isoformat(), len(leaves), events, over, previous, key)
    head = unsigned.with_signature(sign(unsigned.signed()))
    connection.execute(insert(HEADS), [vars(head)])
    if leaves:
        connection.execute(insert(LEAVES), [{"day": head.day, **vars(one)} for one in leaves])
    return head


def _leaves(connection: Connection, start: datetime, end: datetime) -> list[tuple[Leaf, Leaf | None]]:
    """Cases with events recorded in that time where they then stood, and what was last signed of them, if other."""
    fresh = select(EVENTS.c.case_no).where(EVENTS.c.recorded_at >= start, EVENTS.c.recorded_at < end)
    tops = select(EVENTS.c.case_no, func.max(EVENTS.c.seq).label("seq")).where(EVENTS.c.recorded_at < end)
    top = tops.where(EVENTS.c.case_no.in_(fresh)).group_by(EVENTS.c.case_no).subquery()
    latest = select(LEAVES.c.case_no, func.max(LEAVES.c.day).label("day")).group_by(LEAVES.c.case_no)
    known = latest.where(LEAVES.c.case_no.in_(select(top.c.case_no))).subquery()
    query = (
        select(
            EVENTS.c.case_no,
            EVENTS.c.seq,
            EVENTS.c.chain,
            LEAVES.c.seq.label("was"),
            LEAVES.c.chain.label("had"),
        )
        .join(top, (top.c.case_no == EVENTS.c.case_no) & (top.c.seq == EVENTS.c.seq))
        .outerjoin(known, known.c.case_no == EVENTS.c.case_no)
        .outerjoin(LEAVES, (LEAVES.c.case_no == known.c.case_no) & (LEAVES.c.day == known.c.day))
    )
    found = []
    for row in connection.execute(query):
        new = Leaf(row.case_no, row.seq, row.chain)
        before = None if row.was is None else Leaf(row.case_no, row.was, row.had)
        if new != before:
            found.append((new, before))
    return found


def head_of(row: HeadRow) -> Head:
    """The head in a row."""
    return Head(row.day, row.cases, row.events, row.root, row.previous, row.key, row.signature)


async def last_day(session: AsyncSession) -> date | None:
    """The last day that was signed."""
    found = await session.scalar(select(func.max(HEADS.c.day)))
    return date.fromisoformat(found) if found else None


async def first_recorded(session: AsyncSession) -> datetime | None:
    """When the first of all events was recorded (real time, UTC)."""
    found: datetime | None = await session.scalar(select(func.min(EVENTS.c.recorded_at)))
    return found


async def get_head(session: AsyncSession, day: str) -> Head | None:
    """The head of a day, `2026-11-26`; None where it is not signed."""
    row = await session.get(HeadRow, day)
    return head_of(row) if row else None


async def list_heads(session: AsyncSession, before: str | None, limit: int) -> list[Head]:
    """Signed days before that day, the newest first."""
    query = select(HeadRow).order_by(HEADS.c.day.desc()).limit(limit)
    rows = await session.scalars(query.where(HEADS.c.day < before) if before else query)
    return [head_of(row) for row in rows]


async def leaves_of(session: AsyncSession, day: str) -> list[Leaf]:
    """What a day's root covers, in the order of its tree."""
    query = select(LEAVES.c.case_no, LEAVES.c.seq, LEAVES.c.chain).where(LEAVES.c.day == day)
    leaves = [Leaf(*row) for row in await session.execute(query)]
    return sorted(leaves, key=lambda one: one.case_no)


async def latest_leaf(session: AsyncSession, case_no: str) -> LeafRow | None:
    """What was last signed of a case."""
    query = select(LeafRow).where(LEAVES.c.case_no == case_no).order_by(LEAVES.c.day.desc()).limit(1)
    return (await session.scalars(query)).first()


async def digests_of(session: AsyncSession, case_no: str) -> Sequence[str]:
    """The digests of a case's events, in order."""
    query = select(EVENTS.c.digest).where(EVENTS.c.case_no == case_no).order_by(EVENTS.c.seq)
    return (await session.scalars(query)).all()
