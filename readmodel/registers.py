"""Rows of registers (台账) and their changes: the only SELECTs about them. For `api.registers`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.register_tables import RegisterChangeRow, RegisterRow
from readmodel.upserts import REGISTER_CHANGES, REGISTER_ROWS, upsert

ROWS, CHANGES = REGISTER_ROWS, REGISTER_CHANGES
MOST_CHANGES = 50
"""Of one row that are shown, the latest first."""
_AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """Which rows of a register: by words, by values of fields, behind a key."""

    register: str
    words: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    after: str = ""


async def list_rows(session: AsyncSession, asked: Asked, limit: int) -> tuple[list[RegisterRow], str | None]:
    """So many rows by key, and the key behind which there are more."""
    query = select(RegisterRow).where(*_chosen(asked), ROWS.c.key > asked.after)
    found = list(await session.scalars(query.order_by(ROWS.c.key).limit(limit + 1)))
    return found[:limit], found[limit - 1].key if len(found) > limit else None


async def count_rows(session: AsyncSession, asked: Asked) -> int:
    """How many rows that is, wherever it begins."""
    return (await session.execute(select(func.count()).where(*_chosen(asked)))).scalar_one()


async def all_rows(session: AsyncSession, register: str) -> list[RegisterRow]:
    """All rows of a register by key; their number is bounded (`domain.registers.register.MOST_ROWS`)."""
    query = select(RegisterRow).where(*_chosen(Asked(register))).order_by(ROWS.c.key)
    return list(await session.scalars(query))


async def bodies(session: AsyncSession, register: str) -> list[dict[str, Any]]:
    """What all rows of a register hold, but for what is personal: for figures."""
    return list(await session.scalars(select(ROWS.c.body).where(*_chosen(Asked(register)))))


async def numbers(session: AsyncSession) -> dict[str, int]:
    """How many rows each register has."""
    query = select(ROWS.c.code, func.count()).where(ROWS.c.removed.is_(False)).group_by(ROWS.c.code)
    return {row[0]: row[1] for row in await session.execute(query)}


async def get_row(session: AsyncSession, register: str, key: str) -> RegisterRow | None:
    """The row of that key, also one that was removed."""
    query = select(RegisterRow).where(ROWS.c.code == register, ROWS.c.key == key)
    return (await session.scalars(query)).first()


async def get_rows(session: AsyncSession, register: str, keys: Sequence[str]) -> dict[str, RegisterRow]:
    """The rows of these keys, also those that were removed."""
    found: dict[str, RegisterRow] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        query = select(RegisterRow).where(ROWS.c.code == register, ROWS.c.key.in_(some))
        found |= {row.key: row for row in await session.scalars(query)}
    return found


async def titles(session: AsyncSession, registers: Iterable[str]) -> dict[str, dict[str, str]]:
    """Of each of these registers the titles by key."""
    found: dict[str, dict[str, str]] = {register: {} for register in registers}
    if found:
        query = select(ROWS.c.code, ROWS.c.key, ROWS.c.title).where(
            ROWS.c.code.in_(list(found)), ROWS.c.removed.is_(False)
        )
        for register, key, title in await session.execute(query.order_by(ROWS.c.key)):
            found[register][key] = title
    return found


async def last_number(session: AsyncSession, register: str, prefix: str) -> int:
    """The greatest number of a key like GJ-0012, rows that were removed included; 0 where there is none."""
    own = (ROWS.c.code == register, ROWS.c.key.like(f"{prefix}-%"))
    tails = (key.rpartition("-")[2] for key in await session.scalars(select(ROWS.c.key).where(*own)))
    return max((int(tail) for tail in tails if tail.isdigit()), default=0)


async def named_by(session: AsyncSession, links: Iterable[tuple[str, str]], key: str) -> str | None:
    """The register of a row that names this key in one of these fields, if there is one."""
    named = [and_(ROWS.c.code == register, ROWS.c.body[name].as_string() == key) for register, name in links]
    if not named:
        return None
    query = select(ROWS.c.code).where(ROWS.c.removed.is_(False), or_(*named)).limit(1)
    return (await session.execute(query)).scalar()


async def changes_of(session: AsyncSession, register: str, key: str) -> list[RegisterChangeRow]:
    """The latest changes of a row, the newest first."""
    query = select(RegisterChangeRow).where(CHANGES.c.code == register, CHANGES.c.key == key)
    return list(await session.scalars(query.order_by(CHANGES.c.edition.desc()).limit(MOST_CHANGES)))


async def keep(
    session: AsyncSession, rows: Sequence[RegisterRow], changes: Sequence[RegisterChangeRow]
) -> None:
    """Rows in the place of what they were, each with what changed of it.

    Raises `IntegrityError` where somebody else's change came between.
    """
    if changes:
        await session.execute(insert(CHANGES), [change.model_dump() for change in changes])
        statement = upsert(ROWS, session.get_bind().dialect.name)
        await session.execute(statement, [row.model_dump() for row in rows])


def _chosen(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ROWS.c.code == asked.register, ROWS.c.removed.is_(False)]
    if asked.words:
        found.append(ROWS.c.words.contains(asked.words.lower(), autoescape=True))
    for name, value in asked.where.items():
        column = ROWS.c.community if name == "community" else ROWS.c.body[name].as_string()
        found.append(column == value)
    return found
