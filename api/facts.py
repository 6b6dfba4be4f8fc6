"""From an authenticated request to a fact for the case.

Used by every resource that tells or commands a case.
"""

from uuid import uuid4

from api import errors
from api.door import Door
from api.kept_photos import keep
from api.owning import named, own_call
from api.reading import recorded
from api.schemas.text import Done, Taken
from api.temporal import CLOSED
from domain.facts import Appeal, Body, Check, Complete, Exclude, Fact, Supplement
from domain.people import Actor


def fact(door: Door, by: Actor, body: Body, key: str | None) -> Fact:
    """A fact received now. `key` is the sender's own (an idempotency key, a receipt id).

    Another sender's differs.
    """
    return Fact(f"{by.account}:{key}" if key else uuid4().hex, door.now(), by, body)


async def tell(
    door: Door, case_no: str, by: Actor, body: Body, key: str | None, call_id: str | None = None
) -> Taken:
    """Signal it (202): taken down even while no worker runs."""
    await _keep_photos(door, case_no, body)
    await door.cases.tell(case_no, fact(door, by, body, key))
    return Taken(case_no=case_no, call_id=call_id)


async def say(door: Door, by: Actor, call_id: str, body: Body, key: str | None) -> Taken:
    """A unit's word about its own call: signalled (202), or already on record. Raises 404 and 409."""
    case_no, _ = named(door, call_id)
    if not await own_call(door, by, call_id, body, repeated=key is not None):
        return Taken(case_no=case_no, call_id=call_id)
    return await tell(door, case_no, by, body, key, call_id)


async def command(door: Door, case_no: str, by: Actor, body: Body, key: str | None) -> Done:
    """Have it judged (200), or raise the rules' refusal; of a case that has ended too, the party reported hears 404."""
    await _keep_photos(door, case_no, body)
    try:
        verdict = await door.cases.command(case_no, fact(door, by, body, key))
    except errors.Problem as problem:
        if problem.code == CLOSED and await _about(door, case_no, by):
            raise errors.no_case() from problem
        raise
    return Done(case_no=case_no, seq=verdict.seq, made=verdict.made)


async def _about(door: Door, case_no: str, by: Actor) -> bool:
    found = await recorded(door, case_no, events=False) if by.unit else None
    return found is not None and found.case.party in (by.unit, by.home or by.unit)


async def _keep_photos(door: Door, case_no: str, body: Body) -> None:
    """What names photos makes them the case's own. Raises 422 for one that was never sent."""
    match body:
        case Complete() | Check() | Supplement() | Appeal() | Exclude():
            await keep(door, case_no, body.photos)
        case _:
            return
