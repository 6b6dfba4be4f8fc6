"""`/staffing`: posts with their vacancies, duty lists and the four relations; `/powers`: uses of the six powers."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from api import errors, powers
from api.organisation import staffing_of
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.commands import parsed
from api.pages.staff.menu import POWERS, STAFFING, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import Cursor
from api.routing import pages
from api.schemas.organisation import PowerUseIn
from domain.organisation_structure import EMPLOYMENT, EVERY_COMMUNITY, DutyKind, Side

router = pages()
Reader = Annotated[Staffer, allowed(POWERS)]
SHOWN = 50
LISTS = {
    DutyKind.DUTY: "责任清单",
    DutyKind.PROCESS: "制度流程",
    DutyKind.ASSESSMENT: "考核办法",
    DutyKind.DELIBERATION: "议事规则",
}
SIDES = {Side.UNIT: "本级", Side.COMMITTEE: "两委", Side.STATION: "网格站"}


@router.get(STAFFING.path)
async def staffing(page: PageDep, who: Annotated[Staffer, allowed(STAFFING)]) -> Response:
    """The whole organisation as the pack has it, in codes."""
    found = staffing_of(page.door.city)
    return show(
        page,
        who,
        "staffing.html",
        it=found,
        lists=LISTS,
        sides=SIDES,
        employment=EMPLOYMENT,
        every_community=EVERY_COMMUNITY,
    )


@router.get(POWERS.path)
async def uses(
    page: PageDep,
    who: Reader,
    power: Annotated[str, Query(max_length=64)] = "",
    cursor: Cursor = None,
) -> Response:
    """All uses or those of one power, the newest first."""
    return await _uses(page, who, FRESH, power or None, cursor)


@router.get(f"{POWERS.path}/uses.xlsx")
async def workbook(page: PageDep, who: Reader, power: Annotated[str, Query(max_length=64)] = "") -> Response:
    """The same to take away."""
    return await powers.as_workbook(page.door, who.actor, power or None)


@router.post(f"{POWERS.path}/add")
async def add(page: PageDep, who: Reader, form: FormDep) -> Response:
    """One that no case shows."""
    try:
        powers.may_use(who.actor)
        body = parsed(PowerUseIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, PowerUseIn)
        await powers.used(page.door, who.actor, body)
    except errors.Problem as problem:
        typed = {name: [str(text) for text in form.getlist(name)] for name in form}
        return await _uses(page, who, Tried("add", problem, typed))
    return page.go(POWERS.path, page.say("已登记"))


async def _uses(
    page: Page, who: Staffer, tried: Tried, power: str | None = None, cursor: str | None = None
) -> Response:
    found = await powers.uses(page.door, who.actor, power, None, cursor, SHOWN)
    return show(
        page,
        who,
        "powers.html",
        tried.status,
        it=found,
        power=power or "",
        powers=page.door.city.structure.powers,
        writes=who.actor.has(*powers.USING),
        tried=tried,
    )
