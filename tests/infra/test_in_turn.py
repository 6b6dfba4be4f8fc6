"""What a query that waited for a worker brings along is not shown to a workflow, and its history can be replayed."""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio import activity, workflow
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import WorkflowQueryFailedError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from infra.in_turn import REFUSED, InTurn, Turns
from tests.workflows.live import unique

HOUR = timedelta(hours=1)
NOON = datetime(2026, 10, 12, 12, tzinfo=UTC)


def activation(job: str, length: int, seconds: float = 0.0) -> WorkflowActivation:
    """One with one job, so long after noon."""
    made = WorkflowActivation(history_length=length)
    getattr(made.jobs.add(), job).SetInParent()
    made.timestamp.FromDatetime(NOON + timedelta(seconds=seconds))
    return made


def test_only_what_comes_later_at_the_same_time_is_refused() -> None:
    shown: list[int] = []

    def activate(act: WorkflowActivation) -> WorkflowActivationCompletion:
        shown.append(act.history_length)
        return WorkflowActivationCompletion()

    turns = Turns(activate, "SGH-1")
    for job, length, seconds in (
        ("initialize_workflow", 3, 0.0),
        ("resolve_activity", 3, 0.0),  # a local activity: of the same task
        ("query_workflow", 5, 0.0),
        ("fire_timer", 8, 3.0),
        ("resolve_activity", 8, 3.1),
        ("remove_from_cache", 10, 3.1),
    ):
        assert not turns.activate(activation(job, length, seconds)).failed.failure.message
    for job in ("fire_timer", "signal_workflow", "resolve_activity"):
        assert turns.activate(activation(job, 12, 3.1)).failed.failure.message == REFUSED
    assert shown == [3, 3, 5, 8, 8, 10]


@activity.defn(name="acts-when-due")
async def acts_when_due() -> None:
    """What is done at the hour."""


@workflow.defn(name="LooksAtTheClock")
class LooksAtTheClock:
    """Waits for its hour by the clock, as a case does for its deadline."""

    @workflow.run
    async def run(self) -> None:
        due = workflow.now() + HOUR
        while workflow.now() < due:
            await workflow.sleep(due - workflow.now())
        await workflow.execute_local_activity(acts_when_due, start_to_close_timeout=HOUR)

    @workflow.query
    def state(self) -> bool:
        """Anything."""
        return True


async def test_a_query_that_waited_for_a_worker(temporal: WorkflowEnvironment) -> None:
    client, number = temporal.client, unique()

    def worker() -> Worker:
        return Worker(
            client,
            task_queue=number,
            workflows=[LooksAtTheClock],
            activities=[acts_when_due],
            workflow_runner=InTurn(),
        )

    async with worker():
        handle = await client.start_workflow(LooksAtTheClock.run, id=number, task_queue=number)
        await handle.query(LooksAtTheClock.state)  # its first task is done
    asking = asyncio.create_task(handle.query(LooksAtTheClock.state))
    await temporal.fast_forward(handle, HOUR)
    async with worker():
        (said,) = await asyncio.gather(asking, return_exceptions=True)
        assert said is True or (isinstance(said, WorkflowQueryFailedError) and REFUSED in str(said))
        async with asyncio.timeout(30):
            await handle.result()
    replayer = Replayer(workflows=[LooksAtTheClock], workflow_runner=UnsandboxedWorkflowRunner())
    replayed = await replayer.replay_workflow(await handle.fetch_history(), raise_on_replay_failure=False)
    assert replayed.replay_failure is None
