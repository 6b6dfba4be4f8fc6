"""One local activity at a time: what came back apart, across a heartbeat of its workflow task, is replayed together."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from tests.workflows.live import unique
from workflows.alone import LocalActivities

ONCE, LONG = RetryPolicy(maximum_attempts=1), timedelta(minutes=1)
GATES: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
"""Each opens one local activity, by its workflow and name."""
DECIDED: dict[str, Event] = defaultdict(Event)


@activity.defn(name="gated-plan")
async def gated_plan(_: None) -> None:
    await GATES[f"{activity.info().workflow_id} plan"].wait()


@activity.defn(name="gated-record")
async def gated_record(_: None) -> None:
    await GATES[f"{activity.info().workflow_id} record"].wait()
    raise ApplicationError("the database hangs", non_retryable=True)


@activity.defn(name="record-for-certain")
async def record_for_certain() -> None:
    """It has time."""


@workflow.defn(name="PlansAndRecords")
class PlansAndRecords:
    """Plans and arms a timer; what it cannot record beside that, it records for certain."""

    @workflow.run
    async def run(self, alone: bool) -> None:
        self.local = LocalActivities(alone=alone)
        plan = asyncio.create_task(self.asked("gated-plan"))
        record = asyncio.create_task(self.recorded())
        await plan
        timer = asyncio.create_task(workflow.sleep(timedelta(hours=1)))
        DECIDED[workflow.info().workflow_id].set()
        await record
        timer.cancel()

    async def asked(self, name: str) -> None:
        """A local activity."""
        await self.local.run(name, None, schedule_to_close_timeout=LONG, retry_policy=ONCE)

    async def recorded(self) -> None:
        """At once, or for certain."""
        try:
            await self.asked("gated-record")
        except FailureError:
            await workflow.execute_activity("record-for-certain", start_to_close_timeout=LONG)


@pytest.mark.parametrize("alone", [True, False])
async def test_a_replay_across_a_heartbeat_makes_the_same_commands(
    temporal: WorkflowEnvironment, alone: bool
) -> None:
    number, queue = unique(), f"alone-{alone}"
    unsandboxed = UnsandboxedWorkflowRunner()
    doers: list[Callable[..., Any]] = [gated_plan, gated_record, record_for_certain]
    async with Worker(
        temporal.client,
        task_queue=queue,
        workflows=[PlansAndRecords],
        activities=doers,
        workflow_runner=unsandboxed,
    ):
        handle = await temporal.client.start_workflow(
            PlansAndRecords.run, alone, id=number, task_queue=queue, task_timeout=timedelta(seconds=1)
        )
        tasks = 0
        while tasks < 2:  # the first of them is the heartbeat
            history = await handle.fetch_history()
            kinds = [event.event_type for event in history.events]
            tasks = kinds.count(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
        GATES[f"{number} plan"].set()
        await asyncio.to_thread(DECIDED[number].wait)
        GATES[f"{number} record"].set()
        await handle.result()
    replayer = Replayer(workflows=[PlansAndRecords], workflow_runner=unsandboxed)
    replayed = await replayer.replay_workflow(await handle.fetch_history(), raise_on_replay_failure=False)
    assert (replayed.replay_failure is None) is alone  # without it the SDK's replay goes another way
