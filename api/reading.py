"""How handlers read: one query at a time against the read model, never for longer than people wait.

Turns a database that is away into 503 and a strange cursor into 422.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Query
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from domain.case import Case
from domain.events import Event
from readmodel.calls import get_call
from readmodel.cases import LinkedCase, get_events, get_snapshot, linked_cases
from readmodel.database import bounded
from readmodel.pages import BadCursor
from readmodel.tables import CallRow

T = TypeVar("T")
PATIENCE = 5.0
"""Seconds until a page says that it cannot be shown now."""

Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")]


@dataclass(frozen=True)
class Recorded:
    """A case with its events, as the read model has them."""

    case: Case
    events: tuple[Event, ...]
    linked: tuple[LinkedCase, ...] = ()  # cases opened from it


async def read(door: Door, query: Callable[[AsyncSession], Awaitable[T]], patience: float = PATIENCE) -> T:
    """The query's answer. Raises 503 without a database, 422 for a cursor that is not ours."""

    async def work() -> T:
        async with door.database.session() as session:
            return await query(session)

    return await unhindered(work(), patience)


async def written(door: Door, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """What is looked up and then changed in one transaction gives. Raises 503 without a database."""

    async def whole() -> T:
        async with door.database.session(writing=True) as session:
            return await work(session)

    return await unhindered(whole(), PATIENCE)


async def unhindered(work: Coroutine[Any, Any, T], patience: float = PATIENCE) -> T:
    """What a piece of work with the database gives. Raises 503 without a database, 422 for a strange cursor."""
    try:
        found: T = await bounded(work, patience)
    except BadCursor as error:
        raise errors.malformed("cursor", "游标无效，请从第一页开始", str(error)) from error
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise errors.unavailable(
            "database_away", "查询暂时不可用，请稍后再试", "The read model does not answer now: try again.", 5
        ) from error
    return found


async def recorded(door: Door, case_no: str, *, events: bool = True) -> Recorded | None:
    """The case as recorded so far; None before its first event is."""

    async def query(session: AsyncSession) -> Recorded | None:
        case = await get_snapshot(session, case_no)
        if case is None:
            return None
        if not events:
            return Recorded(case, ())
        linked = await linked_cases(session, case_no)
        return Recorded(case, tuple(await get_events(session, case_no)), tuple(linked))

    return await read(door, query)


async def a_call(door: Door, call_id: str, patience: float = PATIENCE) -> CallRow | None:
    """The row of a call, if there is one yet."""
    return await read(door, lambda session: get_call(session, call_id), patience)
