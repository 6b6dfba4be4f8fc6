"""并单、突发事件、拆单、重复件、回避: orders of the desk that tie cases together, or keep a unit out."""

import asyncio
from typing import Annotated

from fastapi import Depends

from api import errors
from api.calls import known_item
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.entitled import may_see, unsealed
from api.facts import command
from api.reading import recorded
from api.routing import resource
from api.schemas.linking import Asking, IncidentIn, IncidentOpened, MergeIn, PartyIn, RepeatIn, SplitIn
from api.schemas.text import Done
from api.staff import one_of
from domain.case import Case
from domain.facts import Merge, NameParty, OpenIncident, Part, Repeat, Split
from domain.party import WHO_NAMES, desk_away_from
from domain.people import Actor, Role

router = resource(prefix="/cases/{case_no}", tags=["command centre"])
Desk = Annotated[Actor, Depends(one_of(Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR))]
Dispatcher = Annotated[Actor, Depends(one_of(Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR))]
Namer = Annotated[Actor, Depends(one_of(*WHO_NAMES))]
ORDER = refusals(401, 403, 404, 409, 422, 503)
AT_ONCE = 8
"""Cases asked at the same time."""


@router.post("/merge", summary="并单 · merge", responses=ORDER)
async def merge(
    case_no: str, door: DoorDep, by: Desk, body: MergeIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Ask an earlier case to take this one; it answers by itself, and the timeline says what."""
    fact = Merge(door.case_no(body.into))
    return await command(door, door.case_no(case_no), by, fact, idempotency_key)


@router.post("/incident", summary="突发事件主单 · open an incident", responses=ORDER)
async def incident(case_no: str, door: DoorDep, by: Dispatcher, body: IncidentIn) -> IncidentOpened:
    """This case holds the one set of calls; the cases named are asked to end in it, later matches follow."""
    number, cases = door.case_no(case_no), [door.case_no(other) for other in dict.fromkeys(body.cases)]
    done = await command(door, number, by, OpenIncident(), None)
    slots = asyncio.Semaphore(AT_ONCE)

    async def ask(other: str) -> Asking:
        async with slots:
            try:
                await command(door, other, by, Merge(number, "incident"), None)
            except errors.Problem as problem:
                return Asking(case_no=other, asked=False, detail=problem.detail)
        return Asking(case_no=other, asked=True)

    return IncidentOpened(case_no=number, seq=done.seq, cases=tuple(await asyncio.gather(*map(ask, cases))))


@router.post("/split", summary="拆单 · split", responses=ORDER)
async def split(
    case_no: str, door: DoorDep, by: Dispatcher, body: SplitIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Each part becomes a linked case; this one goes on with the rest."""
    for part in body.parts:
        known_item(door, part.item)
    fact = Split(tuple(Part(part.text, part.item) for part in body.parts))
    return await command(door, door.case_no(case_no), by, fact, idempotency_key)


@router.post("/repeat", summary="重复件 · a repeat", responses=ORDER)
async def repeat(
    case_no: str, door: DoorDep, by: Desk, body: RepeatIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Answer by reference to a closed case of the same person, whose phone both reports left."""
    number, of = door.case_no(case_no), door.case_no(body.of)
    this, earlier = await recorded(door, number, events=False), await recorded(door, of, events=False)
    if earlier is None or earlier.case.closed_at is None or not may_see(door, by, earlier.case):
        raise errors.malformed("of", "原件不存在或还没有结案", "there is no such case, or it is not closed")
    same = this is not None and await _same_person(door, this.case, earlier.case)
    fact = Repeat(of, earlier.case.closed_at, same, body.reply)
    return await command(door, number, by, fact, idempotency_key)


async def _same_person(door: Door, one: Case, other: Case) -> bool:
    phones = [await _phone(door, one), await _phone(door, other)]
    return bool(phones[0]) and phones[0] == phones[1]


async def _phone(door: Door, case: Case) -> str:
    told = await unsealed(door, case.case_no, case.report.sealed)
    return "".join(sign for sign in told.get("phone") or "" if sign.isdigit())[-11:]


@router.post("/party", summary="认定被反映单位 · name the party reported", responses=ORDER)
async def party(
    case_no: str, door: DoorDep, by: Namer, body: PartyIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """From now on that unit has no part in the case; about the desk itself the street committee decides."""
    city = door.city
    if body.unit not in city.units:
        raise errors.malformed("unit", f"没有 {body.unit} 这个单位", f"there is no unit {body.unit}")
    desk = desk_away_from(city.policy, body.unit)
    fact = NameParty(body.unit, desk, city.units[desk].name_zh)
    return await command(door, door.case_no(case_no), by, fact, idempotency_key)
