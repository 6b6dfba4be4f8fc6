"""公告: written and ended by the desk; open incidents are notices by themselves. For the API and the pages."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.catalogue import Exposure
from domain.notices import Notice
from readmodel.desk_tables import NoticeRow
from readmodel.pages import Page, after, page
from readmodel.sightings import BEFORE_COMPLETION
from readmodel.upserts import CASES, NOTICES

MOST = 100
"""Notices that stand at once, and open incidents that are told."""


async def add_notice(session: AsyncSession, row: NoticeRow, now: datetime) -> bool:
    """Put one up; False where too many stand at `now` (story time, UTC) already."""
    standing = select(func.count()).where(NOTICES.c.ended_at.is_(None), NOTICES.c.ends_at > now)
    if (await session.scalar(standing) or 0) >= MOST:
        return False
    await session.execute(insert(NOTICES), [row.model_dump()])
    return True


async def end_notice(session: AsyncSession, notice: str, at: datetime, account: str) -> bool:
    """Take it down at `at` (story time, UTC); False where none of that id stands."""
    standing = (NOTICES.c.id == notice, NOTICES.c.ended_at.is_(None), NOTICES.c.ends_at > at)
    ended = update(NOTICES).where(*standing).values(ended_at=at, ended_by=account)
    return (await session.execute(ended.returning(NOTICES.c.id))).first() is not None


async def list_notices(session: AsyncSession, cursor: str | None = None, limit: int = 50) -> Page[NoticeRow]:
    """All that were ever written, the newest first. Raises `BadCursor`."""
    query = select(NoticeRow).where(*after(cursor, NOTICES.c.created_at, NOTICES.c.id, descending=True))
    query = query.order_by(NOTICES.c.created_at.desc(), NOTICES.c.id.desc()).limit(limit + 1)
    return page((await session.scalars(query)).all(), limit, lambda row: (row.created_at, row.id))


async def standing(session: AsyncSession, now: datetime) -> list[Notice]:
    """What holds at `now` (story time, UTC): open incidents that all may know of, then notices, the latest first."""
    query = select(NoticeRow).where(
        NOTICES.c.ended_at.is_(None), NOTICES.c.starts_at <= now, NOTICES.c.ends_at > now
    )
    rows = await session.scalars(query.order_by(NOTICES.c.starts_at.desc(), NOTICES.c.id).limit(MOST))
    return [*await _incidents(session), *map(of_row, rows)]


def of_row(row: NoticeRow) -> Notice:
    """As the rules see it."""
    return Notice(
        id=row.id,
        title=row.title,
        text=row.text,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        communities=tuple(json.loads(row.communities)),
        point=(row.lng, row.lat) if row.lng is not None and row.lat is not None else None,
        metres=row.metres,
        items=tuple(json.loads(row.items)),
    )


async def _incidents(session: AsyncSession) -> list[Notice]:
    columns = CASES.c
    query = select(
        columns.item, columns.item_name, columns.community, columns.lng, columns.lat, columns.opened_at
    ).where(
        columns.incident,
        columns.phase.in_(BEFORE_COMPLETION),
        columns.exposure == Exposure.PUBLIC.value,
        columns.party.is_(None),
        columns.item.is_not(None),
        or_(columns.lng.is_not(None), columns.community.is_not(None)),
    )
    rows = await session.execute(query.order_by(columns.opened_at.desc()).limit(MOST))
    return [_of_incident(row) for row in rows]


def _of_incident(row: Any) -> Notice:
    """It names no case: a number is half of what its reporter follows it with."""
    point = (row.lng, row.lat) if row.lng is not None and row.lat is not None else None
    return Notice(
        id="",
        title=row.item_name,
        text="",
        starts_at=row.opened_at,
        ends_at=None,
        communities=() if point or not row.community else (row.community,),
        point=point,
        items=(row.item,),
        incident=True,
    )
