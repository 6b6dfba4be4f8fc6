"""听回音: asks one department's own system what became of our calls there.

Started by a Temporal schedule that `worker.py` sees to, one for each department that has to be asked. It touches no
case; what is heard reaches cases as signals.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from contracts import names

TIMEOUT = timedelta(minutes=1)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_attempts=3)
"""Then the schedule's next run asks again."""


@workflow.defn(name=names.LISTENING_WORKFLOW)
class ListeningWorkflow:
    """One look."""

    @workflow.run
    async def run(self, unit: str) -> int:
        """How many words were passed on; none while the system is away."""
        try:
            words: int = await workflow.execute_activity(
                names.LISTEN,
                unit,
                result_type=int,
                task_queue=names.department_queue(unit),
                start_to_close_timeout=TIMEOUT,
                retry_policy=RETRY,
                summary=f"查询 {unit} 的办理情况",
            )
        except ActivityError as failure:
            workflow.logger.warning("not heard: %s", failure.cause)
            return 0
        return words
