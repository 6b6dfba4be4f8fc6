"""IP 电话回访: whose rating is open, which calls were given out, and what came of them. For `api.channels.ivr`."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import Phase, TaskKind
from readmodel.desk_tables import RevealRow, RingRow
from readmodel.pages import Page, after, page
from readmodel.reveals import add_reveal
from readmodel.upserts import CASES, RINGS, TASKS, insert_if_absent


async def open_ratings(
    session: AsyncSession, invited_by: datetime, cursor: str | None, limit: int
) -> Page[tuple[datetime, str, str]]:
    """Cases whose rating opened by that moment (UTC, story time), the window that ends first at the head.

    Each as the window's end, the number, and the whole case as JSON. Raises `BadCursor`.
    """
    query = (
        select(TASKS.c.due_at, CASES.c.case_no, CASES.c.snapshot)
        .join_from(TASKS, CASES, TASKS.c.case_no == CASES.c.case_no)
        .where(TASKS.c.kind == TaskKind.RATING.value, CASES.c.phase == Phase.RATING.value)
        .where(TASKS.c.opened_at <= invited_by, *after(cursor, TASKS.c.due_at, TASKS.c.case_no))
        .order_by(TASKS.c.due_at, TASKS.c.case_no)
        .limit(limit + 1)
    )
    rows = [(row.due_at, row.case_no, row.snapshot) for row in await session.execute(query)]
    return page(rows, limit, lambda row: (row[0], row[1]))


async def rings_of(session: AsyncSession, whose: Collection[str]) -> dict[str, tuple[RingRow, ...]]:
    """The calls that were given out about these numbers, the first one first."""
    query = select(RingRow).where(RINGS.c.whose.in_(list(whose))).order_by(RINGS.c.whose, RINGS.c.n)
    found: dict[str, tuple[RingRow, ...]] = {}
    for row in (await session.scalars(query)).all():
        found[row.whose] = (*found.get(row.whose, ()), row)
    return found


async def give(session: AsyncSession, ring: RingRow, reveal: RevealRow) -> bool:
    """Give the call out, on record; False where somebody else has just been given it, or the request had one."""
    statement = insert_if_absent(RINGS, session.get_bind().dialect.name).returning(RINGS.c.token)
    if await session.scalar(statement, ring.model_dump()) is None:
        return False
    await add_reveal(session, reveal)
    return True


async def ring_of_token(session: AsyncSession, token: str) -> RingRow | None:
    """The call of that token."""
    return await session.get(RingRow, token)


async def ring_of_request(session: AsyncSession, request_id: str) -> RingRow | None:
    """The call that this request was given."""
    rows: Sequence[RingRow] = (
        await session.scalars(select(RingRow).where(RINGS.c.request_id == request_id))
    ).all()
    return rows[0] if rows else None


async def end(session: AsyncSession, token: str, said: str, at: datetime) -> bool:
    """Keep what came of it; False where that was kept before."""
    statement = update(RINGS).where(RINGS.c.token == token, RINGS.c.said.is_(None))
    kept = statement.values(said=said, ended_at=at).returning(RINGS.c.token)
    return await session.scalar(kept) is not None
