"""The search for incidents: looks a minute apart, started by a schedule that `worker.py` sees to."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.incidents import Looked
    from contracts.watching import Watch

from workflows.watching import looks

TIMEOUT = timedelta(minutes=1)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_attempts=3)
"""The next look comes anyway."""


@workflow.defn(name=names.INCIDENTS_WORKFLOW)
class IncidentsWorkflow:
    """Some looks."""

    @workflow.run
    async def run(self, watch: Watch) -> Looked:
        """Offer, and bring together."""
        found = await looks(watch, self._look)
        return Looked(sum(one.offered for one in found), sum(one.joined for one in found))

    async def _look(self) -> Looked:
        looked: Looked = await workflow.execute_activity(
            names.FIND_INCIDENTS,
            result_type=Looked,
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="查找同时同地的报事",
        )
        return looked
