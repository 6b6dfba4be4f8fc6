"""`/matters` for whoever has a matter, by its number and code: apply, follow, bring papers, book, consent, rate."""

from typing import Annotated

from fastapi import Depends, Request

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey, limited
from api.kept_photos import keep
from api.matters.applying import applied, apply, service_of, slot_at, take_seat
from api.matters.numbers import Code, Name, entitled
from api.matters.saying import known, say
from api.matters.showing import matter_shown, not_yet
from api.reports import PUBLIC
from api.routing import resource
from api.schemas.matters import (
    Applied,
    ApplyIn,
    BringIn,
    ConsentIn,
    MatterDone,
    MatterShown,
    RateIn,
    SlotIn,
)
from api.staff import anybody
from domain.matters import facts as f
from domain.matters.matter import Consented
from domain.matters.views import may
from domain.people import REPORTER, Actor, Role

router = resource(prefix="/matters", tags=["services"])
SAY = refusals(404, 409, 422, 429, 503)
Limited = Depends(limited)


@router.post(
    "",
    status_code=202,
    summary="申请、预约 · apply, or book a visit",
    dependencies=[Limited],
    responses=refusals(401, 409, 413, 422, 429, 503),
)
async def begin(
    request: Request,
    door: DoorDep,
    by: Annotated[Actor, Depends(anybody)],
    body: ApplyIn,
    idempotency_key: IdempotencyKey = None,
) -> Applied:
    """Take it in: a number to read out, and a secret code to follow it with. Staff do it for who cannot."""
    client = PUBLIC if by.has(Role.REPORTER) else by.account
    number = await apply(door, by, client, body, idempotency_key, host_of(request))
    return applied(door, str(request.base_url), number)


def host_of(request: Request) -> str:
    """Where somebody sends from."""
    return request.client.host if request.client else "unknown"


@router.get("/{number}", summary="看进度 · follow a matter", responses=refusals(404, 422, 429, 503))
async def look(number: Name, door: DoorDep, code: Code) -> MatterShown:
    """Where it stands, until when, what may be said now, and what happened."""
    own = await entitled(door, number, code)
    found = await known(door, own)
    return matter_shown(*found) if found else not_yet(own, door.now())


@router.post("/{number}/papers", summary="补材料 · bring papers", dependencies=[Limited], responses=SAY)
async def bring(
    number: Name, door: DoorDep, code: Code, body: BringIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """What was missing; the office's clock goes on."""
    own = await entitled(door, number, code)
    await keep(door, own, body.files)
    return await say(door, own, REPORTER, f.Bring(body.files), idempotency_key)


@router.post("/{number}/appointment", summary="预约、改约 · book", dependencies=[Limited], responses=SAY)
async def book(
    number: Name, door: DoorDep, code: Code, body: SlotIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """Another slot, or one more visit."""
    return await booked(door, await entitled(door, number, code), REPORTER, body, idempotency_key)


async def booked(door: Door, own: str, by: Actor, body: SlotIn, key: str | None) -> MatterDone:
    """A seat, and the fact that says so. Raises 404, 409, 422, 503."""
    found = await known(door, own)
    if found is None or "book" not in may(found[0]):
        raise errors.forbidden("phase", "这一步现在不能做", "This cannot be done at this step.")
    slot = slot_at(door, body.slot)
    await take_seat(door, service_of(door.city, found[0].application.service), slot, own)
    return await say(door, own, by, f.Book(slot), key)


@router.post("/{number}/consent", summary="同意或不同意 · consent", dependencies=[Limited], responses=SAY)
async def consent(
    number: Name, door: DoorDep, code: Code, body: ConsentIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """The person's own word about what nobody applied for."""
    own = await entitled(door, number, code)
    return await say(door, own, REPORTER, f.Consent(body.given, Consented.LINK), idempotency_key)


@router.post("/{number}/rating", summary="评价 · rate", dependencies=[Limited], responses=SAY)
async def rate(
    number: Name, door: DoorDep, code: Code, body: RateIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """Once it is done."""
    return await say(door, await entitled(door, number, code), REPORTER, f.Rate(body.result), idempotency_key)


@router.post("/{number}/withdraw", summary="撤回 · withdraw", dependencies=[Limited], responses=SAY)
async def withdraw(
    number: Name, door: DoorDep, code: Code, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """It is not wanted any more."""
    return await say(door, await entitled(door, number, code), REPORTER, f.Withdraw(), idempotency_key)
