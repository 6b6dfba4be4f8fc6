"""`/station`: a grid station: its work and its grids', calls moved between grids, absences and deputies (AB角)."""

from datetime import UTC
from typing import Annotated

from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.deputies import Away, absences, end_early, grids_of_station, possible_deputies, put_down
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried, about_call
from api.pages.staff.commands import parsed
from api.pages.staff.menu import STATION, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.pages.staff.worklist import of_call, work_of
from api.reading import Cursor, read
from api.routing import pages
from api.schemas.duty import AbsenceIn
from domain.case import CallRole, CallState
from domain.catalogue import Channel
from readmodel import pages as found
from readmodel.board import OfGrid, grids_of
from readmodel.calls import CallFilter, list_calls
from readmodel.tables import CallRow

router = pages()
Chief = Annotated[Staffer, allowed(STATION)]
HOME = STATION.path
AT_ONCE = 40
"""Open calls of the grids that one page shows, the most pressing first."""


@router.get(HOME)
async def station(page: PageDep, who: Chief, cursor: Cursor = None) -> Response:
    """How it stands; `cursor` leads on through the calls of its grids."""
    return await _station(page, who, FRESH, cursor)


@router.post(f"{HOME}/absences")
async def absent(page: PageDep, who: Chief, form: FormDep) -> Response:
    """Somebody is away; a deputy's account acts for the grid."""
    door = page.door
    try:
        body = parsed(AbsenceIn, form, door.city.calendar.timezone)
        assert isinstance(body, AbsenceIn)
        times = body.starts_at.astimezone(UTC), body.ends_at.astimezone(UTC)
        await put_down(door, who.actor, Away(body.unit, body.deputy, *times, body.reason))
    except errors.Problem as problem:
        typed = {name: [str(text) for text in form.getlist(name)] for name in form}
        return await _station(page, who, Tried("absences", problem, typed))
    return page.go(HOME, page.say("已登记代理"))


@router.post(f"{HOME}/absences/{{absence}}/end")
async def back(page: PageDep, who: Chief, absence: str, form: FormDep) -> Response:
    """Back early, or another deputy from now on."""
    await end_early(page.door, who.actor, absence)
    return page.go(HOME, page.say("代理已结束"))


@router.post(f"{HOME}/{{call_id}}/transfer")
async def transfer(page: PageDep, who: Chief, call_id: str, form: FormDep) -> Response:
    """不属本网格: to another grid of this station."""
    refused = await about_call(page.door, who.actor, "transfer", call_id, form)
    return await _station(page, who, refused) if refused else page.go(HOME, page.say("已转网格"))


async def _station(page: Page, who: Staffer, tried: Tried, cursor: str | None = None) -> Response:
    door, by = page.door, who.actor
    grids = grids_of_station(door, by.unit)
    lines = await work_of(door, by)

    async def query(session: AsyncSession) -> tuple[dict[str, OfGrid], found.Page[CallRow]]:
        wanted = CallFilter(grids, CallState.OPEN.value, not_about=by.unit)
        rows = await list_calls(session, wanted, cursor, AT_ONCE, door.now())
        return await grids_of(session, grids, door.now(), by.unit), rows

    counts, calls = await read(door, query)
    theirs = [of_call(row, door.now()) for row in calls.items]
    late = {line.call_id for line in theirs if line.breached}
    own = {row.call_id for row in calls.items if row.channel == Channel.SELF and row.completed_at is None}
    return show(
        page,
        who,
        "station.html",
        tried.status,
        lines=lines,
        theirs=theirs,
        movable=own - late,
        next_cursor=calls.next_cursor,
        co=[line for line in (*lines, *theirs) if line.role == CallRole.CO],
        grids=grids,
        counts=counts,
        absences=(await absences(door, grids)).items,
        deputies=await possible_deputies(door, by.unit),
        tried=tried,
        home="/desk",
        path=HOME,
    )
