"""`/cases`: the list of cases and the whole of one, with every order that its reader may give."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from starlette.datastructures import FormData

from api import errors
from api.deputies import of_check
from api.door import DoorDep
from api.entitled import is_hidden, looks_on, may_read_words
from api.guessing import guessed
from api.messages import about
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried, about_call, about_case
from api.pages.staff.callpage import DONE as CALL_DONE
from api.pages.staff.callpage import NAMES
from api.pages.staff.menu import CASES, allowed
from api.pages.staff.offers import Offer, for_call, for_case, for_task
from api.pages.staff.operating import temporal_ui
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.publicview import due_of
from api.reading import Cursor, read
from api.revealing import revealed
from api.routing import pages
from api.schemas.similar import SimilarCase
from api.schemas.staff import Revealed
from api.similar import similar_to
from api.staff import at_desk
from api.staff_cases import seen
from api.staffview import full, listed
from api.summaries import of_reporter
from domain.case import Case
from domain.people import Actor, Role
from readmodel.calls import calls_of_case
from readmodel.cases import CaseFilter, list_cases
from readmodel.reveals import list_reveals

router = pages()
Reader = Annotated[Staffer, allowed(CASES)]
Short = Annotated[str, Query(max_length=100)]
ITEM_GIVEN = "按诉求内容"
"""The reason of a grading by one keystroke, where the dispatcher writes no other."""
Number = Annotated[str, Query(max_length=64)]
DONE = {
    "grade": "已分级",
    "incident": "已立为突发事件",
    "merge": "已请先来的那件接收",
    "split": "已另立一件",
    "repeat": "已按重复件答复",
    "party": "已认定被反映单位",
    "dispatch": "已派遣",
    "approve": "已决定",
    "summarise": "摘要已更新",
    "supervise": "已督办",
    "check": "已核查",
    "rating": "已记录评价",
    "attempt": "已记录回访",
    "reason": "已决定",
    "review": "已记录复核意见",
    "hand-up": "已上报",
    "hand-down": "已交办",
    "void": "已申请作废",
    "refuse": "已不予受理",
}
"""What is said when it is done."""

SHOWN_MESSAGES = 50


@dataclass(frozen=True)
class Shown:
    """A number that was just revealed, or why it was not."""

    number: Revealed | None = None
    problem: errors.Problem | None = None


@router.get(CASES.path)
async def cases(
    page: PageDep,
    door: DoorDep,
    who: Reader,
    q: Short = "",
    state: Short = "",
    grade: Short = "",
    unit: Short = "",
    overdue: bool | None = None,
    cursor: Cursor = None,
) -> Response:
    """The newest first, as far as this reader sees them."""
    everything = at_desk(door, who.actor) or looks_on(door, who.actor)
    visible = None if everything else (who.actor.unit,)
    wanted = CaseFilter(
        state or None,
        grade=grade or None,
        unit=unit or None,
        overdue=overdue,
        q=q or None,
        units_visible=visible,
        not_about=who.actor.unit,
    )
    now = door.now()
    found = await read(door, lambda session: list_cases(session, wanted, cursor, 50, now))
    rows = [listed(door.city, row, now) for row in found.items]
    asked = {"q": q, "state": state, "grade": grade, "unit": unit, "overdue": overdue}
    return show(page, who, "cases.html", rows=rows, asked=asked, next_cursor=found.next_cursor)


@router.get(f"{CASES.path}/{{case_no}}")
async def one(page: PageDep, who: Reader, case_no: str, merge: Number = "", repeat: Number = "") -> Response:
    """The whole case; a form filled in with the number of a case that it may be one with."""
    return await case_page(page, who, case_no, begun(merge, repeat))


def begun(merge: str, repeat: str) -> Tried:
    """The form of 并单 or 重复件 as it is when a similar case was tapped: open, filled in, not sent."""
    if merge:
        return Tried("merge", typed={"into": [merge]})
    return Tried("repeat", typed={"of": [repeat]}) if repeat else FRESH


@router.post(f"{CASES.path}/{{case_no}}/reveal")
async def reveal(page: PageDep, door: DoorDep, who: Reader, case_no: str, form: FormDep) -> Response:
    """The reporter's number for a reason; shown on this page alone, never kept by a browser."""
    reason = " ".join(str(form.get("reason", "")).split())
    try:
        if not 2 <= len(reason) <= 200:
            raise errors.malformed(
                "reason", "请写明查看原因（2 至 200 字）", "Say why, in 2 to 200 characters."
            )
        number = await revealed(door, who.actor, case_no, reason)
    except errors.Problem as problem:
        return await case_page(page, who, case_no, shown=Shown(problem=problem))
    return await case_page(page, who, case_no, shown=Shown(number))


