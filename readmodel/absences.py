"""Who stands in for which grid, and when (AB角). For the door, which proves it, and for the station's page.

All moments are story time, UTC.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.desk_tables import AbsenceRow
from readmodel.pages import Page, after, page
from readmodel.upserts import ABSENCES

MOST_GRIDS = 20
"""That one account stands in for at once."""


async def add_absence(session: AsyncSession, absence: AbsenceRow) -> None:
    """Keep it."""
    await session.execute(insert(ABSENCES), [absence.model_dump()])


async def overlapping(session: AsyncSession, unit: str, start: datetime, end: datetime) -> bool:
    """Whether that grid has an absence within this time already."""
    query = select(ABSENCES.c.id).where(
        ABSENCES.c.unit == unit, ABSENCES.c.starts_at < end, ABSENCES.c.ends_at > start
    )
    return (await session.execute(query.limit(1))).first() is not None


async def stood_in_for(session: AsyncSession, account: str, now: datetime) -> tuple[str, ...]:
    """The grids that this account stands in for at that moment."""
    query = (
        select(ABSENCES.c.unit)
        .where(ABSENCES.c.deputy == account, ABSENCES.c.starts_at <= now, ABSENCES.c.ends_at > now)
        .order_by(ABSENCES.c.unit)
        .limit(MOST_GRIDS)
    )
    return tuple(await session.scalars(query))


async def absences_of(
    session: AsyncSession, units: Sequence[str], since: datetime, limit: int, cursor: str | None = None
) -> Page[AbsenceRow]:
    """Absences of these grids that end after `since`, the next to end first. Raises `BadCursor`."""
    order = (ABSENCES.c.ends_at, ABSENCES.c.id)
    query = select(AbsenceRow).where(
        ABSENCES.c.unit.in_(units), ABSENCES.c.ends_at > since, *after(cursor, *order)
    )
    found = (await session.scalars(query.order_by(*order).limit(limit + 1))).all()
    return page(found, limit, lambda row: (row.ends_at, row.id))


async def end_absence(
    session: AsyncSession, id_: str, units: Sequence[str], by: str, now: datetime
) -> AbsenceRow | None:
    """End one of these grids' absences now; None where none of that name runs or is to come."""
    found = (
        await session.scalars(
            select(AbsenceRow).where(
                ABSENCES.c.id == id_, ABSENCES.c.unit.in_(units), ABSENCES.c.ends_at > now
            )
        )
    ).first()
    if found is not None:
        await session.execute(update(ABSENCES).where(ABSENCES.c.id == id_).values(ends_at=now, ended_by=by))
        await session.refresh(found)
    return found
