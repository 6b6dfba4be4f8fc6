"""The search for incidents: one look, started every minute by a schedule that `worker.py` sees to."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.incidents import Looked

TIMEOUT = timedelta(minutes=1)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_attempts=3)
"""The next look comes in a minute anyway."""


@workflow.defn(name=names.INCIDENTS_WORKFLOW)
class IncidentsWorkflow:
    """One look."""

    @workflow.run
    async def run(self) -> Looked:
        """Offer, and bring together."""
        looked: Looked = await workflow.execute_activity(
            names.FIND_INCIDENTS,
            result_type=Looked,
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="查找同时同地的报事",
        )
        return looked
