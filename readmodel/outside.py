"""Our calls as requests of other systems: what was begun, under which number, what was heard of it.

Used by `activities.departments.open311` and `activities.listening`. All moments are real time, UTC.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.outside_tables import OutsideRow
from readmodel.upserts import OUTSIDE, insert_if_absent


@dataclass(frozen=True)
class Listened:
    """How far a request was listened to, as `OutsideRow` has it."""

    call_id: str
    asked_at: datetime
    heard_at: datetime | None
    heard: str
    ended: bool


async def outside_request(session: AsyncSession, call_id: str) -> OutsideRow | None:
    """What is known of that call's request, or None where none was begun."""
    return await session.get(OutsideRow, call_id)


async def to_ask(session: AsyncSession, unit: str, limit: int) -> list[OutsideRow]:
    """Requests whose answers are waited for, those asked for longest ago first."""
    waiting = (OUTSIDE.c.unit == unit, OUTSIDE.c.ended.is_(False), OUTSIDE.c.version > 0)
    query = select(OutsideRow).where(*waiting).order_by(OUTSIDE.c.asked_at, OUTSIDE.c.call_id).limit(limit)
    return list((await session.scalars(query)).all())


def begin(row: OutsideRow, connection: Connection) -> None:
    """Write down that a request is about to be sent; a row that is there stays."""
    connection.execute(insert_if_absent(OUTSIDE, connection.dialect.name), [row.model_dump()])


def has(
    call_id: str, version: int, number: str | None, token: str | None, ended: bool, connection: Connection
) -> None:
    """The other system has our message of that version; its answers are waited for until it is `ended`."""
    given = {"version": version, "number": number, "token": token, "ended": ended}
    connection.execute(update(OUTSIDE).where(OUTSIDE.c.call_id == call_id).values(**given))


def keep_listened(listened: Iterable[Listened], connection: Connection) -> None:
    """Move the bookmarks of requests that were listened to."""
    rows = [{f"new_{name}": value for name, value in asdict(one).items()} for one in listened]
    if rows:
        names = ("asked_at", "heard_at", "heard", "ended")
        columns: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in names}
        found = OUTSIDE.c.call_id == bindparam("new_call_id")
        connection.execute(update(OUTSIDE).where(found).values(**columns), rows)


def keep_number(call_id: str, number: str, connection: Connection) -> None:
    """The number that a token stood for."""
    connection.execute(update(OUTSIDE).where(OUTSIDE.c.call_id == call_id).values(number=number))
