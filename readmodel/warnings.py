"""Warnings: which calls to look at, what was said of them, what is still to be sent. For `activities.warnings`.

And the list of a unit's warnings, for the API.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import BreachOf, CallState
from domain.warnings import Mark
from readmodel.pages import Page, after, page
from readmodel.party import kept_from
from readmodel.upserts import CALLS, CASES, WARNINGS, insert_if_absent


@dataclass(frozen=True)
class Watched:
    """An open call whose moment to be looked at has come. `snapshot` is its whole case, as JSON."""

    call_id: str
    case_no: str
    n: int
    due_at: datetime
    resolve_by: datetime
    look_at: datetime
    snapshot: str


@dataclass(frozen=True)
class Looked:
    """A call that was looked at, and when to look again."""

    call: Watched
    again_at: datetime | None


@dataclass(frozen=True)
class Given:
    """One mark to say, in the message of that key. `given_at` is UTC, story time."""

    call_id: str
    unit: str
    mark: Mark
    notice: str
    given_at: datetime


@dataclass(frozen=True)
class Warned:
    """One warning as it is listed and sent. The item is whole: readers mind `exposure`. UTC, story time."""

    call_id: str
    clock: str
    mark: int
    due_at: datetime
    due_zh: str
    due_en: str
    unit: str
    reached_at: datetime
    given_at: datetime
    notice: str
    case_no: str
    unit_zh: str
    item: str | None
    item_name: str | None
    exposure: str
    urgent: bool


_OF_CALL = ("case_no", "unit_zh", "item", "item_name", "exposure", "urgent")
_WARNED = select(
    *((CALLS if name in _OF_CALL else WARNINGS).c[name].label(name) for name in Warned.__dataclass_fields__)
).join_from(WARNINGS, CALLS, WARNINGS.c.call_id == CALLS.c.call_id)
_LOOKED = (
    update(CALLS)
    .where(
        CALLS.c.call_id == bindparam("of"),
        CALLS.c.due_at == bindparam("due"),
        CALLS.c.resolve_by == bindparam("resolve"),
        CALLS.c.look_at == bindparam("looked"),
    )
    .values(look_at=bindparam("again"))
)
"""Leaves a call be whose deadlines moved since it was read: that one is looked at once more."""


async def to_look_at(session: AsyncSession, now: datetime, limit: int) -> list[Watched]:
    """Open calls whose moment has come at `now` (UTC, story time): the urgent first, then unit by unit."""
    query = (
        select(
            *(CALLS.c[name] for name in Watched.__dataclass_fields__ if name != "snapshot"), CASES.c.snapshot
        )
        .join_from(CALLS, CASES, CALLS.c.case_no == CASES.c.case_no)
        .where(CALLS.c.state == CallState.OPEN.value, CALLS.c.look_at <= now)
        .order_by(CALLS.c.urgent.desc(), CALLS.c.unit, CALLS.c.call_id)
        .limit(limit)
    )
    return [Watched(**row) for row in (await session.execute(query)).mappings()]


async def given_of(session: AsyncSession, call_ids: Iterable[str]) -> dict[str, tuple[Mark, ...]]:
    """What was said of these calls, in one query."""
    columns = (WARNINGS.c[name] for name in ("call_id", "reached_at", "due_at", "clock", "mark"))
    query = select(*columns).where(WARNINGS.c.call_id.in_(list(call_ids)))
    said: dict[str, tuple[Mark, ...]] = {}
    for call_id, reached_at, due_at, clock, percent in await session.execute(query):
        said[call_id] = (*said.get(call_id, ()), Mark(reached_at, due_at, BreachOf(clock), percent))
    return said


def keep(looked: Sequence[Looked], given: Sequence[Given], connection: Connection) -> None:
    """Remember what is said and when to look again, in the caller's transaction. A mark that is there stays."""
    if given:
        connection.execute(insert_if_absent(WARNINGS, connection.dialect.name), [_row(g) for g in given])
    # In the order in which the projector locks the calls of a case, so that neither waits for the other.
    ordered = sorted(looked, key=lambda one: (one.call.case_no, one.call.n))
    if ordered:
        connection.execute(_LOOKED, [_bookmark(one) for one in ordered])


def _row(given: Given) -> dict[str, object]:
    return {
        "call_id": given.call_id,
        "clock": given.mark.clock.value,
        "mark": given.mark.percent,
        "due_at": given.mark.due_at,
        "unit": given.unit,
        "reached_at": given.mark.reached_at,
        "given_at": given.given_at,
        "due_zh": given.mark.due_zh,
        "due_en": given.mark.due_en,
        "notice": given.notice,
        "sent_at": None,
    }


def _bookmark(one: Looked) -> dict[str, object]:
    call = one.call
    return {
        "of": call.call_id,
        "due": call.due_at,
        "resolve": call.resolve_by,
        "looked": call.look_at,
        "again": one.again_at,
    }


async def unsent(session: AsyncSession) -> list[Warned]:
    """What was decided and has not been sent, message by message; no more than one run decides."""
    query = _WARNED.where(WARNINGS.c.sent_at.is_(None))
    order = (WARNINGS.c.notice, WARNINGS.c.due_at, WARNINGS.c.call_id, WARNINGS.c.clock)
    return [_warned(row) for row in await session.execute(query.order_by(*order))]


def mark_sent(notices: Sequence[str], at: datetime, connection: Connection) -> None:
    """The sink has these messages since `at` (UTC, story time)."""
    waiting = (WARNINGS.c.notice == bindparam("key"), WARNINGS.c.sent_at.is_(None))
    if notices:
        connection.execute(
            update(WARNINGS).where(*waiting).values(sent_at=at), [{"key": key} for key in notices]
        )


async def list_warnings(
    session: AsyncSession,
    units: Sequence[str] | None,
    cursor: str | None,
    limit: int,
    not_about: str | None = None,
) -> Page[Warned]:
    """Warnings given, the newest first. `units` None is all units. Raises `BadCursor`.

    Whoever asks sees nothing of what is about their own unit (`not_about`).
    """
    name = WARNINGS.c.call_id + "/" + WARNINGS.c.clock  # of each clock one mark at a time
    query = _WARNED.where(*after(cursor, WARNINGS.c.given_at, name, descending=True))
    if units is not None:
        query = query.where(WARNINGS.c.unit.in_(units))
    query = (
        query.where(kept_from(not_about, CALLS.c.party))
        .order_by(WARNINGS.c.given_at.desc(), name.desc())
        .limit(limit + 1)
    )
    found = [_warned(row) for row in await session.execute(query)]
    return page(found, limit, lambda one: (one.given_at, f"{one.call_id}/{one.clock}"))


def _warned(row: Row[tuple[object, ...]]) -> Warned:
    return Warned(**row._mapping)
