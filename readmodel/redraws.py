"""Proposed redraws of the grids, and the open calls that follow one. The only SELECTs about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import CallState
from domain.catalogue import Channel
from readmodel.patrol_tables import RedrawRow
from readmodel.upserts import CALLS, CASES, REDRAWS

MOST_REDRAWS = 100


@dataclass(frozen=True)
class GridCall:
    """An open call of a grid worker, with the rough point of its case where that is known."""

    call_id: str
    unit: str
    lng: float | None
    lat: float | None


async def open_grid_calls(
    session: AsyncSession, units: Collection[str], not_about: str, limit: int
) -> list[GridCall]:
    """The open calls of these grids, by their number; none of a case about `not_about`."""
    query = (
        select(CALLS.c.call_id, CALLS.c.unit, CASES.c.lng, CASES.c.lat)
        .join(CASES, CASES.c.case_no == CALLS.c.case_no)
        .where(
            CALLS.c.unit.in_(units),
            CALLS.c.state == CallState.OPEN.value,
            CALLS.c.channel == Channel.SELF.value,
            func.coalesce(CASES.c.party, "") != not_about,
        )
        .order_by(CALLS.c.call_id)
        .limit(limit)
    )
    return [GridCall(*row) for row in await session.execute(query)]


async def add_redraw(session: AsyncSession, row: RedrawRow) -> None:
    """A proposal."""
    session.add(row)


async def count_redraws(session: AsyncSession) -> int:
    """How many were ever proposed."""
    return await session.scalar(select(func.count()).select_from(REDRAWS)) or 0


async def get_redraw(session: AsyncSession, name: str) -> RedrawRow | None:
    """The proposal of that id."""
    return await session.get(RedrawRow, name)


async def list_redraws(session: AsyncSession) -> Sequence[RedrawRow]:
    """The proposals, the newest first."""
    query = select(RedrawRow).order_by(REDRAWS.c.proposed_at.desc(), REDRAWS.c.id)
    return (await session.scalars(query.limit(MOST_REDRAWS))).all()


async def move_redraw(session: AsyncSession, name: str, was: str, **changed: Any) -> bool:
    """Change a proposal that is still as it was; False where somebody was first."""
    moved = update(REDRAWS).where(REDRAWS.c.id == name, REDRAWS.c.state == was).values(**changed)
    return (await session.execute(moved.returning(REDRAWS.c.id))).first() is not None


async def approved_edition(session: AsyncSession, edition: str) -> bool:
    """Whether two people approved the redraw that made this edition of the pack."""
    query = select(REDRAWS.c.id).where(REDRAWS.c.edition == edition, REDRAWS.c.state == "approved")
    return (await session.execute(query)).first() is not None
