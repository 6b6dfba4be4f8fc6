"""Whoever belongs to the unit reported sees nothing of the case: the condition, for every list of `readmodel`."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import CASES


def kept_from(unit: str | None, party: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Rows with a column of the party reported that are not about this unit; all of them for None."""
    return true() if unit is None else or_(party.is_(None), party != unit)


def kept_from_by(unit: str | None, case_no: ColumnElement[str]) -> ColumnElement[bool]:
    """The same of rows that name their case alone."""
    if unit is None:
        return true()
    return ~exists().where(and_(CASES.c.case_no == case_no, CASES.c.party == unit))


async def about(session: AsyncSession, unit: str, case_nos: Collection[str]) -> set[str]:
    """Which of these cases are about that unit: lists that were kept as they were then leave them out."""
    if not case_nos:
        return set()
    query = select(CASES.c.case_no).where(CASES.c.case_no.in_(case_nos), CASES.c.party == unit)
    return set(await session.scalars(query))