@router.post(f"{CASES.path}/{{case_no}}/calls/{{n}}/{{operation}}")
async def act_on_call(
    page: PageDep, who: Reader, case_no: str, n: int, operation: str, form: FormDep
) -> Response:
    """A word about one of its calls: the desk takes a co call back, or lets a clock go on."""
    refused = await about_call(page.door, who.actor, operation, f"{case_no}.{n}", form)
    if refused is not None:
        return await case_page(page, who, case_no, refused)
    return page.go(f"{CASES.path}/{case_no}", page.say(CALL_DONE[operation]))


@router.post(f"{CASES.path}/{{case_no}}/{{operation}}")
async def act(page: PageDep, who: Reader, case_no: str, operation: str, form: FormDep) -> Response:
    """An order about the case."""
    return await act_on_case(page, who, case_no, operation, form, f"{CASES.path}/{case_no}")


async def act_on_case(
    page: Page, who: Staffer, case_no: str, operation: str, form: FormData, back: str
) -> Response:
    """Do what a form about a case says: on to `back`, or the case's page with the reason."""
    refused = await about_case(page.door, who.actor, operation, case_no, form)
    if refused is not None:
        return await case_page(page, who, case_no, refused)
    return page.go(back, page.say(DONE[operation]))


async def case_page(
    page: Page, who: Staffer, case_no: str, tried: Tried = FRESH, shown: Shown | None = None
) -> Response:
    """The page of a case. Raises 404 for what this reader may not know of."""
    values = await case_values(page, who, case_no, tried, shown)
    status = shown.problem.status_code if shown and shown.problem else tried.status
    return show(page, who, "case.html", status, **values)


async def case_values(
    page: Page, who: Staffer, case_no: str, tried: Tried, shown: Shown | None
) -> dict[str, Any]:
    """What the templates of a case need. Raises 404 for what this reader may not know of."""
    door, by, city, now = page.door, who.actor, page.door.city, page.door.now()
    found = await seen(door, by, case_no)
    case, hidden = found.case, is_hidden(door, by, found.case)
    rows = await read(door, lambda session: calls_of_case(session, case_no))
    offers = {} if hidden else await _offers(page, case, by)
    return {
        "full": await full(door, by, found, rows),
        "case": case,
        "due": due_of(case),
        "hidden": hidden,
        "offers": offers,
        "own_photos": of_reporter(found),
        "guesses": await guessed(door, by, case) if "grade" in offers and offers["grade"].allowed else (),
        "given": ITEM_GIVEN,
        "similar": await _similar(page, by, case, offers),
        "on_calls": {call.n: for_call(city, case, call, by, now) for call in case.calls if call.open},
        "decides": {task.id for task in case.tasks if for_task(city, case, task, by, now)},
        "may_reveal": may_read_words(door, by, case),
        "messages": () if hidden else (await about(door, by, case_no, None, SHOWN_MESSAGES)).items,
        "reveals": await _reveals(page, who, case_no),
        "shown": shown,
        "tried": tried,
        "names": NAMES,
        "temporal": _temporal_address(page, who, case_no),
    }


async def _offers(page: Page, case: Case, by: Actor) -> dict[str, Offer]:
    """What this reader may order; the check also as the deputy of the grid that holds it."""
    city, now = page.door.city, page.door.now()
    own, acting = for_case(city, case, by, now), await of_check(case.case_no, page.door, by)
    other = for_case(city, case, acting, now) if acting is not by else {}
    return own | {name: offer for name, offer in other.items() if name == "check"}


async def _similar(page: Page, by: Actor, case: Case, offers: dict[str, Offer]) -> tuple[SimilarCase, ...]:
    """What may be the same matter, for who may do something about it."""
    may_act = any(name in offers and offers[name].allowed for name in ("merge", "repeat"))
    return await similar_to(page.door, by, case) if may_act else ()


async def _reveals(page: Page, who: Staffer, case_no: str) -> Any:
    if not who.actor.has(Role.AUDITOR, Role.ADMIN, Role.DIRECTOR):
        return ()
    return (await read(page.door, lambda session: list_reveals(session, case_no))).items


def _temporal_address(page: Page, who: Staffer, case_no: str) -> str | None:
    """Where the Temporal UI shows this case, for those who answer for the whole of it."""
    known = temporal_ui(page) if who.actor.has(Role.OPERATOR, Role.ADMIN, Role.CHIEF, Role.DIRECTOR) else None
    return f"{known}/{case_no}" if known else None
