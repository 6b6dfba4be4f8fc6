"""Looks over the calendar of patrols: a round for every chief whose period has begun. Started by a schedule."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from domain.chiefs import ChiefKind

TIMEOUT = timedelta(minutes=5)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_attempts=3)
"""The next look comes anyway."""


@workflow.defn(name=names.PATROLS_WORKFLOW)
class PatrolsWorkflow:
    """One look."""

    @workflow.run
    async def run(self) -> dict[str, int]:
        """How many rounds were opened, by kind of chief."""
        opened: dict[str, int] = {}
        for kind in ChiefKind:
            opened[kind] = await workflow.execute_activity(
                names.OPEN_ROUNDS,
                kind,
                result_type=int,
                start_to_close_timeout=TIMEOUT,
                retry_policy=RETRY,
                summary=f"安排巡查：{kind}",
            )
        return opened
