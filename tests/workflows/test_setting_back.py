"""A case whose every task the server refuses goes on from the task before. The worker that can't answer is played."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from temporalio.api.command.v1 import Command, ProtocolMessageCommandAttributes
from temporalio.api.enums.v1 import CommandType, EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PollWorkflowTaskQueueRequest,
    RespondWorkflowTaskCompletedRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.audit import Auditor
from activities.setting_back import set_back, stuck
from contracts import names
from contracts.audits import AuditReport, Finding, FindingKind, Findings
from readmodel.database import Database
from tests.conftest import time_in_hand

AT_ONCE = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=1"
"""The server says so after the first try, and not after some."""
MISSING = Command(
    command_type=CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE,
    protocol_message_command_attributes=ProtocolMessageCommandAttributes(message_id="a/complete"),
)


class Worker:
    """One that asks for workflow tasks of a queue of its own, and answers them with these commands."""

    def __init__(self, client: Client) -> None:
        self.client, self.queue = client, f"stuck-{uuid4().hex[:8]}"

    async def work(self, *commands: Command) -> list[HistoryEvent]:
        """One task; its history. Raises `RPCError` where the answer is refused."""
        service, queue = self.client.workflow_service, TaskQueue(name=self.queue)
        ask = PollWorkflowTaskQueueRequest(namespace="default", task_queue=queue, identity="test")
        task = await service.poll_workflow_task_queue(ask)
        answer = RespondWorkflowTaskCompletedRequest(task_token=task.task_token, commands=commands)
        await service.respond_workflow_task_completed(answer)
        return list(task.history.events)


async def found(client: Client) -> list[str]:
    """What is stuck, once Temporal's visibility knows of some."""
    for _ in range(200):
        if some := await stuck(client):
            return some
        await asyncio.sleep(0.05)
    return []


async def begun(client: Client, worker: Worker) -> str:
    """A case whose first task is done and whose second one is refused."""
    case_no = f"C{uuid4().hex[:8]}"
    handle = await client.start_workflow(names.CASE_WORKFLOW, id=case_no, task_queue=worker.queue)
    await worker.work()
    await handle.signal(names.WAKE)
    with pytest.raises(RPCError) as refused:
        await worker.work(MISSING)
    assert refused.value.status is RPCStatusCode.INVALID_ARGUMENT
    return case_no


async def test_it_is_set_back_once_and_goes_on(database: Database) -> None:
    async with time_in_hand(AT_ONCE) as environment:
        client = environment.client
        worker = Worker(client)
        case_no = await begun(client, worker)
        assert await found(client) == [case_no]
        auditor = Auditor(client, database, lambda: datetime.now(UTC))
        seen = [one for one in (await auditor.compare()).found if one.kind is FindingKind.STUCK]
        assert seen == [Finding(FindingKind.STUCK, case_no)]
        assert await auditor.repair(Findings(tuple(seen))) == AuditReport(repaired=tuple(seen))
        history = await worker.work()
        kinds = [event.event_type for event in history]
        assert kinds.count(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED) == 1  # handed over anew
        assert kinds.count(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED) == 0
        described = await client.get_workflow_handle(case_no).describe()
        assert described.raw_description.pending_workflow_task.attempt == 0


async def test_one_that_never_did_a_task_is_left(database: Database) -> None:
    async with time_in_hand() as environment:
        case_no = f"C{uuid4().hex[:8]}"
        await environment.client.start_workflow(names.CASE_WORKFLOW, id=case_no, task_queue="nobody")
        assert not await set_back(environment.client, case_no)
