"""`/duty`: who is on duty now, the shift handed over and taken, and the day's report."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.deputies import absences
from api.door import Door
from api.duty import (
    WHO_HANDS_OVER,
    Matter,
    hand_over,
    matters_of,
    open_matters,
    take_over,
    units_watched,
    who_is_on_duty,
)
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.board import Upward, told
from api.pages.staff.commands import parsed
from api.pages.staff.menu import DUTY, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.pages.staff.worklist import SOON
from api.reading import read
from api.routing import pages
from api.schemas.duty import HandoverIn
from domain.clock import works
from domain.localtime import zone
from domain.organisation import UnitKind
from domain.people import Actor
from readmodel.board import pressing
from readmodel.daily import events_between, open_cases, went_up_between
from readmodel.desk_tables import HandoverRow
from readmodel.handovers import latest_handovers

router = pages()
AtDesk = Annotated[Staffer, allowed(DUTY)]
Day = Annotated[str, Query(pattern=r"^(|\d{4}-\d{2}-\d{2})$")]
HOME = DUTY.path
COUNTED = (
    "accepted",
    "called",
    "completed",
    "closed",
    "breached",
    "escalated",
    "petitioned",
    "supervised",
    "return_asked",
    "task_missed",
    "urged",
)
"""Kinds of events whose numbers make the day's report."""
MOST_UP = 50
HANDOVERS = 10
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Report:
    """One day of the city in numbers; what is left is of this moment, and only with today's report."""

    day: date
    today: bool
    counts: dict[str, int]
    up: tuple[Upward, ...]
    left: dict[str, int]


@router.get(HOME)
async def duty(page: PageDep, who: AtDesk, day: Day = "") -> Response:
    """Who is here, what is handed over, how the day stands."""
    return await _duty(page, who, FRESH, day)


@router.post(f"{HOME}/handover")
async def hand(page: PageDep, who: AtDesk, form: FormDep) -> Response:
    """Who goes signs."""
    return await _signed(page, who, form, "handover", None)


@router.post(f"{HOME}/handover/{{handover}}/take")
async def take(page: PageDep, who: AtDesk, handover: str, form: FormDep) -> Response:
    """Who comes signs too."""
    return await _signed(page, who, form, "take", handover)


async def _signed(page: Page, who: Staffer, form: FormDep, operation: str, handover: str | None) -> Response:
    door = page.door
    try:
        body = parsed(HandoverIn, form, door.city.calendar.timezone)
        assert isinstance(body, HandoverIn)
        if handover is None:
            await hand_over(door, who.actor, body.note)
        else:
            await take_over(door, who.actor, handover, body.note)
    except errors.Problem as problem:
        typed = {name: [str(text) for text in form.getlist(name)] for name in form}
        return await _duty(page, who, Tried(operation, problem, typed), "")
    return page.go(HOME, page.say("已交班，待接班人签收") if handover is None else page.say("已接班"))


async def _duty(page: Page, who: Staffer, tried: Tried, asked: str) -> Response:
    door, by = page.door, who.actor
    today = door.now().astimezone(zone(door.city.calendar.timezone)).date()
    day = _day(asked, today)

    async def query(
        session: AsyncSession,
    ) -> tuple[list[Matter], list[tuple[HandoverRow, list[Matter]]], Report]:
        matters = await open_matters(session, door, by)
        latest = (await latest_handovers(session, by.unit, HANDOVERS)).items
        then = await matters_of(session, latest, by.unit)
        handovers = [(row, then[row.id]) for row in latest]
        return matters, handovers, await _report(session, door, by, day, day == today)

    matters, handovers, report = await read(door, query)
    grids = [unit.code for unit in door.city.units.values() if unit.kind is UnitKind.GRID]
    return show(
        page,
        who,
        "duty.html",
        tried.status,
        on_duty=sorted(who_is_on_duty(door), key=lambda one: (not one.now, one.next)),
        away=[one for one in (await absences(door, grids)).items if one.starts_at <= door.now()],
        works=works(door.city.calendar, today),
        matters=matters,
        waiting=[(row, then) for row, then in handovers if row.taken_at is None],
        taken=[(row, then) for row, then in handovers if row.taken_at is not None],
        signs=by.has(*WHO_HANDS_OVER),
        report=report,
        dates=[(today - number * _ONE_DAY).isoformat() for number in range(14)],
        tried=tried,
        path=HOME,
    )


def _day(asked: str, today: date) -> date:
    if not asked:
        return today
    try:
        return date.fromisoformat(asked)
    except ValueError as error:
        raise errors.malformed("day", "没有这一天", "there is no such day") from error


async def _report(session: AsyncSession, door: Door, by: Actor, day: date, today: bool) -> Report:
    local, units, now = zone(door.city.calendar.timezone), units_watched(door, by), door.now()
    start, end = (datetime.combine(one, time(), local).astimezone(UTC) for one in (day, day + _ONE_DAY))
    rows = await went_up_between(session, start, end, units, by.unit, MOST_UP)
    left = {}
    if today:
        pressed = await pressing(session, now, now + SOON, units, 1, by.unit)
        left = {"open": await open_cases(session, units)}
        left |= {name: column.count for name, column in pressed.items()}
    return Report(
        day,
        today,
        await events_between(session, start, end, COUNTED, units),
        tuple(told(door, rows)),
        left,
    )
