"""Cases for staff: lists, the whole of one, and the orders of command centres, checkers and reviewers."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime

from api import errors
from api.afterwards import ask_closed
from api.calls import listed as listed_reason
from api.deputies import of_check
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.entitled import looks_on, may_see
from api.facts import command
from api.reading import Cursor, Limit, Recorded, read, recorded
from api.routing import resource
from api.schemas.staff import (
    ApproveIn,
    AttemptIn,
    CaseFull,
    CasePage,
    CheckIn,
    DispatchIn,
    GradeIn,
    ReasonIn,
    ReviewIn,
    SuperviseIn,
)
from api.schemas.text import Code, Done
from api.staff import Staff, at_desk, one_of
from api.staffview import full, listed
from api.summaries import checked
from domain.facts import Approve, Attempt, Check, Dispatch, Grading, Reason, Review, Supervise
from domain.people import Actor, Role
from readmodel.calls import calls_of_case
from readmodel.cases import CaseFilter, list_cases

router = resource(prefix="/cases", tags=["command centre"])

DISPATCHING = (Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR)
GRADING = (Role.INTAKE, *DISPATCHING)
DECIDING = (*DISPATCHING, Role.AREA_CHIEF, Role.STATION_CHIEF, Role.REVIEWER)
ORDERING = (Role.SUPERVISOR, Role.CHIEF, Role.DIRECTOR)
CHECKING = (Role.GRID_CHIEF, Role.STATION_CHIEF, Role.CALLBACK)
CALLING_BACK = (Role.CALLBACK, Role.INTAKE, Role.DISPATCHER)
REVIEWING = (Role.REVIEWER,)
Grader = Annotated[Actor, Depends(one_of(*GRADING))]
Dispatcher = Annotated[Actor, Depends(one_of(*DISPATCHING))]
Decider = Annotated[Actor, Depends(one_of(*DECIDING))]
Caller = Annotated[Actor, Depends(one_of(*CALLING_BACK))]
Orderer = Annotated[Actor, Depends(one_of(*ORDERING))]


async def _checker(case_no: str, door: DoorDep, by: Annotated[Actor, Depends(one_of(*CHECKING))]) -> Actor:
    return await of_check(case_no, door, by)


Checker = Annotated[Actor, Depends(_checker)]
Reviewer = Annotated[Actor, Depends(one_of(*REVIEWING))]
ORDER = refusals(401, 403, 404, 409, 422, 503)


@router.get("", summary="案件列表 · list cases", responses=refusals(401, 422, 503))
async def cases(
    door: DoorDep,
    by: Staff,
    state: Code | None = None,
    tier: Code | None = None,
    grade: Code | None = None,
    unit: Code | None = None,
    community: Code | None = None,
    item: Code | None = None,
    overdue: bool | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    opened_from: AwareDatetime | None = None,
    opened_to: AwareDatetime | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CasePage:
    """The newest first. A command centre sees all; a unit sees those it was called or asked in."""
    visible = None if at_desk(door, by) or looks_on(door, by) else (by.unit,)
    wanted = CaseFilter(
        state,
        tier,
        grade,
        unit,
        community,
        item,
        overdue,
        q,
        opened_from,
        opened_to,
        units_visible=visible,
        not_about=by.unit,
    )
    now = door.now()
    page = await read(door, lambda session: list_cases(session, wanted, cursor, limit, now))
    return CasePage(
        items=tuple(listed(door.city, row, now) for row in page.items), next_cursor=page.next_cursor
    )


@router.get("/{case_no}/full", summary="案件全貌 · the whole case", responses=refusals(401, 404, 503))
async def whole(case_no: str, door: DoorDep, by: Staff) -> CaseFull:
    """Calls, tasks, forecast and every event with who did it; the reporter masked."""
    found = await seen(door, by, case_no)
    rows = await read(door, lambda session: calls_of_case(session, found.case.case_no))
    return await full(door, by, found, rows)


async def seen(door: Door, by: Actor, case_no: str) -> Recorded:
    """The case with its events, if this reader may know of it. Raises 404."""
    found = await recorded(door, door.case_no(case_no))
    if found is None or not may_see(door, by, found.case):
        raise errors.unknown("没有这个案件", "There is no such case, or it is not yours to see.")
    return found


@router.post("/{case_no}/grade", summary="分级 · grade", responses=ORDER)
async def grade(
    case_no: str, door: DoorDep, by: Grader, body: GradeIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """By an item, or hand it up as C or D; wrong calls are cancelled."""
    if body.item is not None and body.item not in door.city.catalogue.items:
        raise errors.malformed("item", "目录里没有这个事项", "the catalogue has no such item")
    fact = Grading(body.reason, body.item, body.grade)
    return await command(door, door.case_no(case_no), by, fact, idempotency_key)


@router.post("/{case_no}/dispatch", summary="派遣、改派 · dispatch", responses=ORDER)
async def dispatch(
    case_no: str, door: DoorDep, by: Dispatcher, body: DispatchIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Call the item's own unit, or a named lead; co units beside. After a return: to another unit."""
    _known_units(door, body)
    number = door.case_no(case_no)
    await checked(door, by, number, body.summary, body.photos)
    fact = Dispatch(body.lead, tuple(dict.fromkeys(body.co)), body.response_item, body.summary, body.photos)
    return await command(door, number, by, fact, idempotency_key)


