"""`/meetings`: 两级党建联席会 as a list, and one whole with its forms: minutes, decisions, the cases they became."""

from typing import Annotated

from fastapi.responses import Response

from api import errors
from api.meetings import keeping, resources
from api.meetings.who import CALLING, may_run, of_the_street
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.commands import parsed
from api.pages.staff.menu import MEETINGS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import Cursor
from api.routing import pages
from api.schemas.meetings import CancelIn, DecisionIn, HeldIn, MeetingIn, TaskIn
from api.staff import need
from domain.meetings import STATES, TIERS, MeetingTier
from domain.organisation import UnitKind
from domain.people import Role

router = pages()
Reader = Annotated[Staffer, allowed(MEETINGS)]
SHOWN = 30
NOT_INVITED = (UnitKind.GRID, UnitKind.ROLE)
"""Grids come with their station; a role is nobody in particular."""


@router.get(MEETINGS.path)
async def meetings(page: PageDep, who: Reader, cursor: Cursor = None) -> Response:
    """Those that somebody may read, the latest first."""
    return await _list(page, who, FRESH, cursor)


@router.post(f"{MEETINGS.path}/call")
async def call(page: PageDep, who: Reader, form: FormDep) -> Response:
    """Notice of one more."""
    need(who.actor, *CALLING)
    try:
        body = parsed(MeetingIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, MeetingIn)
        made = await keeping.called(page.door, who.actor, body)
    except errors.Problem as problem:
        return await _list(page, who, _tried("call", problem, form))
    return page.go(f"{MEETINGS.path}/{made}", page.say("会议已通知"))


@router.get(f"{MEETINGS.path}/{{meeting}}")
async def meeting(page: PageDep, who: Reader, meeting: str) -> Response:
    """One whole."""
    return await _one(page, who, meeting, FRESH)


@router.post(f"{MEETINGS.path}/{{meeting}}/held")
async def hold(page: PageDep, who: Reader, meeting: str, form: FormDep) -> Response:
    """Attendance and minutes."""
    try:
        body = parsed(HeldIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, HeldIn)
        await keeping.held(page.door, who.actor, meeting, body)
    except errors.Problem as problem:
        return await _one(page, who, meeting, _tried("held", problem, form))
    return page.go(f"{MEETINGS.path}/{meeting}", page.say("已登记"))


@router.post(f"{MEETINGS.path}/{{meeting}}/cancel")
async def cancel(page: PageDep, who: Reader, meeting: str, form: FormDep) -> Response:
    """It is not held."""
    try:
        body = parsed(CancelIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, CancelIn)
        await keeping.cancelled(page.door, who.actor, meeting, body)
    except errors.Problem as problem:
        return await _one(page, who, meeting, _tried("cancel", problem, form))
    return page.go(f"{MEETINGS.path}/{meeting}", page.say("会议已取消"))


@router.post(f"{MEETINGS.path}/{{meeting}}/decide")
async def decide(page: PageDep, who: Reader, meeting: str, form: FormDep) -> Response:
    """One decision; with its task where the form asks for one."""
    try:
        zone = page.door.city.calendar.timezone
        body, task = parsed(DecisionIn, form, zone), parsed(TaskIn, form, zone)
        assert isinstance(body, DecisionIn)
        assert isinstance(task, TaskIn)
        wanted = body.model_copy(update={"task": task if form.get("wanted") else None})
        await keeping.decided(page.door, who.actor, meeting, wanted)
    except errors.Problem as problem:
        return await _one(page, who, meeting, _tried("decide", problem, form))
    return page.go(f"{MEETINGS.path}/{meeting}", page.say("已登记"))


@router.post(f"{MEETINGS.path}/{{meeting}}/open/{{n}}")
async def open_case(page: PageDep, who: Reader, meeting: str, n: int, form: FormDep) -> Response:
    """The case of a decision that could not be opened at once."""
    try:
        await keeping.opened(page.door, who.actor, meeting, n)
    except errors.Problem as problem:
        return await _one(page, who, meeting, _tried("open", problem, form))
    return page.go(f"{MEETINGS.path}/{meeting}", page.say("已转为案件"))


def _tried(operation: str, problem: errors.Problem, form: FormDep) -> Tried:
    return Tried(operation, problem, {name: [str(text) for text in form.getlist(name)] for name in form})


async def _list(page: Page, who: Staffer, tried: Tried, cursor: str | None = None) -> Response:
    door, by = page.door, who.actor
    found = await resources.meetings(door, by, cursor, SHOWN)
    street = may_run(door, by, MeetingTier.STREET, None)
    own = [by.unit] if by.unit in door.city.communities and by.has(Role.STATION_CHIEF) else []
    return show(
        page,
        who,
        "meetings.html",
        tried.status,
        it=found,
        street=street,
        communities=list(door.city.communities) if street else own,
        units=[unit for unit in door.city.units.values() if unit.kind not in NOT_INVITED],
        tiers=TIERS,
        states=STATES,
        tried=tried,
    )


async def _one(page: Page, who: Staffer, meeting: str, tried: Tried) -> Response:
    door, by = page.door, who.actor
    found = resources.shown(door, by, await keeping.to_read(door, by, meeting))
    return show(
        page,
        who,
        "meeting.html",
        tried.status,
        it=found,
        runs=may_run(door, by, found.tier, found.community),
        opens=of_the_street(door, by) or by.unit == found.community,
        items=door.city.catalogue.items.values(),
        tiers=TIERS,
        states=STATES,
        tried=tried,
    )
