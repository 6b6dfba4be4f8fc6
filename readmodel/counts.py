"""How often something was done since its window began: what all API processes count together. Real time, UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from readmodel.upserts import COUNTS

MOST = 100_000
"""Counts that are kept at a time: whoever asks about numbers that never were must not fill the disk."""


@dataclass(frozen=True)
class Count:
    """So often until that moment."""

    used: int
    ends_at: datetime


async def get(session: AsyncSession, name: str, now: datetime) -> Count | None:
    """The count of that name in a window that has not ended; None for none."""
    wanted = (COUNTS.c.name == name, COUNTS.c.ends_at > now)
    row = (await session.execute(select(COUNTS.c.used, COUNTS.c.ends_at).where(*wanted))).first()
    return Count(row.used, row.ends_at) if row else None


def add(connection: Connection, name: str, now: datetime, window: timedelta) -> Count | None:
    """Count one more; a window begins with its first. None where no more counts are kept.

    Forgets what has ended.
    """
    connection.execute(delete(COUNTS).where(COUNTS.c.ends_at <= now))
    known = connection.scalar(select(COUNTS.c.used).where(COUNTS.c.name == name)) is not None
    if not known and (connection.scalar(select(func.count()).select_from(COUNTS)) or 0) >= MOST:
        return None
    row = {"name": name, "used": 1, "ends_at": now + window}
    counted = connection.execute(_one_more(connection.dialect.name), row).one()
    return Count(counted.used, counted.ends_at)


def clear(connection: Connection, name: str) -> None:
    """Begin anew."""
    connection.execute(delete(COUNTS).where(COUNTS.c.name == name))


@cache
def _one_more(dialect: str) -> ReturningInsert[tuple[int, datetime]]:
    """Atomic, whoever else counts at the same moment."""
    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(COUNTS)
    return made.on_conflict_do_update(index_elements=["name"], set_={"used": COUNTS.c.used + 1}).returning(
        COUNTS.c.used, COUNTS.c.ends_at
    )
