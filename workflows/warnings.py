"""预警: looks over the open calls, a minute apart; units are warned of deadlines that are half or nearly used up.

Started by a Temporal schedule that `worker.py` sees to. It touches no case.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.warnings import WarningsGiven
    from contracts.watching import Watch

from workflows.watching import looks

TIMEOUT = timedelta(minutes=1)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1))
"""Without limit: while the database or the sink is away this run tries, and the schedule skips the others."""


@workflow.defn(name=names.WARNINGS_WORKFLOW)
class WarningsWorkflow:
    """Some looks."""

    @workflow.run
    async def run(self, watch: Watch) -> WarningsGiven:
        """Look, and say how much was warned of."""
        given = await looks(watch, self._look)
        last = given[-1].more if given else False
        return WarningsGiven(sum(g.marks for g in given), sum(g.messages for g in given), last)

    async def _look(self) -> WarningsGiven:
        given: WarningsGiven = await workflow.execute_activity(
            names.WARN,
            result_type=WarningsGiven,
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="预警：时限过半、将尽的交办",
        )
        return given
