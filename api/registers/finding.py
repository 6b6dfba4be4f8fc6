"""Rows found: a list, one row, a whole register to take away. Used by the API and by pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from api.reading import read
from api.registers.showing import Titles, register_shown, row_shown, row_whole, workbook
from api.registers.writing import there_is
from api.schemas.registers import Registers, RowPage, RowShown, RowWhole
from domain.localtime import zone
from domain.people import Actor
from domain.registers.declared import REGISTERS
from domain.registers.register import Register
from readmodel.register_tables import RegisterRow
from readmodel.registers import Asked, all_rows, changes_of, count_rows, list_rows, numbers, titles

PATIENCE = 20.0
"""Seconds that a whole register may take to be read."""


@dataclass(frozen=True)
class Search:
    """What somebody looks for in a register."""

    words: str = ""
    where: Mapping[str, str] | None = None
    after: str = ""
    limit: int = 50


async def overview(door: Door, by: Actor) -> Registers:
    """All registers with the number of their rows."""
    found = await read(door, numbers)
    return Registers(items=tuple(register_shown(door, by, one, found.get(one.code, 0)) for one in REGISTERS))


async def listed(door: Door, by: Actor, register: Register, search: Search) -> RowPage:
    """Some rows. Raises 422 for a filter that the register has not, 503."""
    where = dict(search.where or {})
    unknown = where.keys() - {one.name for one in register.filters}
    if unknown:
        named = "、".join(one.name for one in register.filters)
        raise errors.malformed(
            "where", f"不能按 {min(unknown)[:40]} 筛选，可用：{named}", f"it can be narrowed down by: {named}"
        )
    asked = Asked(register.code, search.words, where)

    async def query(session: AsyncSession) -> tuple[list[RegisterRow], str | None, int, Titles]:
        rows, more = await list_rows(
            session, Asked(register.code, search.words, where, search.after), search.limit
        )
        return rows, more, await count_rows(session, asked), await titles(session, register.links)

    rows, more, total, named_ = await read(door, query)
    shown: tuple[RowShown, ...] = await door.in_thread(
        lambda: tuple(row_shown(door, by, register, row, named_) for row in rows)
    )
    return RowPage(items=shown, total=total, next_cursor=more)


async def one(door: Door, by: Actor, register: Register, key: str) -> RowWhole:
    """One row with its history. Raises 404, 503."""

    async def query(session: AsyncSession) -> RowWhole:
        row = await there_is(session, register, key)
        named = await titles(session, register.links)
        shown = await door.in_thread(row_shown, door, by, register, row, named)
        changes = await changes_of(session, register.code, key)
        return row_whole(shown, changes, zone(door.city.calendar.timezone))

    return await read(door, query)


async def exported(door: Door, register: Register) -> bytes:
    """The whole register as a workbook. Raises 503."""

    async def query(session: AsyncSession) -> tuple[list[RegisterRow], Titles]:
        return await all_rows(session, register.code), await titles(session, register.links)

    rows, named = await read(door, query, PATIENCE)
    return await door.in_thread(workbook, door, register, rows, named)


async def choices(door: Door, register: Register) -> Titles:
    """The rows that a row of this register may name, by key. Raises 503."""
    return await read(door, lambda session: titles(session, register.links))
