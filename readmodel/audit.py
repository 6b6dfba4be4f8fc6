"""Open rows, for the audit to hold against the running cases."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case, Phase
from domain.views import armed
from readmodel.upserts import CASES


@dataclass(frozen=True)
class OpenRow:
    """One open case as the read model has it; `due_at` is UTC story time."""

    case_no: str
    due_at: datetime | None


async def open_rows(session: AsyncSession, after: str = "", limit: int = 1000) -> list[OpenRow]:
    """Open cases in order of their numbers, from the one after `after` on."""
    query = (
        select(CASES.c.case_no, CASES.c.due_at)
        .where(CASES.c.phase != Phase.CLOSED.value, CASES.c.case_no > after)
        .order_by(CASES.c.case_no)
        .limit(limit)
    )
    return [OpenRow(row.case_no, row.due_at) for row in await session.execute(query)]


async def passed_unseen(session: AsyncSession, moment: datetime, limit: int) -> list[Case]:
    """Open cases whose next deadline lay before a story moment, and nothing followed; the longest first."""
    late = (CASES.c.closed_at.is_(None), CASES.c.due_at < moment)
    query = select(CASES.c.snapshot).where(*late).order_by(CASES.c.due_at).limit(limit)
    found = [from_json(Case, text) for text in (await session.scalars(query)).all()]
    return [case for case in found if (due := armed(case)) is not None and due.at < moment]
