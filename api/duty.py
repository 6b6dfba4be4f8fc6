"""Duty: who is on duty by the calendar, and shifts handed over with what is open at that moment, signed by both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from api.reading import written
from api.staff import at_desk, need
from api.staff_cases import DISPATCHING
from contracts.codec import from_json, to_json
from domain.case import CallState
from domain.catalogue import Exposure
from domain.clock import next_on_duty, on_duty
from domain.labels import item_name
from domain.organisation import Unit, UnitKind
from domain.people import Actor
from readmodel.calls import CallFilter, list_calls
from readmodel.desk_tables import HandoverRow
from readmodel.handovers import add_handover, take_handover
from readmodel.party import about
from readmodel.tables import CallRow, TaskRow
from readmodel.tasks import list_tasks

WHO_HANDS_OVER = DISPATCHING
"""Roles of a desk that go on and off duty for it."""
MOST_MATTERS = 200
"""That one handover lists; the most pressing."""
NOT_LISTED = (UnitKind.GRID, UnitKind.ROLE)
"""Kinds of units that the list of those on duty leaves out: a grid keeps its station's hours."""


@dataclass(frozen=True)
class OnDuty:
    """A unit at this moment: on duty, or when next (UTC, story time)."""

    unit: Unit
    now: bool
    next: datetime


@dataclass(frozen=True)
class Matter:
    """One open thing that a shift hands to the next: `what` is `call` or the kind of a task."""

    case_no: str
    what: str
    name: str  # of the item, as anybody may read it
    unit: str
    due_at: datetime  # UTC, story time
    item: str | None = None  # None for what is sealed
    due_zh: str = ""  # how the deadline was counted; empty in handovers made before that was kept
    due_en: str = ""


def who_is_on_duty(door: Door) -> Iterator[OnDuty]:
    """Every unit but the grids, by the calendar and its hours."""
    calendar, now = door.city.calendar, door.now()
    for unit in door.city.units.values():
        if unit.kind not in NOT_LISTED:
            here = on_duty(calendar, unit.hours, now)
            yield OnDuty(unit, here, now if here else next_on_duty(calendar, unit.hours, now))


def units_watched(door: Door, by: Actor) -> tuple[str, ...] | None:
    """Whose work this desk answers for: all of the street's (None), or a tier above its own."""
    everything = by.unit in (door.city.policy.desk, door.city.policy.committee)
    return None if everything else (by.unit,)


async def open_matters(session: AsyncSession, door: Door, by: Actor) -> list[Matter]:
    """What the desk has to decide, then every overdue call that it watches; nothing about the desk itself."""
    units, now = units_watched(door, by), door.now()
    tasks = await list_tasks(session, (by.unit,), None, None, MOST_MATTERS, by.unit)
    late = CallFilter(units, CallState.OPEN.value, overdue=True, not_about=by.unit)
    calls = await list_calls(session, late, None, MOST_MATTERS, now)
    return [
        *(_matter(row, row.kind) for row in tasks.items),
        *(_matter(row, "call") for row in calls.items),
    ][:MOST_MATTERS]


def _matter(row: TaskRow | CallRow, what: str) -> Matter:
    item = None if row.exposure == Exposure.SEALED else row.item
    name = item_name(row.exposure, row.item_name)
    return Matter(row.case_no, what, name, row.unit, row.due_at, item, row.due_zh, row.due_en)


async def hand_over(door: Door, by: Actor, note: str) -> HandoverRow:
    """Who goes signs what is open now. Raises 403, and 409 while the one before waits for who comes."""
    _may(door, by)

    async def keep(session: AsyncSession) -> HandoverRow | None:
        made = HandoverRow(
            id=uuid4().hex,
            unit=by.unit,
            made_at=door.now(),
            made_by=by.account,
            note=note,
            matters=to_json(await open_matters(session, door, by)),
        )
        return made if await add_handover(session, made) else None

    made = await written(door, keep)
    if made is None:
        raise errors.forbidden(
            "handover_waits", "上一次交班还没有人接班", "The handover before waits to be taken."
        )
    return made


async def take_over(door: Door, by: Actor, id_: str, note: str) -> HandoverRow:
    """Who comes signs too. Raises 403, and 409 for one's own or one that is taken."""
    _may(door, by)
    taken = await written(door, lambda s: take_handover(s, id_, by.unit, by.account, note, door.now()))
    if taken is None:
        raise errors.forbidden(
            "not_to_take",
            "没有待接的交班；交班人不能自己接班",
            "None waits, or it is your own: another takes it.",
        )
    return taken


async def matters_of(
    session: AsyncSession, handovers: Sequence[HandoverRow], not_about: str
) -> dict[str, list[Matter]]:
    """What each of them lists, as it was then; nothing that has turned out to be about the unit that asks."""
    listed = {one.id: from_json(list[Matter], one.matters) for one in handovers}
    own = await about(session, not_about, {matter.case_no for some in listed.values() for matter in some})
    return {id_: [matter for matter in some if matter.case_no not in own] for id_, some in listed.items()}


def _may(door: Door, by: Actor) -> None:
    need(by, *WHO_HANDS_OVER)
    if not at_desk(door, by):
        raise errors.not_yours("由指挥中心交接班", "A command centre hands its duty over.")
