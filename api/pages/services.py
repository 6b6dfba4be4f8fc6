"""办事: `/services` and one page a service, with its application or booking; the figures of it all."""

from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api import errors
from api.door import Door, DoorDep, limited, read_limited
from api.matters.applying import apply
from api.matters.counting import TOTAL, results_of
from api.matters.finding import found, kinds
from api.matters.offered import free, known
from api.matters.papers import kept
from api.matters.person import host_of
from api.pages.rendering import Page, PageDep
from api.pages.track import refused_in_words
from api.pictures import MOST_BYTES
from api.rates import month
from api.reports import PUBLIC
from api.routing import pages
from api.schemas.matters import ApplyIn, SlotShown
from domain.label import Label
from domain.matters.words import MODES
from domain.offering import Mode, Service
from domain.people import REPORTER

router = pages()
WAYS = {mode.name.lower(): mode.value for mode in Mode}
"""Modes as an address names them."""
MOST_FILES = 6
"""Of one form."""


@router.get("/services")
async def services(
    page: PageDep,
    door: DoorDep,
    q: Annotated[str, Query(max_length=60)] = "",
    mode: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """办事: what one applies for, how, and how long it takes; by kind, found by words."""
    fitting = found(door.city, q, mode=WAYS.get(mode, ""))
    return page.html("services.html", groups=kinds(fitting), fitting=fitting, q=q, mode=mode, modes=MODES)


@router.get("/services/results", dependencies=[Depends(read_limited)])
async def results(page: PageDep, door: DoorDep) -> Response:
    """This month's figures of 办事."""
    start, end = month(door.now(), door.city)
    listed = {str(one.category): one.category for one in door.city.public.services}
    listed |= {str(mode): label for mode, label in MODES.items()} | {TOTAL: Label(page.say("全部"), "all")}
    return page.html("services_results.html", it=await results_of(door, start, end), listed=listed)


@router.get("/services/{code}")
async def service(code: str, page: PageDep, door: DoorDep) -> Response:
    """One service: what to bring, what we get ourselves, and how to begin."""
    return await _page(page, door, known(door, code))


@router.post("/services/{code}/apply", dependencies=[Depends(limited)])
async def begin(code: str, request: Request, page: PageDep, door: DoorDep) -> Response:
    """An application or a booking; ends on the matter's own page."""
    one = known(door, code)
    async with request.form(max_files=MOST_FILES + 1, max_fields=20) as said:
        typed = {name: str(value).strip() for name, value in said.items() if isinstance(value, str)}
        try:
            body = errors.checked(ApplyIn, await _sent(door, one, typed, said))
            number = await apply(door, REPORTER, PUBLIC, body, typed.get("key") or None, host_of(request))
        except errors.Problem as problem:
            if problem.status_code not in (409, 413, 422):
                raise
            return await _page(page, door, one, typed, refused_in_words(page, problem), problem.status_code)
    return page.go(f"/m/{number}?code={door.numbers.track_code(number)}&new=1")


async def _sent(door: Door, one: Service, typed: dict[str, str], said: FormData) -> dict[str, object]:
    files = [file for file in said.getlist("file") if isinstance(file, UploadFile) and file.size]
    return {
        "service": one.code,
        "applicant": {"name": typed.get("name", ""), "phone": typed.get("phone", "")},
        "note": typed.get("note") or None,
        "files": [await kept(door, await file.read(MOST_BYTES + 1)) for file in files],
        "slot": typed.get("slot") or None,
    }


async def _page(
    page: Page,
    door: Door,
    one: Service,
    typed: dict[str, str] | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    try:
        times: tuple[SlotShown, ...] = await free(door, one)
    except errors.Problem:  # without a read model the checklist is still worth reading
        times = ()
    return page.html(
        "service.html",
        status,
        service=one,
        office=door.city.office_of(one),
        way=one.way.name,
        slots=times,
        typed=typed or {},
        wrong=wrong,
        key=uuid4().hex,
    )
