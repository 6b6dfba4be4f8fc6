"""What a called unit asks of the desk: more time, a suspension, another tier; and a co call taken back."""

from datetime import UTC

from api.calls import listed
from api.deputies import Speaker
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.facts import command
from api.owning import named, own_call
from api.routing import resource
from api.schemas.requests import CallOffIn, ExtendIn, HandUpIn, RegisterIn, SuspendIn, TransferIn
from api.schemas.text import Done
from api.staff import Staff
from domain.facts import Body, CallOff, Extend, HandUp, Register, Resend, Suspend, TakeUp, Transfer
from domain.people import Actor

router = resource(prefix="/calls/{call_id}", tags=["calls"])
ASK = refusals(401, 404, 409, 422, 503)


@router.post("/extend", summary="延期 · extend", responses=ASK)
async def extend(
    call_id: str, door: DoorDep, by: Speaker, body: ExtendIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Ask for one more original budget, before the deadline; the desk decides."""
    _, n = named(door, call_id)
    return await _ask(door, by, call_id, Extend(n, body.reason), idempotency_key)


@router.post("/suspend", summary="挂账 · suspend", responses=ASK)
async def suspend(
    call_id: str, door: DoorDep, by: Speaker, body: SuspendIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Ask that the clock stand until a day, for a listed reason; the desk decides."""
    _, n = named(door, call_id)
    listed(door, "suspend", body.reason)
    asked = Suspend(n, body.until.astimezone(UTC), body.reason)
    return await _ask(door, by, call_id, asked, idempotency_key)


@router.post("/resume", summary="恢复计时 · resume", responses=ASK)
async def resume(call_id: str, door: DoorDep, by: Speaker, idempotency_key: IdempotencyKey = None) -> Done:
    """End a suspension before its day: the unit, or the desk."""
    case_no, n = named(door, call_id)
    return await command(door, case_no, by, TakeUp(n), idempotency_key)


@router.post("/hand-up", summary="上报 · hand up", responses=ASK)
async def hand_up(
    call_id: str, door: DoorDep, by: Speaker, body: HandUpIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Ask the tier above to take it, in the first half of the budget, for a listed reason."""
    _, n = named(door, call_id)
    listed(door, "handup", body.reason)
    return await _ask(door, by, call_id, HandUp(n, body.reason), idempotency_key)


@router.post("/transfer", summary="转网格 · transfer to another grid", responses=ASK)
async def transfer(
    call_id: str, door: DoorDep, by: Staff, body: TransferIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """The station chief gives a grid's call to another grid of the station; its clocks run on. No return."""
    case_no, n = named(door, call_id)
    return await command(door, case_no, by, Transfer(n, body.unit, body.note), idempotency_key)


@router.post("/call-off", summary="撤销协办 · call off", responses=ASK)
async def call_off(
    call_id: str, door: DoorDep, by: Staff, body: CallOffIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """The desk takes a co call back; it counts for nobody."""
    case_no, n = named(door, call_id)
    return await command(door, case_no, by, CallOff(n, body.reason), idempotency_key)


@router.post("/register", summary="上报登记 · register with the tier above", responses=ASK)
async def register(
    call_id: str, door: DoorDep, by: Staff, body: RegisterIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """A tier above that is not connected has the case under a number of its own; the desk's chief says which."""
    case_no, n = named(door, call_id)
    return await command(door, case_no, by, Register(n, body.outside_no, body.contact), idempotency_key)


@router.post("/resend", summary="重发 · send again", responses=ASK)
async def resend(call_id: str, door: DoorDep, by: Staff, idempotency_key: IdempotencyKey = None) -> Done:
    """A message that the unit's own system did not take goes out again: by the operator, or the desk."""
    case_no, n = named(door, call_id)
    return await command(door, case_no, by, Resend(n), idempotency_key)


async def _ask(door: Door, by: Actor, call_id: str, body: Body, key: str | None) -> Done:
    case_no, _ = named(door, call_id)
    await own_call(door, by, call_id, body, repeated=False)
    return await command(door, case_no, by, body, key)
