"""Orders of a command centre about a whole case: between tiers, and ends other than by completion."""

from typing import Annotated

from fastapi import Depends

from api import errors
from api.calls import listed
from api.documented import refusals
from api.door import DoorDep, IdempotencyKey
from api.facts import command
from api.reading import recorded
from api.routing import resource
from api.schemas.requests import HandDownIn, HandUpIn, RefuseIn, VoidIn
from api.schemas.text import Done
from api.staff import one_of
from domain.catalogue import Grade
from domain.facts import Body, Grading, HandDown, HandUp, Refuse, Void
from domain.people import Actor, Role

router = resource(prefix="/cases/{case_no}", tags=["command centre"])
CHIEFS = (Role.CHIEF, Role.DIRECTOR)
ENDING = (Role.INTAKE, Role.DISPATCHER, *CHIEFS)
Chief = Annotated[Actor, Depends(one_of(*CHIEFS))]
Desk = Annotated[Actor, Depends(one_of(*ENDING))]
ORDER = refusals(401, 403, 404, 409, 422, 503)


@router.post("/hand-up", summary="上报 · hand up", responses=ORDER)
async def hand_up(
    case_no: str, door: DoorDep, by: Chief, body: HandUpIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """To the tier above, which accepts: what one's own centre leads, or, at the desk, as a C case."""
    listed(door, "handup", body.reason)
    number = door.case_no(case_no)
    found = await recorded(door, number, events=False)
    top = found.case.top if found else None
    leads = top is not None and top.unit == by.unit
    fact: Body = HandUp(top.n, body.reason) if top and leads else Grading(body.reason, grade=Grade.C)
    return await command(door, number, by, fact, idempotency_key)


@router.post("/hand-down", summary="交办、退回 · hand down", responses=ORDER)
async def hand_down(
    case_no: str, door: DoorDep, by: Chief, body: HandDownIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """By the tier that has it: to a unit below, or back to whom it came from; whole budgets from now."""
    if body.unit is not None and body.unit not in door.city.units:
        raise errors.malformed("unit", f"没有 {body.unit} 这个单位", f"there is no unit {body.unit}")
    fact = HandDown(body.reason, body.unit)
    return await command(door, door.case_no(case_no), by, fact, idempotency_key)


@router.post("/void", summary="作废 · void", responses=ORDER)
async def void(
    case_no: str, door: DoorDep, by: Desk, body: VoidIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Ask for it, for a listed reason; a second person decides."""
    listed(door, "void", body.reason)
    return await command(door, door.case_no(case_no), by, Void(body.reason), idempotency_key)


@router.post("/refuse", summary="不予受理 · refuse", responses=ORDER)
async def refuse(
    case_no: str, door: DoorDep, by: Desk, body: RefuseIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """For a listed reason; the reporter is told where to go."""
    listed(door, "refuse", body.reason)
    fact = Refuse(body.reason, body.where)
    return await command(door, door.case_no(case_no), by, fact, idempotency_key)
