"""`/intake`: 代报登记. The command centre takes down what somebody says by telephone or at the counter.

The case's own page follows, with what may be the same matter; number and code are there to be read out.
"""

from typing import Annotated

from fastapi.responses import Response
from starlette.datastructures import FormData

from api import errors
from api.acceptance import Coming, accept
from api.door import Door
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried, until_recorded
from api.pages.staff.menu import CASES, INTAKE, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.routing import pages
from api.schemas.reports import ReportIn
from domain.people import Actor

router = pages()
Taker = Annotated[Staffer, allowed(INTAKE)]
FIELDS = ("description", "item", "community")
PERSON = ("kind", "name", "phone")


@router.get(INTAKE.path)
async def form(page: PageDep, who: Taker) -> Response:
    """An empty form."""
    return _form(page, who, FRESH)


@router.post(INTAKE.path)
async def take_down(page: PageDep, who: Taker, form: FormDep) -> Response:
    """Accept it, and on to the case; or the form again with what is wrong."""
    door = page.door
    try:
        case_no = await accept(door, _coming(door, who.actor, form))
    except errors.Problem as problem:
        typed = {name: [str(text) for text in form.getlist(name)] for name in form}
        return _form(page, who, Tried("intake", problem, typed))
    await until_recorded(door, case_no)
    code = door.numbers.track_code(case_no)
    said = page.say("已登记，请告诉对方：编号 {no}，查询码 {code}", no=case_no, code=code)
    return page.go(f"{CASES.path}/{case_no}", said)


def _form(page: Page, who: Staffer, tried: Tried) -> Response:
    return show(page, who, "intake.html", tried.status, tried=tried)


def _coming(door: Door, by: Actor, form: FormData) -> Coming:
    """The form as a report that was taken down. Raises 422."""
    said = {name: str(form.get(name, "")).strip() for name in (*FIELDS, *PERSON, "address", "found")}
    given = {
        **{name: said[name] for name in FIELDS if said[name]},
        "reporter": {name: said[name] for name in PERSON if said[name]},
        "channel": "phone",
        "on_behalf": said["found"] != "yes",
    }
    if said["address"]:
        given["place"] = {"address": said["address"]}
    body = errors.checked(ReportIn, given)
    return Coming(body, by, by.account, str(form.get("key", "")) or None, door.now())
