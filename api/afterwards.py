"""申诉、剔除评价: what may be asked of a closed case, and the decision on it."""

from temporalio.exceptions import WorkflowAlreadyStartedError

from api import errors
from api.calls import listed
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey
from api.facts import command
from api.facts import fact as made
from api.owning import named
from api.reading import recorded
from api.routing import resource
from api.schemas.linking import AppealIn, ExcludeIn
from api.schemas.text import Done
from api.staff import Staff
from api.temporal import CLOSED, refused
from contracts.cases import RULES
from domain.asks import asks
from domain.case import BreachOf, Case
from domain.decide import decide
from domain.facts import Appeal, Body, Exclude, Fact
from domain.people import Actor
from domain.planning import answer
from domain.ruling import Refusal

router = resource(tags=["afterwards"])
ASK = refusals(401, 403, 404, 409, 422, 503)
TRIES = 3
"""A snapshot may be older than the case; so often it is read again."""


@router.post("/calls/{call_id}/appeal", summary="超期申诉 · appeal a breach", responses=ASK)
async def appeal(
    call_id: str, door: DoorDep, by: Staff, body: AppealIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Once for each missed clock, after closing, with evidence; two reviewers decide."""
    case_no, n = named(door, call_id)
    fact = Appeal(n, BreachOf(body.clock).value, body.note, body.photos)
    return await ask_closed(door, case_no, by, fact, idempotency_key)


@router.post("/cases/{case_no}/exclude", summary="剔除评价 · leave a rating out", responses=ASK)
async def exclude(
    case_no: str, door: DoorDep, by: Staff, body: ExcludeIn, idempotency_key: IdempotencyKey = None
) -> Done:
    """Once, after closing, for a listed reason, with evidence; two reviewers decide."""
    listed(door, "exclude", body.reason)
    fact = Exclude(body.reason, body.note, body.photos)
    return await ask_closed(door, door.case_no(case_no), by, fact, idempotency_key)


async def ask_closed(door: Door, case_no: str, by: Actor, body: Body, key: str | None) -> Done:
    """The case judges itself for as long as it runs, then a run from its snapshot: there is never a second writer.

    A closed case may run on, while a department has not taken what calls it off.
    """
    try:
        return await command(door, case_no, by, body, key)
    except errors.Problem as problem:
        if problem.code != CLOSED:
            raise
    fact = made(door, by, body, key)
    for _ in range(TRIES):
        closed = await _closed(door, case_no)
        if closed is None:
            continue
        _foreseen(door, closed, fact)
        try:
            verdict = await door.cases.ask_afterwards(closed, fact, door.story, door.city.calendar.timezone)
        except WorkflowAlreadyStartedError:
            continue
        return Done(case_no=case_no, seq=verdict.seq, made=verdict.made)
    raise errors.unavailable("engine_busy", "请稍后重试", "Try again in a moment.")


async def _closed(door: Door, case_no: str) -> Case | None:
    """The case, if the read model has it closed; None where it is behind, or does not answer."""
    try:
        found = await recorded(door, case_no, events=False)
    except errors.Problem:
        return None
    return None if found is None or found.case.open else found.case


def _foreseen(door: Door, case: Case, fact: Fact) -> None:
    """Refuse by the same rules what they would refuse: no run is started for it."""
    now = fact.received_at
    made = decide(case, fact, answer(door.city, frozenset(), asks(case, fact, now)), now, RULES)
    if isinstance(made, Refusal):
        raise refused(made)
