"""`/matters` for the office that has them: the list, and every step of the window's work."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.entitled import masked, unsealed
from api.matters.numbers import Name, matter_no, no_matter
from api.matters.person import booked
from api.matters.saying import known, of_office, say
from api.matters.showing import matter_line, matter_whole
from api.reading import Cursor, Limit, read
from api.routing import resource
from api.schemas.matters import (
    AskPapersIn,
    ComeAgainIn,
    DecideIn,
    DeliverIn,
    MatterDone,
    MatterLines,
    MatterWhole,
    SlotIn,
    WitnessedIn,
)
from api.staff import Staff, at_desk
from domain.matters import facts as f
from domain.matters.matter import Consented, How, Phase, Whose
from domain.people import Actor, Role
from readmodel.matters import MattersAsked, list_matters

router = resource(prefix="/matters", tags=["service windows"])
SAY = refusals(401, 403, 404, 409, 422, 503)
WORKING = (Role.HANDLER, Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR)
"""Who of a unit works at its window."""


def at_window(by: Actor) -> Actor:
    """Raise 403 for whoever does not work at a window."""
    if not by.has(*WORKING):
        raise errors.not_yours("须由办理窗口操作", "This is for the office.")
    return by


@router.get("", summary="办件列表 · matters", responses=refusals(401, 403, 422, 503))
async def matters(
    door: DoorDep,
    by: Staff,
    phase: Phase | None = None,
    overdue: bool | None = None,
    visits_on: Annotated[AwareDatetime | None, Query(description="Appointments of these 24 hours.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> MatterLines:
    """The unit's own; a command centre's desk sees all."""
    asked = MattersAsked(
        None if at_desk(door, by) else at_window(by).unit,
        phase.value if phase else None,
        overdue,
        visits_on,
        visits_on + timedelta(days=1) if visits_on else None,
    )
    found = await read(door, lambda session: list_matters(session, asked, cursor, limit))
    return MatterLines(items=tuple(map(matter_line, found.items)), next_cursor=found.next_cursor)


@router.get("/{number}/full", summary="一个办件 · a matter", responses=refusals(401, 403, 404, 503))
async def whole(number: Name, door: DoorDep, by: Staff) -> MatterWhole:
    """With what the person told, for its office; masked for a command centre's desk."""
    return await seen(door, matter_no(door, number), by)


async def seen(door: Door, number: str, by: Actor) -> MatterWhole:
    """As the route, for pages. Raises 404 for a matter of another office."""
    found = await known(door, number)
    own = found is not None and found[0].application.unit == by.unit and by.has(*WORKING)
    if found is None or not (own or at_desk(door, by)):
        raise no_matter()
    told = await unsealed(door, number, found[0].application.sealed)
    if not own:
        name = str(told.get("name") or "")
        told = {"name": f"{name[:1]}**" if name else None, "phone": masked(told.get("phone"))}
    return matter_whole(*found, by, told)


async def _say(door: Door, number: str, by: Actor, body: f.Body, key: str | None) -> MatterDone:
    own = matter_no(door, number)
    await of_office(door, own, at_window(by))
    return await say(door, own, by, body, key)


@router.post("/{number}/accept", summary="受理 · accept", responses=SAY)
async def accept(
    number: Name, door: DoorDep, by: Staff, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """The papers are complete: the legal limit begins."""
    return await _say(door, number, by, f.Accept(), idempotency_key)


@router.post("/{number}/ask-papers", summary="一次性告知 · ask for what is missing", responses=SAY)
async def ask_papers(
    number: Name, door: DoorDep, by: Staff, body: AskPapersIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """The whole list, once: the clock stands until it comes."""
    return await _say(door, number, by, f.AskPapers(body.missing), idempotency_key)


@router.post("/{number}/papers-brought", summary="材料已到窗口 · papers came to the window", responses=SAY)
async def papers_brought(
    number: Name, door: DoorDep, by: Staff, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """On paper: the clock goes on."""
    return await _say(door, number, by, f.Bring(), idempotency_key)


@router.post("/{number}/decide", summary="决定 · decide", responses=SAY)
async def decide(
    number: Name, door: DoorDep, by: Staff, body: DecideIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """Granted, or refused with a reason."""
    return await _say(door, number, by, f.Decide(body.granted, body.reason or ""), idempotency_key)


@router.post("/{number}/deliver", summary="送达 · deliver", responses=SAY)
async def deliver(
    number: Name, door: DoorDep, by: Staff, body: DeliverIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """The person has the result."""
    return await _say(door, number, by, f.Deliver(How(body.how), body.note or ""), idempotency_key)


@router.post("/{number}/check-in", summary="到窗口 · check in", responses=SAY)
async def check_in(
    number: Name, door: DoorDep, by: Staff, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """The person is here."""
    return await _say(door, number, by, f.CheckIn(), idempotency_key)


@router.post("/{number}/come-again", summary="需再来一次 · a second visit", responses=SAY)
async def come_again(
    number: Name, door: DoorDep, by: Staff, body: ComeAgainIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """It could not be done in one visit: whose failure that is stays on record."""
    return await _say(door, number, by, f.ComeAgain(Whose(body.whose), body.why), idempotency_key)


@router.post("/{number}/book", summary="代约 · book for the person", responses=SAY)
async def book(
    number: Name, door: DoorDep, by: Staff, body: SlotIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """A visit, at the window or over the phone."""
    own = matter_no(door, number)
    await of_office(door, own, at_window(by))
    return await booked(door, own, by, body, idempotency_key)


@router.post("/{number}/consent-in-person", summary="当面同意 · consent in person", responses=SAY)
async def witnessed(
    number: Name, door: DoorDep, by: Staff, body: WitnessedIn, idempotency_key: IdempotencyKey = None
) -> MatterDone:
    """What the person said, and who was there."""
    said = f.Consent(body.given, Consented.IN_PERSON, body.witness)
    return await _say(door, number, by, said, idempotency_key)
