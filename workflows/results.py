"""结果回写: looks over what was referred, a minute apart; results go back to where they came from.

Started by a Temporal schedule that `worker.py` sees to. It touches no case.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.results import ResultsWritten
    from contracts.watching import Watch

from workflows.watching import looks

TIMEOUT = timedelta(minutes=3)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1))
"""Without limit: while the database is away this run tries, and the schedule skips the others."""


@workflow.defn(name=names.RESULTS_WORKFLOW)
class ResultsWorkflow:
    """Some looks."""

    @workflow.run
    async def run(self, watch: Watch) -> ResultsWritten:
        """Look, and say how much went back."""
        seen = await looks(watch, self._look)
        return ResultsWritten(
            sum(one.made for one in seen),
            sum(one.sent for one in seen),
            sum(one.refused for one in seen),
            sum(one.away for one in seen),
        )

    async def _look(self) -> ResultsWritten:
        written: ResultsWritten = await workflow.execute_activity(
            names.WRITE_BACK,
            task_queue=names.RESULTS_QUEUE,
            result_type=ResultsWritten,
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="转办结果回写",
        )
        return written
