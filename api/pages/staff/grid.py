"""`/grid`: a grid worker's telephone: four duties, one list, what was seen reported once, what was done checked."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Query
from fastapi.responses import FileResponse, Response
from starlette.datastructures import FormData

from api import errors
from api.acceptance import Coming, accept
from api.deputies import of_check
from api.door import Door
from api.entitled import personal
from api.pages.rendering import DIST, Page, PageDep
from api.pages.staff.acting import FRESH, Tried, about_case, until_recorded
from api.pages.staff.callpage import act_on_call, call_page, place_of
from api.pages.staff.menu import GRID, allowed
from api.pages.staff.offers import for_case
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.pages.staff.uploads import with_photos
from api.pages.staff.worklist import work_of
from api.publicview import public_case
from api.reading import read
from api.routing import pages
from api.schemas.reports import ReportIn
from api.staff_cases import seen
from domain.case import CallState, TaskKind
from domain.catalogue import GRID_WORKER
from domain.events import Event
from domain.events.calls import Completed
from domain.people import Actor
from readmodel.calls import calls_of_case

router = pages()
Worker = Annotated[Staffer, allowed(GRID)]
HOME = GRID.path
Duty = Literal["collect", "find"]
Shown = Literal["all", "calls", "checks"]


@router.get(HOME)
async def grid(page: PageDep, who: Worker, shown: Annotated[Shown, Query(alias="show")] = "all") -> Response:
    """Four duties, one list."""
    lines = await work_of(page.door, who.actor)
    of = {
        "all": lines,
        "calls": [line for line in lines if line.what == "call"],
        "checks": [line for line in lines if line.what == TaskKind.CHECK],
    }
    counts = {name: len(some) for name, some in of.items()}
    return show(page, who, "grid.html", lines=of[shown], counts=counts, shown=shown, home=HOME)


@router.get(f"{HOME}/offline")
async def offline(page: PageDep, who: Worker, what: Literal["read", "queued", "full"] = "read") -> Response:
    """What is shown without a network; a browser keeps it beforehand."""
    return show(page, who, "offline.html", what=what, home=HOME)


@router.get("/sw.js")
async def service_worker() -> Response:
    """The script that keeps this page's forms without a network; at the root, for it serves `/grid` itself."""
    return FileResponse(DIST / "sw.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get(f"{HOME}/new")
async def new(page: PageDep, who: Worker, duty: Duty = "find") -> Response:
    """What was collected or seen, once."""
    return _new(page, who, duty, FRESH)


@router.post(f"{HOME}/new")
async def report(page: PageDep, who: Worker, form: FormDep) -> Response:
    """Report it, and go on to the call where it is this grid's own."""
    duty: Duty = "collect" if form.get("duty") == "collect" else "find"
    try:
        form = await with_photos(page.door, form)
        case_no = await accept(page.door, _coming(page.door, who.actor, form))
    except errors.Problem as problem:
        typed = {name: [str(text) for text in form.getlist(name)] for name in form}
        return _new(page, who, duty, Tried("new", problem, typed))
    mine = await _own_call(page.door, who.actor, case_no)
    said = page.say("已上报，编号 {no}", no=case_no)
    return page.go(f"{HOME}/{mine}" if mine else HOME, said)


@router.get(f"{HOME}/check/{{case_no}}")
async def look(page: PageDep, who: Worker, case_no: str) -> Response:
    """What is to be checked, and where."""
    return await _check(page, who, case_no, FRESH)


@router.post(f"{HOME}/check/{{case_no}}/check")
async def check(page: PageDep, who: Worker, case_no: str, form: FormDep) -> Response:
    """Whether it was done."""
    refused = await about_case(page.door, who.actor, "check", case_no, form)
    return await _check(page, who, case_no, refused) if refused else page.go(HOME, page.say("已核查"))


@router.get(f"{HOME}/{{call_id}}")
async def one(page: PageDep, who: Worker, call_id: str) -> Response:
    """One call."""
    return await call_page(page, who, call_id, HOME, lines=await work_of(page.door, who.actor))


@router.post(f"{HOME}/{{call_id}}/{{operation}}")
async def act(page: PageDep, who: Worker, call_id: str, operation: str, form: FormDep) -> Response:
    """What the grid says about it."""
    lines = await work_of(page.door, who.actor)
    return await act_on_call(page, who, call_id, operation, form, HOME, lines=lines)


def _new(page: Page, who: Staffer, duty: Duty, tried: Tried) -> Response:
    items = page.door.city.catalogue.items.values()
    own = [item for item in items if item.lead == GRID_WORKER]
    return show(page, who, "grid_new.html", tried.status, duty=duty, own=own, tried=tried, home=HOME)


def _coming(door: Door, by: Actor, form: FormData) -> Coming:
    """The form as a report of this grid. Raises 422."""
    said = {
        name: str(form.get(name, "")).strip() for name in ("description", "item", "address", "kind", "phone")
    }
    given = {
        "description": said["description"] or None,
        "item": said["item"] or None,
        "grid": by.unit,
        "community": by.unit.partition("-")[0],
        "place": {"address": said["address"]} if said["address"] else None,
        "reporter": {"kind": said["kind"] or "grassroots", "phone": said["phone"] or None},
        "channel": "grid",
        "photos": form.getlist("photos"),
    }
    body = errors.checked(ReportIn, {name: value for name, value in given.items() if value is not None})
    return Coming(body, by, by.account, str(form.get("key", "")) or None, door.now())


async def _own_call(door: Door, by: Actor, case_no: str) -> str | None:
    """The call that the new case made of this grid, if it is there in a moment."""
    await until_recorded(door, case_no)
    rows = await read(door, lambda session: calls_of_case(session, case_no))
    mine = (row.call_id for row in rows if row.unit == by.unit and row.state == CallState.OPEN)
    return next(mine, None)


async def _check(page: Page, who: Staffer, case_no: str, tried: Tried) -> Response:
    door, now = page.door, page.door.now()
    by = await of_check(case_no, door, who.actor)
    found = await seen(door, by, case_no)
    done = found.case.call(found.case.winner or 0)
    told = await personal(door, by, found.case)
    return show(
        page,
        who,
        "check.html",
        tried.status,
        case=found.case,
        task=found.case.task_of(TaskKind.CHECK),
        told=told,
        **place_of(page, told.point),
        done=done,
        photos=_shown_by_unit(found.events),
        view=public_case(door.city, found, now),
        offers=for_case(door.city, found.case, by, now),
        tried=tried,
        home=HOME,
    )


def _shown_by_unit(events: Sequence[Event]) -> tuple[str, ...]:
    """The photos of the last completion."""
    completed = (event.body for event in reversed(events) if isinstance(event.body, Completed))
    return next((body.photos for body in completed), ())
