"""Open rows, for the audit to hold against the running workflows of cases and matters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case
from domain.views import armed
from readmodel.ledger import Ledger
from readmodel.upserts import CASES


@dataclass(frozen=True)
class OpenRow:
    """One open case or matter as the read model has it; `due_at` is UTC story time."""

    number: str
    due_at: datetime | None


async def open_rows(
    session: AsyncSession, of: Ledger[Any, Any], after: str = "", limit: int = 1000
) -> list[OpenRow]:
    """Open ones in order of their numbers, from the one after `after` on."""
    heads, number = of.heads, of.column(of.heads)
    query = (
        select(number, heads.c.due_at)
        .where(heads.c.closed_at.is_(None), number > after)
        .order_by(number)
        .limit(limit)
    )
    return [OpenRow(*row) for row in await session.execute(query)]


async def state_of(session: AsyncSession, of: Ledger[Any, Any], number: str) -> Any:
    """The state as recorded so far; None before the first event."""
    query = select(of.heads.c.snapshot).where(of.column(of.heads) == number)
    snapshot = await session.scalar(query)
    return from_json(of.state, snapshot) if snapshot is not None else None


async def passed_unseen(session: AsyncSession, moment: datetime, limit: int) -> list[Case]:
    """Open cases whose next deadline lay before a story moment, and nothing followed; the longest first."""
    late = (CASES.c.closed_at.is_(None), CASES.c.due_at < moment)
    query = select(CASES.c.snapshot).where(*late).order_by(CASES.c.due_at).limit(limit)
    found = [from_json(Case, text) for text in (await session.scalars(query)).all()]
    return [case for case in found if (due := armed(case)) is not None and due.at < moment]
