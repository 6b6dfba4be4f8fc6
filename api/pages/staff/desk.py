"""`/desk`: a unit's calls and tasks, the most pressing first, and what it says about each."""

from typing import Annotated

from fastapi.responses import Response

from api.door import DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.callpage import act_on_call, call_page
from api.pages.staff.menu import WORK, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.pages.staff.worklist import Line, work_of
from api.reading import Cursor, read
from api.routing import pages
from domain.case import CallState
from readmodel.calls import CallFilter, list_calls

router = pages()
Worker = Annotated[Staffer, allowed(WORK)]
HOME = WORK.path


@router.get(HOME)
async def desk(page: PageDep, who: Worker) -> Response:
    """The list."""
    return show(page, who, "desk.html", lines=await work_of(page.door, who.actor), home=HOME, call=None)


@router.get(f"{HOME}/done")
async def done(page: PageDep, door: DoorDep, who: Worker, cursor: Cursor = None) -> Response:
    """Calls of this unit that were completed, by their deadlines."""
    unit, now = who.actor.unit, door.now()
    wanted = CallFilter((unit,), CallState.COMPLETED.value, not_about=unit)
    found = await read(door, lambda session: list_calls(session, wanted, cursor, 50, now))
    return show(page, who, "desk_done.html", rows=found.items, next_cursor=found.next_cursor, home=HOME)


@router.get(f"{HOME}/{{call_id}}")
async def one(page: PageDep, who: Worker, call_id: str) -> Response:
    """One call, beside the list where there is room."""
    return await call_page(page, who, call_id, HOME, lines=await _lines(page, who))


@router.post(f"{HOME}/{{call_id}}/{{operation}}")
async def act(page: PageDep, who: Worker, call_id: str, operation: str, form: FormDep) -> Response:
    """What the unit says about it."""
    return await act_on_call(page, who, call_id, operation, form, HOME, lines=await _lines(page, who))


async def _lines(page: Page, who: Staffer) -> list[Line]:
    return await work_of(page.door, who.actor)