def _known_units(door: Door, body: DispatchIn) -> None:
    for where, unit in (("lead", body.lead), *(("co", unit) for unit in body.co)):
        if unit is not None and unit not in door.city.units:
            raise errors.malformed(where, f"没有 {unit} 这个单位", f"there is no unit {unit}")
    if body.lead is not None and body.lead in body.co:
        raise errors.malformed("co", "同一单位不能既主办又协办", "a unit is lead or co, not both")
    if body.response_item is not None and body.response_item not in door.city.catalogue.response_items:
        raise errors.malformed("response_item", "呼应清单里没有这一项", "there is no such response item")


@router.post("/{case_no}/approve", summary="审批 · approve or refuse", responses=ORDER)
async def approve(
    case_no: str, door: DoorDep, by: Decider, body: ApproveIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Decide an open task: a result, a return, a request, a hand-up; of a closed case an appeal, an exclusion.

    Never what one asked for oneself.
    """
    fact = Approve(body.request_id, body.granted, body.note)
    return await ask_closed(door, door.case_no(case_no), by, fact, idempotency_key)


@router.post("/{case_no}/supervise", summary="督办 · supervise", responses=ORDER)
async def supervise(
    case_no: str, door: DoorDep, by: Orderer, body: SuperviseIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """An order to whoever has it, that wants a report."""
    return await command(door, door.case_no(case_no), by, Supervise(body.text), idempotency_key)


@router.post("/{case_no}/check", summary="核查 · check", responses=ORDER)
async def check(
    case_no: str, door: DoorDep, by: Checker, body: CheckIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Passed, on to the rating; failed, back to the same unit."""
    fact = Check(body.passed, body.note, body.photos)
    return await command(door, door.case_no(case_no), by, fact, idempotency_key)


@router.post("/{case_no}/attempt", summary="回访未果 · rung up in vain", responses=ORDER)
async def attempt(
    case_no: str, door: DoorDep, by: Caller, body: AttemptIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Three times at most, each at another time of day."""
    return await command(door, door.case_no(case_no), by, Attempt(body.outcome, body.of), idempotency_key)


@router.post("/{case_no}/reason", summary="不满意处理 · decide on a dissatisfaction", responses=ORDER)
async def reason(
    case_no: str, door: DoorDep, by: Dispatcher, body: ReasonIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Rework, explained, or a review by two."""
    return await command(door, door.case_no(case_no), by, Reason(body.choice, body.note), idempotency_key)


@router.post("/{case_no}/review", summary="复核 · review", responses=ORDER)
async def review(
    case_no: str, door: DoorDep, by: Reviewer, body: ReviewIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """One of two persons' verdicts; they must say the same."""
    if body.reason is not None:
        listed_reason(door, "exclude", body.reason)
    fact = Review(body.verdict, body.note, body.reason)
    return await command(door, door.case_no(case_no), by, fact, idempotency_key)
