"""Poison on the real server: whatever is sent to a case, it goes on, closes, and says how much it did not take."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.query.v1 import WorkflowQuery
from temporalio.api.update.v1 import Input, Meta, Request
from temporalio.api.workflowservice.v1 import (
    QueryWorkflowRequest,
    SignalWorkflowExecutionRequest,
    UpdateWorkflowExecutionRequest,
)
from temporalio.service import RPCError

from contracts import names
from contracts.codec import to_data
from domain import facts as f
from domain.case import Outcome
from domain.facts import Progress
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live
from tests.workflows.looking import counts
from tests.workflows.spoiling import FRIDAY, GARBAGE, encoded, spoilt
from workflows.options import IGNORED_A_DAY

ENCODINGS = (b"json/plain", b"binary/plain", b"binary/encrypted", b"")
AT_ONCE = 8
"""Requests on their way at the same time: fewer than the server takes of updates."""


def payloads(data: bytes, encoding: bytes = b"json/plain") -> Payloads:
    """One argument, as it travels."""
    return Payloads(payloads=[Payload(metadata={"encoding": encoding}, data=data)])


async def signal(case: Live, name: str, sent: Payloads) -> None:
    """As a client that knows nothing of us."""
    client = case.temporal.client
    await client.workflow_service.signal_workflow_execution(
        SignalWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case.case_no),
            signal_name=name,
            input=sent,
            request_id=uuid4().hex,
        )
    )


async def update(case: Live, name: str, sent: Payloads) -> str:
    """The kind of failure it is answered with; none where a fact of that id was heard before, which does nothing."""
    client = case.temporal.client
    answer = await client.workflow_service.update_workflow_execution(
        UpdateWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case.case_no),
            wait_policy={"lifecycle_stage": "UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED"},
            request=Request(meta=Meta(update_id=uuid4().hex), input=Input(name=name, args=sent)),
        )
    )
    if answer.outcome.HasField("success"):
        assert json.loads(answer.outcome.success.payloads[0].data)["made"] == []
    return answer.outcome.failure.application_failure_info.type


async def query(case: Live, name: str, sent: Payloads) -> None:
    """It fails, and nothing else."""
    client = case.temporal.client
    request = QueryWorkflowRequest(
        namespace=client.namespace,
        execution=WorkflowExecution(workflow_id=case.case_no),
        query=WorkflowQuery(query_type=name, query_args=sent),
    )
    with pytest.raises(RPCError):
        await client.workflow_service.query_workflow(request)


def poison(case: Live, mark: str) -> list[Payloads]:
    """A few hundred messages that a case takes nothing of."""
    unit = case.people.unit("SQ08")
    facts = [
        f.Fact("p1", FRIDAY, unit, f.Complete(1, f.Result.SOLVED, "好")),
        f.Fact("p2", FRIDAY, unit, f.Check(True, "好")),
    ]
    strange = [
        encoded(data) for fact in facts for data in [*spoilt(to_data(fact))][::5] if isinstance(data, dict)
    ]
    garbage = [payloads(data, encoding) for data in GARBAGE for encoding in ENCODINGS]
    return [Payloads(), *garbage, *(payloads(data) for data in strange if len(data) < 100_000)]


async def each(
    ask: Callable[[Live, str, Payloads], Awaitable[Any]], case: Live, sent: list[Payloads], *called: str
) -> list[Any]:
    """Send them all, some at a time, by that name or by names in turn."""
    answers: list[Any] = []
    for first in range(0, len(sent), AT_ONCE):
        some = enumerate(sent[first : first + AT_ONCE], first)
        answers += await asyncio.gather(*(ask(case, called[n % len(called)], one) for n, one in some))
    return answers


async def test_a_case_survives_it_all(begin: Begin, capsys: pytest.CaptureFixture[str]) -> None:
    case = await begin(item="B0102", **HOME)
    sent = poison(case, "signal")
    await each(signal, case, sent, names.REPORT_FACT)
    refused = await each(update, case, poison(case, "command"), names.COMMAND)
    assert names.MALFORMED in refused
    assert set(refused) <= {names.MALFORMED, names.FORBIDDEN, ""}
    strangers = sent[::8]
    await each(signal, case, strangers, "unknown", "another", names.WAKE)
    assert all(await each(update, case, strangers, "unknown", names.REPORT_FACT))
    asked = [payloads(data) for data in GARBAGE[:12]]
    await each(query, case, asked, names.EVENTS, "unknown")
    told = [event.body for event in await case.events() if event.body.kind == "ignored"]
    assert len(told) == IGNORED_A_DAY
    await case.respond()
    await case.complete()
    await case.check()
    await case.rate(5)
    assert (await case.result()).outcome == Outcome.SOLVED
    assert counts(await case.history())["WORKFLOW_TASK_FAILED"] == 0
    tried = 2 * len(sent) + 2 * len(strangers) + len(asked)
    with capsys.disabled():
        print(f"\npoison sent to a living case: {tried}")
    assert tried > 300
    *_, last = [event.body for event in await case.events() if event.body.kind == "ignored"]
    assert last.what == "more"
    assert last.times > 100


async def test_the_next_day_says_how_many_there_were(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    for n in range(IGNORED_A_DAY + 3):
        await case.signal(Progress(7, "？"), case.people.unit("guanli"), name=f"p{n}")
    assert (await case.kinds()).count("ignored") == IGNORED_A_DAY
    await case.forward(hours=25)
    await case.signal(Progress(7, "？"), case.people.unit("guanli"), name="next")
    told = [event.body for event in await case.events() if event.body.kind == "ignored"]
    assert [(one.what, one.times) for one in told[-2:]] == [("more", 3), ("progress", 1)]
