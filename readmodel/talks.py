"""Conversations with their reporters, and the cases that came of them. For `api.channels`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Insert, Update, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.channel_tables import TalkedCaseRow, TalkRow
from readmodel.upserts import CASES, TALKED_CASES, TALKS, insert_if_absent

MOST = 10
"""Cases of one person that are looked at, the newest first."""


@dataclass(frozen=True)
class Filed:
    """One of somebody's cases; `state` is None before it is recorded."""

    case_no: str
    state: str | None
    item_name: str | None


async def get_talk(session: AsyncSession, person: str) -> TalkRow | None:
    """Where they stand, over or not."""
    return await session.get(TalkRow, person)


async def keep_talk(session: AsyncSession, talk: TalkRow) -> bool:
    """Keep it as the version after the one it was read as; False where somebody else was faster."""
    row = talk.model_dump()
    change: Insert | Update = insert_if_absent(TALKS, session.get_bind().dialect.name).values(**row)
    if talk.version > 1:
        before = (TALKS.c.person == talk.person, TALKS.c.version == talk.version - 1)
        change = update(TALKS).where(*before).values(**row)
    return (await session.execute(change.returning(TALKS.c.person))).first() is not None


async def forget_talks(session: AsyncSession, now: datetime) -> None:
    """Delete those that were over at `now` (real time, UTC) and wait for nothing."""
    await session.execute(delete(TALKS).where(TALKS.c.waits.is_(False), TALKS.c.until < now))


async def waiting_talks(session: AsyncSession, until: datetime, limit: int = 50) -> list[TalkRow]:
    """Those with a report to be filed whose time ends before that (real time, UTC), the oldest first."""
    waits = (TALKS.c.waits.is_(True), TALKS.c.until < until)
    found = await session.scalars(select(TalkRow).where(*waits).order_by(TALKS.c.until).limit(limit))
    return list(found)


async def keep_talked_case(session: AsyncSession, filed: TalkedCaseRow) -> None:
    """Keep whose it is; the first time counts."""
    statement = insert_if_absent(TALKED_CASES, session.get_bind().dialect.name)
    await session.execute(statement, [filed.model_dump()])


async def whose(session: AsyncSession, case_no: str) -> str | None:
    """Who filed that case by talking to us."""
    query = select(TALKED_CASES.c.person).where(TALKED_CASES.c.case_no == case_no)
    return await session.scalar(query)


async def filed_by(session: AsyncSession, person: str) -> list[Filed]:
    """Their cases, the newest first."""
    columns = (TALKED_CASES.c.case_no, CASES.c.state, CASES.c.item_name, CASES.c.exposure)
    query = select(*columns).join(CASES, CASES.c.case_no == TALKED_CASES.c.case_no, isouter=True)
    mine = query.where(TALKED_CASES.c.person == person).order_by(TALKED_CASES.c.at.desc()).limit(MOST)
    return [
        Filed(row.case_no, row.state, None if row.exposure == "sealed" else row.item_name)
        for row in await session.execute(mine)
    ]
