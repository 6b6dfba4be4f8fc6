"""预警: one look over the open calls; units are warned of deadlines of which 50 % or 80 % is used up.

Started every minute of story time by a Temporal schedule that `worker.py` sees to. It touches no case.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.warnings import WarningsGiven

TIMEOUT = timedelta(minutes=1)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1))
"""Without limit: while the database or the sink is away this run tries, and the schedule skips the others."""


@workflow.defn(name=names.WARNINGS_WORKFLOW)
class WarningsWorkflow:
    """One look."""

    @workflow.run
    async def run(self) -> WarningsGiven:
        """Warn of what has become due for a warning, and say how much it was."""
        given: WarningsGiven = await workflow.execute_activity(
            names.WARN,
            result_type=WarningsGiven,
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="预警：时限已用过半、将尽的交办",
        )
        return given
