"""Who was shown what was sealed: written before anything is shown, listed for auditors."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.desk_tables import RevealRow
from readmodel.pages import Page, after, page
from readmodel.upserts import REVEALS


async def add_reveal(session: AsyncSession, reveal: RevealRow) -> None:
    """Keep that somebody asked, and why."""
    await session.execute(insert(REVEALS), [reveal.model_dump()])


async def list_reveals(
    session: AsyncSession, case_no: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[RevealRow]:
    """Reveals, the newest first, of one case or of all. Raises `BadCursor`."""
    query = select(RevealRow).where(*after(cursor, REVEALS.c.at, REVEALS.c.id, descending=True))
    if case_no is not None:
        query = query.where(REVEALS.c.case_no == case_no)
    query = query.order_by(REVEALS.c.at.desc(), REVEALS.c.id.desc()).limit(limit + 1)
    return page((await session.scalars(query)).all(), limit, lambda row: (row.at, row.id))
