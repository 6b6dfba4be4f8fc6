"""Messages to a department's own system, over real HTTP: until it has them, once each."""

import asyncio

from temporalio.api.enums.v1 import EventType

from domain import events as e
from domain.case import CallState
from domain.facts import Dispatch, Respond, Summarise, Why, Withdraw
from domain.people import REPORTER, Actor, Role
from tests.workflows.conftest import HOME, Begin
from tests.workflows.department import AGAIN, HAVE_IT, OK, REFUSED, Department
from tests.workflows.live import Live, unique
from tests.workflows.looking import counts

DONE = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
FAILED = EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED
CALLED_OFF = EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED
LEAK = {"item": "B1105", "channel": "hotline", **HOME}
FAST = 0.0005
"""A story day lasts 43 seconds, the 15 minutes of patience 0.45: less than the first pause between tries."""


async def deliveries(case: Live) -> list[e.Body]:
    """What became of the messages."""
    return [event.body for event in await case.events() if event.body.kind in ("delivered", "undelivered")]


async def test_a_department_that_fails_and_comes_back_has_it_once(
    begin: Begin, department: Department
) -> None:
    case_no = unique()
    department.script(case_no, 500, AGAIN, OK)
    case = await begin(case_no=case_no, **LEAK)
    await case.until(DONE)
    assert await deliveries(case) == [e.Delivered(1, 1)]
    assert [r.answered for r in department.received[case_no]] == [500, AGAIN, OK]
    assert len({r.key for r in department.received[case_no]}) == 1
    assert department.effective(case_no) == [f"{case_no}.1-1"]


async def test_a_refused_message_is_shown_and_not_sent_again(begin: Begin, department: Department) -> None:
    case_no = unique()
    department.script(case_no, REFUSED)
    case = await begin(case_no=case_no, **LEAK)
    await case.until(FAILED)
    told = [body for body in await deliveries(case) if isinstance(body, e.Undelivered)]
    assert [(body.refused, body.version) for body in told] == [(True, 1)]
    assert str(REFUSED) in told[0].detail
    assert (await case.call(1)).open
    await case.forward(hours=1)
    assert len(department.received[case_no]) == 1


async def test_a_department_that_says_it_has_it_has_it(begin: Begin, department: Department) -> None:
    case_no = unique()
    department.script(case_no, HAVE_IT)
    case = await begin(case_no=case_no, **LEAK)
    await case.until(DONE)
    assert await deliveries(case) == [e.Delivered(1, 1)]


async def test_what_is_not_delivered_in_time_is_shown_and_goes_on(
    begin: Begin, department: Department
) -> None:
    case_no = unique()
    department.script(case_no, AGAIN, OK)
    case = await begin(case_no=case_no, scale=FAST, **LEAK)
    await case.until(DONE)
    first, second = await deliveries(case)
    assert isinstance(first, e.Undelivered)
    assert not first.refused
    assert second == e.Delivered(1, 1)
    assert department.effective(case_no) == [f"{case_no}.1-1"]
    told = [event.body for event in await case.events() if isinstance(event.body, e.Told)]
    assert e.Told(case.city.policy.desk, "undelivered") in told


async def test_a_call_that_another_one_ended_is_called_off(begin: Begin, department: Department) -> None:
    case = await begin(**LEAK)
    await case.until(DONE)
    await case.respond()
    await case.miss()
    assert (await case.call(2)).unit == "district-command"
    await case.complete(2)
    await case.until(DONE, 2)
    assert (await case.call(1)).state is CallState.SUPERSEDED
    assert [(r.body["type"], r.body["version"]) for r in department.received[case.case_no]] == [
        ("call", 1),
        ("cancel", 2),
    ]


async def test_a_summary_and_released_photos_go_out_as_a_change(begin: Begin, department: Department) -> None:
    case = await begin(**LEAK)
    await case.until(DONE)
    first = department.received[case.case_no][0].body
    assert (first["photos"], first["item_name"] in first["summary"]) == ([], True)
    await case.command(Summarise("一处公共水管漏水", ("p1",)), case.people.desk())
    await case.until(DONE, 2)
    change = department.received[case.case_no][1].body
    assert (change["type"], change["version"], change["summary"]) == ("change", 2, "一处公共水管漏水")
    assert change["photos"] == [f"{case.case_no}.1/p1"]
    assert (change["respond_by"], change["resolve_by"]) == (first["respond_by"], first["resolve_by"])


async def test_a_call_given_to_another_unit_is_called_off(begin: Begin, department: Department) -> None:
    case = await begin(**LEAK)
    await case.until(DONE)
    await case.command(Dispatch("chengguan"), case.people.desk())
    await case.until(DONE, 2)
    assert [r.body["type"] for r in department.received[case.case_no]] == ["call", "cancel"]


async def test_an_answer_that_overtakes_the_delivery_settles_it(begin: Begin, department: Department) -> None:
    case_no = unique()
    held = department.hold(case_no)
    case = await begin(case_no=case_no, **LEAK)
    await asyncio.to_thread(department.wait_for, case_no, 1)
    unit = (await case.call(1)).unit
    await case.signal(Respond(1, "contacted", "已联系"), Actor("system", unit, (Role.DEPARTMENT,)))
    held.set()
    assert (await case.call(1)).responded_at is not None
    await case.until(CALLED_OFF)
    await case.complete()
    assert department.effective(case_no) == [f"{case_no}.1-1"]
    assert (await case.call(1)).state is CallState.COMPLETED
    assert [body for body in await deliveries(case) if isinstance(body, e.Undelivered)] == []


async def test_the_end_of_a_case_ends_its_deliveries(begin: Begin, department: Department) -> None:
    case_no = unique()
    department.script(case_no, *[AGAIN] * 50)
    case = await begin(case_no=case_no, scale=0.002, item="B0102", **HOME)
    await case.complete()
    await case.check()
    await case.rate(1, Why.UNSOLVED)
    await case.command(Dispatch("fangguan"), case.people.desk())
    await asyncio.to_thread(department.wait_for, case_no, 1)
    await case.command(Dispatch("guanli"), case.people.desk())
    await case.complete(4)
    await case.check()
    await case.rate(5)
    assert (await case.result()).rating == 5
    seen = counts(await case.history())
    assert seen["ACTIVITY_TASK_CANCEL_REQUESTED"] == 1  # the call; its calling off runs out of patience


async def test_a_department_hears_that_the_case_was_withdrawn(begin: Begin, department: Department) -> None:
    case_no = unique()
    case = await begin(case_no=case_no, item="B1105", channel="hotline", **HOME)
    await case.until(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
    await case.command(Withdraw(), REPORTER)
    await case.result()
    assert (await case.kinds())[-2:] == ["closed", "delivered"]
    assert department.effective(case_no) == [f"{case_no}.1-1", f"{case_no}.1-2"]


async def test_a_word_from_the_desk_does_not_end_a_delivery(begin: Begin, department: Department) -> None:
    case_no = unique()
    held = department.hold(case_no)
    case = await begin(case_no=case_no, **LEAK)
    await asyncio.to_thread(department.wait_for, case_no, 1)
    await case.respond()
    assert (await case.call(1)).responded_at is not None
    held.set()
    await case.until(DONE)
    assert department.effective(case_no) == [f"{case_no}.1-1"]
