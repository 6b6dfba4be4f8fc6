"""预警: looks over the open calls, a minute apart; units are warned of deadlines that are half or nearly used up.

Started by a Temporal schedule that `worker.py` sees to, which makes sure that no two runs look at once. One run makes
several looks because a closed run costs the server twenty kilobytes and a look three. It touches no case.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.warnings import WarningsGiven, Watch

TIMEOUT = timedelta(minutes=1)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1))
"""Without limit: while the database or the sink is away this run tries, and the schedule skips the others."""


@workflow.defn(name=names.WARNINGS_WORKFLOW)
class WarningsWorkflow:
    """Some looks."""

    @workflow.run
    async def run(self, watch: Watch) -> WarningsGiven:
        """Look at every moment of the watch, and say how much was warned of. A moment slept through is left out."""
        began, pause, given = workflow.now(), timedelta(seconds=watch.pause), WarningsGiven()
        for number in range(watch.looks):
            ahead = began + number * pause - workflow.now()
            if ahead < -pause:
                continue
            if ahead > timedelta():
                await workflow.sleep(ahead, summary="到下一次查看")
            seen = await self._look()
            given = WarningsGiven(given.marks + seen.marks, given.messages + seen.messages, seen.more)
        return given

    async def _look(self) -> WarningsGiven:
        given: WarningsGiven = await workflow.execute_activity(
            names.WARN,
            result_type=WarningsGiven,
            start_to_close_timeout=TIMEOUT,
            retry_policy=RETRY,
            summary="预警：时限过半、将尽的交办",
        )
        return given
