"""Calls for the called units: list, look, respond, tell progress, complete, return.

Used by desks and by grid workers' telephones.

A unit sees and touches only its own; a command centre's desk may look at all.
"""

from pydantic import AwareDatetime

from api import errors
from api.callview import call_full, call_shown
from api.deputies import Speaker, acting_for
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.facts import command, say
from api.owning import named, own_call, units_seen
from api.reading import Cursor, Limit, a_call, read, recorded
from api.routing import resource
from api.schemas.calls import CallFull, CallPage, CompleteIn, ProgressIn, RespondIn, ReturnIn
from api.schemas.text import Code, Done, Taken
from api.staff import Staff, at_desk
from domain.facts import Complete, Progress, Respond, Return
from readmodel.calls import CallFilter, list_calls

router = resource(prefix="/calls", tags=["calls"])


@router.get("", summary="我的交办 · the unit's calls", responses=refusals(401, 403, 422, 503))
async def calls(
    door: DoorDep,
    by: Staff,
    unit: Code | None = None,
    state: Code | None = None,
    overdue: bool | None = None,
    due_before: AwareDatetime | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CallPage:
    """The unit's own calls, the most pressing first; a desk may name any unit, or none for all.

    A deputy names the grid.
    """
    by = await acting_for(door, by, unit)
    wanted, now = (
        CallFilter(units_seen(door, by, unit), state, overdue, due_before, by.home or by.unit),
        door.now(),
    )
    page = await read(door, lambda session: list_calls(session, wanted, cursor, limit, now))
    shown = tuple(call_shown(door.city, row, now) for row in page.items)
    return CallPage(items=shown, next_cursor=page.next_cursor)


@router.get("/{call_id}", summary="一件交办 · one call", responses=refusals(401, 404, 503))
async def call(call_id: str, door: DoorDep, by: Speaker) -> CallFull:
    """One call with what its unit needs to go there."""
    case_no, n = named(door, call_id)
    row = await a_call(door, f"{case_no}.{n}")
    if (
        row is None
        or row.party in (by.unit, by.home or by.unit)
        or not (row.unit == by.unit or at_desk(door, by))
    ):
        raise errors.unknown("没有这件交办", "There is no such call, or it is not your unit's.")
    found = await recorded(door, case_no, events=False)
    return await call_full(door, by, row, found.case if found else None)


@router.post(
    "/{call_id}/respond",
    status_code=202,
    summary="响应 · respond",
    responses=refusals(401, 404, 409, 422, 503),
)
async def respond(
    call_id: str, door: DoorDep, by: Speaker, body: RespondIn, idempotency_key: IdempotencyKey = None
) -> Taken:
    """First real contact: called, on site, or a plan. The reporter sees the note."""
    _, n = named(door, call_id)
    return await say(door, by, call_id, Respond(n, body.kind, body.note), idempotency_key)


@router.post(
    "/{call_id}/progress",
    status_code=202,
    summary="反馈进展 · progress",
    responses=refusals(401, 404, 409, 422, 503),
)
async def progress(
    call_id: str, door: DoorDep, by: Speaker, body: ProgressIn, idempotency_key: IdempotencyKey = None
) -> Taken:
    """A line for the reporter on how it goes; no clock changes."""
    _, n = named(door, call_id)
    return await say(door, by, call_id, Progress(n, body.note), idempotency_key)


@router.post(
    "/{call_id}/complete",
    status_code=202,
    summary="办结 · complete",
    responses=refusals(401, 404, 409, 422, 503),
)
async def complete(
    call_id: str, door: DoorDep, by: Speaker, body: CompleteIn, idempotency_key: IdempotencyKey = None
) -> Taken:
    """Done, with a result and a reply for the reporter."""
    _, n = named(door, call_id)
    known_item(door, body.repair_item)
    note, photos, repair = body.internal_note, body.photos, (body.repair, body.repair_item)
    said = Complete(n, body.result, body.reply, note, photos, None, *repair)
    return await say(door, by, call_id, said, idempotency_key)


@router.post("/{call_id}/return", summary="退单 · return", responses=refusals(401, 404, 409, 422, 503))
async def give_back(
    call_id: str, door: DoorDep, by: Speaker, body: ReturnIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Say that it is another's, once, early, for a listed reason; the desk decides."""
    case_no, n = named(door, call_id)
    listed(door, "return", body.reason)
    asked = Return(n, body.reason, body.note)
    await own_call(door, by, call_id, asked, repeated=False)
    return await command(door, case_no, by, asked, idempotency_key)


def known_item(door: Door, item: str | None) -> None:
    """Raise 422 for an item that the catalogue does not have."""
    if item is not None and item not in door.city.catalogue.items:
        raise errors.malformed("item", "目录里没有这个事项", "the catalogue has no such item")


def listed(door: Door, operation: str, reason: str) -> None:
    """Raise 422 for a reason that the city does not list for that operation."""
    known = door.city.reasons.get(operation, {})
    if reason not in known:
        choices = "、".join(f"{code} {name}" for code, name in known.items())
        raise errors.malformed(
            "reason", f"没有这个理由；可选：{choices}", f"choose one of: {', '.join(known)}"
        )
