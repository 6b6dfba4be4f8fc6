"""重新受理、不是同一件: a reporter whose case has ended goes on with a linked one."""

from fastapi import APIRouter, Depends, Request

from api import errors
from api.cases import Code, entitled
from api.documented import refusals
from api.door import Door, DoorDep, limited
from api.facts import command
from api.links import open_linked
from api.main_cases import main_case, work_on
from api.reading import recorded
from api.schemas.linking import NotTheSameIn, ReopenIn
from api.schemas.reports import Accepted
from api.temporal import refused
from api.tracking import accepted
from domain.case import Case
from domain.facts import Leave
from domain.people import REPORTER
from domain.reopening import may_reopen

router = APIRouter(prefix="/cases/{case_no}", tags=["cases"], dependencies=[Depends(limited)])
ASK = refusals(404, 409, 422, 429, 503)
CONFLICT = 409
"""It had left before, or the other case has just closed: the own one is open either way, and its number is told."""


@router.post("/reopen", status_code=202, summary="重新受理 · reopen", responses=ASK)
async def reopen(request: Request, case_no: str, door: DoorDep, code: Code, body: ReopenIn) -> Accepted:
    """Once, within 30 days after closing, with something new: a linked case."""
    own = await _own(door, entitled(door, case_no, code))
    refusal = may_reopen(door.city, await work_on(door, own), door.now())
    if refusal is not None:
        raise refused(refusal)
    return accepted(request, door, await open_linked(door, own, "reopen", body.text, body.photos))


@router.post("/not-the-same", status_code=202, summary="不是同一件 · not the same", responses=ASK)
async def not_the_same(
    request: Request, case_no: str, door: DoorDep, code: Code, body: NotTheSameIn
) -> Accepted:
    """A report that was merged goes on as a case of its own; the other case goes on without it."""
    own = await _own(door, entitled(door, case_no, code))
    main, of = await main_case(door, own.case_no)
    if of is None:
        raise errors.forbidden("not_attached", "这件没有并入别的件", "It ended in no other case.")
    if not (await _own(door, main)).open:
        raise errors.forbidden(
            "closed", "并入的案件已经结案，可以申请重新受理", "That case is closed: reopen it.", ["reopen"]
        )
    number = await open_linked(door, own, "left", body.text)
    try:
        await command(door, main, REPORTER, Leave(own.case_no), f"left:{own.case_no}")
    except errors.Problem as problem:
        if problem.status_code != CONFLICT:
            raise  # the same words again give the same case, and are told once more
    return accepted(request, door, number)


async def _own(door: Door, case_no: str) -> Case:
    found = await recorded(door, case_no, events=False)
    if found is None:
        raise errors.forbidden("open", "案件刚刚受理", "It was accepted a moment ago.")
    return found.case
