"""A case that only listens: other cases' letters reach it, and it answers none. So a test answers in its place."""

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import RawValue, WorkflowIDConflictPolicy

from contracts import names


@workflow.defn(name="Listener")
class Listener:
    """Runs until the server ends."""

    @workflow.run
    async def run(self) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.signal(name=names.REPORT_FACT)
    def fact(self, _: RawValue) -> None:
        """Take a letter, and say nothing."""


async def listen(client: Client, *case_nos: str) -> None:
    """See that somebody listens under these numbers."""
    for case_no in case_nos:
        await client.start_workflow(
            Listener.run,
            id=case_no,
            task_queue=names.MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
