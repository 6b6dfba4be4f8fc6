"""Shifts handed over (交接班): what was open then, and who signed. For the duty page and `/handovers`.

Story time, UTC.
"""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.desk_tables import HandoverRow
from readmodel.pages import Page, after, page
from readmodel.upserts import HANDOVERS


async def waiting_handover(session: AsyncSession, unit: str) -> HandoverRow | None:
    """The one of this desk that nobody has taken yet."""
    query = select(HandoverRow).where(HANDOVERS.c.unit == unit, HANDOVERS.c.taken_at.is_(None))
    return (await session.scalars(query.order_by(HANDOVERS.c.made_at).limit(1))).first()


async def add_handover(session: AsyncSession, handover: HandoverRow) -> bool:
    """Keep it, signed by who goes; False, and nothing is kept, while another of this desk waits."""
    if await waiting_handover(session, handover.unit) is not None:
        return False
    await session.execute(insert(HANDOVERS), [handover.model_dump()])
    return True


async def take_handover(
    session: AsyncSession, id_: str, unit: str, by: str, note: str, now: datetime
) -> HandoverRow | None:
    """Signed by who comes; None where none of this desk waits under that name, or `by` made it."""
    standing = (
        HANDOVERS.c.id == id_,
        HANDOVERS.c.unit == unit,
        HANDOVERS.c.taken_at.is_(None),
        HANDOVERS.c.made_by != by,
    )
    signed = update(HANDOVERS).where(*standing).values(taken_at=now, taken_by=by, taken_note=note)
    if (await session.execute(signed.returning(HANDOVERS.c.id))).first() is None:
        return None
    return await session.get(HandoverRow, id_)


async def latest_handovers(
    session: AsyncSession, unit: str, limit: int, cursor: str | None = None
) -> Page[HandoverRow]:
    """Of this desk, the newest first. Raises `BadCursor`."""
    order = (HANDOVERS.c.made_at, HANDOVERS.c.id)
    behind = after(cursor, *order, descending=True)
    query = select(HandoverRow).where(HANDOVERS.c.unit == unit, *behind)
    newest = query.order_by(*(column.desc() for column in order)).limit(limit + 1)
    return page((await session.scalars(newest)).all(), limit, lambda row: (row.made_at, row.id))
