"""What reaches a case late, twice, unreadable, forbidden or not at all."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateStage
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from contracts import names
from contracts.cases import Verdict
from domain.case import BreachOf, TaskKind
from domain.facts import Approve, Check, Extend, Progress, Rate, Respond, Urge
from domain.people import REPORTER
from domain.ruling import Refusal
from tests.workflows.conftest import HOME, Begin
from tests.workflows.looking import counts

SLOW = 1000.0  # one story second in so many real ones: two seconds of grace last half an hour

JUNK: tuple[object, ...] = (
    {"junk": 1},
    {"id": "x", "body": {"kind": "nonsense"}},
    "words",
    [],
    None,
    b"bytes",
)


async def test_what_our_door_had_by_the_deadline_wins_over_the_deadline(begin: Begin) -> None:
    case = await begin(item="B0513", scale=SLOW, **HOME)
    due = (await case.call(1)).respond.at
    await case.forward(seconds=(due + timedelta(seconds=1) - await case.now()).total_seconds())
    assert await case.now() > due
    assert (await case.call(1)).breaches == ()
    await case.respond(at=due - timedelta(seconds=1))
    seen = await case.call(1)
    assert (seen.breaches, seen.responded_at) == ((), due - timedelta(seconds=1))


async def test_what_our_door_had_after_the_deadline_loses_to_it(begin: Begin) -> None:
    case = await begin(item="B0513", scale=SLOW, **HOME)
    due = (await case.call(1)).respond.at
    await case.forward(seconds=(due + timedelta(seconds=1) - await case.now()).total_seconds())
    await case.respond(at=due + timedelta(microseconds=1))
    seen = await case.call(1)
    assert seen.breaches == (BreachOf.RESPOND,)
    assert seen.responded_at == due + timedelta(microseconds=1)


async def test_nothing_is_received_in_the_future(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.respond(at=await case.now() + timedelta(days=3))
    answered = (await case.call(1)).responded_at
    assert answered is not None
    assert answered <= await case.now()


async def test_a_repeated_fact_has_no_effect(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.respond(name="receipt-1")
    before = await case.events()
    await case.respond(name="receipt-1")
    again = await case.fact(Respond(1, "contacted", "已联系"), await case.holder_of(1), name="receipt-1")
    verdict = await case.handle.execute_update(names.COMMAND, again, result_type=dict)
    assert verdict == {"seq": before[-1].seq, "made": []}
    assert await case.events() == before


@pytest.mark.parametrize("junk", JUNK)
async def test_an_unreadable_signal_is_one_ignored_event(begin: Begin, junk: object) -> None:
    case = await begin(item="B0102", **HOME)
    await case.handle.signal(names.REPORT_FACT, junk)
    assert (await case.kinds()).count("ignored") == 1
    await case.respond()
    assert (await case.kinds())[-1] == "responded"
    assert counts(await case.history())["WORKFLOW_TASK_FAILED"] == 0


async def test_a_message_without_an_argument_wedges_nothing(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.handle.signal(names.REPORT_FACT, args=[])
    with pytest.raises(WorkflowUpdateFailedError):
        await case.handle.execute_update(names.COMMAND, args=[])
    assert (await case.kinds())[-1] == "ignored"
    assert counts(await case.history())["WORKFLOW_TASK_FAILED"] == 0


async def test_a_forbidden_signal_is_one_ignored_event(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.signal(Progress(7, "？"), case.people.unit("guanli"))
    last = (await case.events())[-1].body
    assert last.kind == "ignored"
    assert last.what == "progress"


@pytest.mark.parametrize("junk", JUNK)
async def test_a_malformed_command_leaves_no_trace(begin: Begin, junk: object) -> None:
    case = await begin(item="B0102", **HOME)
    await case.state()
    before = await case.history()
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await case.handle.execute_update(names.COMMAND, junk)
    assert isinstance(failed.value.cause, ApplicationError)
    assert failed.value.cause.type == names.MALFORMED
    assert await case.history() == before


async def test_a_forbidden_command_says_why_and_what_would_be_allowed(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    before = await case.events()
    refused = await case.command(Check(True, "好"), case.people.unit("SQ07-G03"))
    assert isinstance(refused, Refusal)
    assert refused.code
    assert refused.zh
    assert refused.en
    assert "complete" in refused.allowed
    assert await case.events() == before


async def test_a_command_or_a_signal_to_a_closed_case_is_not_found(begin: Begin) -> None:
    case = await begin(item="A106", **HOME)
    await case.complete()
    await case.rate()
    await case.result()
    late = await case.fact(Rate(1), REPORTER)
    with pytest.raises(RPCError) as gone:
        await case.handle.execute_update(names.COMMAND, late)
    assert gone.value.status is RPCStatusCode.NOT_FOUND
    with pytest.raises(RPCError) as gone:
        await case.handle.signal(names.REPORT_FACT, late)
    assert gone.value.status is RPCStatusCode.NOT_FOUND


async def test_commands_at_once_are_judged_one_after_another(begin: Begin) -> None:
    case = await begin(item="A107", **HOME)
    facts = [await case.fact(Urge(), REPORTER) for _ in range(5)]
    waiting = [
        await case.handle.start_update(names.COMMAND, fact, wait_for_stage=WorkflowUpdateStage.ACCEPTED)
        for fact in facts
    ]
    refused = 0
    for update in waiting:
        try:
            await update.result()
        except WorkflowUpdateFailedError:
            refused += 1
    assert refused == 5 - case.city.policy.urges_a_day
    assert (await case.kinds()).count("urged") == case.city.policy.urges_a_day


async def test_a_grant_received_in_the_very_instant_of_the_deadline_is_in_time(begin: Begin) -> None:
    case = await begin(item="B0102", scale=SLOW, channel="hotline", **HOME)
    await case.respond()
    due, unit = (await case.call(1)).resolve.at, await case.holder_of(1)
    await case.forward(seconds=(due - timedelta(seconds=2) - await case.now()).total_seconds())
    asked = await case.command(Extend(1, "等配件"), unit, at=due - timedelta(seconds=3))
    assert isinstance(asked, Verdict)
    task = await case.task(TaskKind.EXTEND)
    await case.forward(seconds=(due - await case.now()).total_seconds())
    granted = await case.command(Approve(task.id, True), case.people.desk(), at=due)
    assert isinstance(granted, Verdict)
    assert granted.made == ("task_done", "call_extended")
    await case.forward(minutes=1)
    seen = await case.call(1)
    assert (seen.breaches, seen.extended) == ((), 1)
    assert seen.resolve.at > due
