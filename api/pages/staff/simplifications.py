"""`/simplifications` (三减三增): the ledger with its sums, a form for one more line, and what our own forms ask."""

from typing import Annotated

from fastapi.responses import Response

from api import errors
from api.door import DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.commands import parsed
from api.pages.staff.menu import SIMPLIFICATIONS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import Cursor
from api.routing import pages
from api.schemas.simplifications import SimplificationIn, StrikeIn
from api.simplifications import WRITING, entered, ledger, struck, workbook
from api.staff import need
from domain.localtime import zone
from domain.people import Role
from domain.simplifying import AREAS

router = pages()
Reader = Annotated[Staffer, allowed(SIMPLIFICATIONS)]
SHOWN = 50


@router.get(SIMPLIFICATIONS.path)
async def lines(page: PageDep, who: Reader, cursor: Cursor = None) -> Response:
    """The ledger, the newest first."""
    return await _shown(page, who, FRESH, cursor)


@router.get(f"{SIMPLIFICATIONS.path}.xlsx")
async def as_workbook(door: DoorDep, _: Reader) -> Response:
    """The whole of it to take away."""
    return await workbook(door)


@router.post(f"{SIMPLIFICATIONS.path}/add")
async def add(page: PageDep, who: Reader, form: FormDep) -> Response:
    """One more line."""
    try:
        need(who.actor, *WRITING)
        body = parsed(SimplificationIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, SimplificationIn)
        await entered(page.door, who.actor, body)
    except errors.Problem as problem:
        typed = {name: [str(text) for text in form.getlist(name)] for name in form}
        return await _shown(page, who, Tried("add", problem, typed))
    return page.go(SIMPLIFICATIONS.path, page.say("已登记"))


@router.post(f"{SIMPLIFICATIONS.path}/{{line}}/strike")
async def strike(page: PageDep, who: Reader, line: str, form: FormDep) -> Response:
    """It counts no more."""
    try:
        need(who.actor, *WRITING)
        body = parsed(StrikeIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, StrikeIn)
        await struck(page.door, who.actor, line, body)
    except errors.Problem as problem:
        return await _shown(page, who, Tried("strike", problem))
    return page.go(SIMPLIFICATIONS.path, page.say("已撤销"))


async def _shown(page: Page, who: Staffer, tried: Tried, cursor: str | None = None) -> Response:
    actor, city = who.actor, page.door.city
    everywhere = actor.has(Role.CHIEF, Role.DIRECTOR)
    return show(
        page,
        who,
        "simplifications.html",
        tried.status,
        it=await ledger(page.door, cursor, SHOWN),
        tried=tried,
        areas=AREAS,
        units=[actor.unit, *city.communities] if everywhere else [actor.unit],
        may_write=actor.has(*WRITING),
        everywhere=everywhere,
        today=page.door.now().astimezone(zone(city.calendar.timezone)),
    )
