"""A case is not asked while it is at work: a question that came with its task would cut it (decision 0050)."""

import asyncio
from collections import defaultdict
from datetime import timedelta

import pytest
from temporalio import activity, workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.query.v1 import WorkflowQuery
from temporalio.api.workflowservice.v1 import QueryWorkflowRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.workflows.live import unique
from workflows.alone import LocalActivities

BEGUN: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
ENDS: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
"""Of a local activity, by its workflow: it runs, and it may end."""
FULL = "consistent query buffer is full"


@activity.defn(name="planned-at-work")
async def planned_at_work(_: None) -> None:
    number = activity.info().workflow_id
    BEGUN[number].set()
    await ENDS[number].wait()


@workflow.defn(name="PlansWhatItHears")
class PlansWhatItHears:
    """Hears a command and plans it, as a case does."""

    def __init__(self) -> None:
        self.local, self.heard, self.planned = LocalActivities(), 0, 0

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.heard > 0)
        await self.local.run("planned-at-work", None, schedule_to_close_timeout=timedelta(minutes=1))
        self.planned = self.heard
        await workflow.wait_condition(lambda: self.heard > 1)

    @workflow.update
    async def hear(self) -> int:
        """One more; how many that makes."""
        self.heard += 1
        return self.heard

    @workflow.query
    def state(self) -> int:
        """How many are planned."""
        return self.planned


async def asked_once(client: Client, number: str) -> None:
    """One question, which nobody sends again. Raises `RPCError` where it is refused."""
    execution, query = WorkflowExecution(workflow_id=number), WorkflowQuery(query_type="state")
    request = QueryWorkflowRequest(namespace=client.namespace, execution=execution, query=query)
    await client.workflow_service.query_workflow(request, retry=False, timeout=timedelta(seconds=10))


async def test_a_question_waits_for_the_end_of_a_local_activity(temporal: WorkflowEnvironment) -> None:
    client, number = temporal.client, unique()
    async with Worker(
        client,
        task_queue=number,
        workflows=[PlansWhatItHears],
        activities=[planned_at_work],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        handle = await client.start_workflow(PlansWhatItHears.run, id=number, task_queue=number)
        hearing = asyncio.create_task(handle.execute_update(PlansWhatItHears.hear))
        await BEGUN[number].wait()
        try:
            with pytest.raises(RPCError, match=FULL) as refused:
                await asked_once(client, number)
        finally:
            ENDS[number].set()
        assert refused.value.status is RPCStatusCode.RESOURCE_EXHAUSTED
        assert await hearing == 1
        assert await handle.query(PlansWhatItHears.state) == 1
        await handle.execute_update(PlansWhatItHears.hear)
        await handle.result()
