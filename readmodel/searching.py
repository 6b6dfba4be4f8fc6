"""Cases by a word or a number: which names hold the word first, then the newest cases of each. For `readmodel.cases`.

Words of a report are sealed, so nobody searches them; a city knows some hundred items and units, and a million cases.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, and_, false, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from domain.catalogue import Exposure
from readmodel.numbered import found_by
from readmodel.upserts import CASES

NAMED = CASES.c.exposure != Exposure.SEALED.value
"""Lists name no sealed item, so nobody finds a case by one."""
MOST_NUMBERS, MOST_NAMES = 1000, 50
_OF_A_NUMBER = re.compile(r"[A-Za-z]{0,8}-?[0-9-]*[0-9]{4}[0-9-]*")


async def said(
    session: AsyncSession, q: str, asked: Sequence[ColumnElement[bool]], limit: int
) -> ColumnElement[bool]:
    """The beginning or the end of a case number, or part of an item's or a unit's name.

    Of names, among the newest `limit` that is also `asked`. Four figures in a row are a number's.
    """
    if _OF_A_NUMBER.fullmatch(q):
        begun = {number.partition("-")[0] for number in await _outermost(session) if number}
        numbers = (
            select(CASES.c.case_no.label("case_no")).where(found).limit(MOST_NUMBERS).subquery()
            for found in found_by(q.upper(), begun)
        )
        return CASES.c.case_no.in_(union(*(select(of.c.case_no) for of in numbers)))
    by_name = [
        and_(column == name, also)
        for column, also in ((CASES.c.item_name, NAMED), (CASES.c.unit_zh, CASES.c.unit_zh.is_not(None)))
        for name in await _names(session, column, q)
    ]
    in_prefix = await _in_prefix(session, q)
    of_number = [CASES.c.case_no.contains(q.upper(), autoescape=True)] if in_prefix else []
    if of_number or len(by_name) > MOST_NAMES:  # common enough to be met on the way
        return or_(*by_name, *of_number)
    if not by_name:
        return false()
    order = (CASES.c.opened_at.desc(), CASES.c.case_no.desc())
    newest = (
        select(CASES.c.case_no).where(name, *asked).order_by(*order).limit(limit).subquery()
        for name in by_name
    )
    return CASES.c.case_no.in_(union(*(select(of.c.case_no) for of in newest)))


async def _in_prefix(session: AsyncSession, q: str) -> bool:
    """Whether the numbers begin with something that holds these letters: all numbers of a city begin alike."""
    return any(number and q.upper() in number for number in await _outermost(session))


async def _outermost(session: AsyncSession) -> list[str | None]:
    return [await session.scalar(select(end(CASES.c.case_no))) for end in (func.min, func.max)]


async def _names(session: AsyncSession, column: Column[str | None], q: str) -> list[str]:
    """The names in a column that hold these words, each read once: the index is leapt through from one to the next."""
    first = select(func.min(column).label("name")).cte("names", recursive=True)
    following = select(func.min(column)).where(column > first.c.name).scalar_subquery()
    names = first.union_all(select(following).where(first.c.name.is_not(None)))
    query = select(names.c.name).where(names.c.name.icontains(q, autoescape=True))
    return [name for name in await session.scalars(query) if name is not None]
