"""The contract, for every kind of department, with real cases on the real server."""

import asyncio

import pytest
from temporalio.api.enums.v1 import EventType

from domain import events as e
from domain.case import CallState
from domain.facts import Dispatch, Respond
from domain.people import Actor, Role
from readmodel.circuits import DeadLetter, dead_letters
from readmodel.database import Database
from tests.departments.conftest import Begin
from tests.departments.played import Fault
from tests.departments.town import KINDS, OUTSIDE, UNITS, Systems
from tests.workflows.live import Live, unique

DONE = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
FAILED = EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED
CALLED_OFF = EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED
FAST = 0.0005
"""A story day lasts 43 seconds, the 15 minutes of patience 0.45: less than the first pause between tries."""
every_kind = pytest.mark.parametrize("kind", KINDS)
every_system = pytest.mark.parametrize("kind", OUTSIDE)


async def deliveries(case: Live) -> list[e.Body]:
    """What became of the messages."""
    return [event.body for event in await case.events() if event.body.kind in ("delivered", "undelivered")]


async def letters(database: Database, case: Live) -> dict[str, DeadLetter]:
    """What operators see as undelivered, by call."""
    async with database.session() as session:
        return {one.call.call_id: one for one in await dead_letters(session, await case.now(), 1000)}


@every_kind
async def test_a_call_is_delivered_once(begin: Begin, systems: Systems, kind: str) -> None:
    case = await begin(kind)
    await case.until(DONE)
    assert (await case.call(1)).unit == UNITS[kind]
    assert await deliveries(case) == [e.Delivered(1, 1)]
    if kind in OUTSIDE:
        assert systems[kind].effective(f"{case.case_no}.1") == ["call"]


@every_system
async def test_what_was_taken_before_the_connection_broke_has_effect_once(
    begin: Begin, systems: Systems, kind: str
) -> None:
    case_no = unique()
    call = f"{case_no}.1"
    systems[kind].script(call, Fault.LOST)
    case = await begin(kind, case_no=case_no)
    await case.until(DONE)
    assert await deliveries(case) == [e.Delivered(1, 1)]
    assert systems[kind].effective(call) == ["call"]
    assert len({came.key for came in systems[kind].tries[call]}) == 1


@every_system
async def test_a_refusal_is_shown_with_its_reason_and_not_tried_again(
    begin: Begin, systems: Systems, database: Database, kind: str
) -> None:
    case_no = unique()
    systems[kind].script(f"{case_no}.1", Fault.REFUSES)
    case = await begin(kind, case_no=case_no)
    await case.until(FAILED)
    [told] = await deliveries(case)
    assert isinstance(told, e.Undelivered)
    assert told.refused
    assert (await case.call(1)).open
    await case.forward(minutes=30)
    assert len(systems[kind].tries[f"{case_no}.1"]) == 1
    await case.recorded()
    letter = (await letters(database, case))[f"{case_no}.1"]
    assert (letter.refused, f"refused: {letter.why}", letter.again) == (True, told.detail, True)
    assert "answered" in letter.why


@every_system
async def test_what_is_long_undelivered_is_listed_with_its_reason_until_it_arrives(
    begin: Begin, systems: Systems, database: Database, kind: str
) -> None:
    case_no = unique()
    systems[kind].script(f"{case_no}.1", Fault.BUSY)
    case = await begin(kind, case_no=case_no, scale=FAST)
    await case.until(DONE)
    late, then = await deliveries(case)
    assert isinstance(late, e.Undelivered)
    assert not late.refused
    assert ("answered" in late.detail, then) == (True, e.Delivered(1, 1))
    await case.recorded()
    assert f"{case_no}.1" not in await letters(database, case)


@every_kind
async def test_a_cancel_reaches_it(begin: Begin, systems: Systems, kind: str) -> None:
    case = await begin(kind)
    await case.until(DONE)
    await case.command(Dispatch("guanli"), case.people.desk())
    await case.until(DONE, 2)
    assert await deliveries(case) == [e.Delivered(1, 1), e.Delivered(1, 2)]
    if kind in OUTSIDE:
        assert systems[kind].effective(f"{case.case_no}.1") == ["call", "cancel"]


@every_system
async def test_a_receipt_before_the_delivery_s_own_answer_is_a_delivery(
    begin: Begin, systems: Systems, kind: str
) -> None:
    case_no = unique()
    held = systems[kind].hold(f"{case_no}.1")
    case = await begin(kind, case_no=case_no)
    await asyncio.to_thread(systems[kind].wait_for, f"{case_no}.1", 1)
    said = Actor(f"department:{UNITS[kind]}", UNITS[kind], (Role.DEPARTMENT,))
    await case.signal(Respond(1, "contacted", "已联系"), said)
    assert (await case.call(1)).responded_at is not None
    await case.until(CALLED_OFF)
    held.set()
    await case.complete()
    assert (await case.call(1)).state is CallState.COMPLETED
    assert not [body for body in await deliveries(case) if isinstance(body, e.Undelivered)]
    assert systems[kind].effective(f"{case_no}.1") == ["call"]


@every_kind
async def test_one_that_takes_everything_and_never_acts_is_caught_by_its_deadline(
    begin: Begin, kind: str
) -> None:
    case = await begin(kind)
    await case.until(DONE)
    await case.forward(days=30)
    missed = [event.body for event in await case.events() if isinstance(event.body, e.Breached)]
    assert {str(body.clock) for body in missed if body.call == 1} == {"respond", "resolve"}
    assert not any(body.undelivered for body in missed if body.call == 1)
    assert (await case.call(2)).unit != UNITS[kind]  # the next rung was called
    assert (await case.call(1)).open  # late work is wanted
