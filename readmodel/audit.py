"""Open rows, for the audit to hold against the running cases."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import Phase
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
