"""The audit: twice, a minute apart, it holds open rows against running cases, and puts right what a case can put right.

Started every ten minutes by a Temporal schedule that `worker.py` sees to. It never writes of its own: a case is woken,
or its own events are recorded.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.audits import AuditReport, Findings

SECOND_LOOK = timedelta(seconds=60)
"""A finding counts when it is seen twice, so far apart: what is on its way is no fault."""
LOOK_TIMEOUT = timedelta(minutes=5)
RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1))


@workflow.defn(name=names.AUDIT_WORKFLOW)
class AuditWorkflow:
    """One audit."""

    @workflow.run
    async def run(self) -> AuditReport:
        """Look, look again, repair what stands."""
        first = await self._look("第一次核对")
        if not first.found:
            return AuditReport(more=first.more)
        await workflow.sleep(SECOND_LOOK, summary="一分钟后再核对一次")
        second = await self._look("第二次核对")
        stands = Findings(tuple(finding for finding in second.found if finding in first.found), second.more)
        if not stands.found:
            return AuditReport(more=second.more)
        report: AuditReport = await workflow.execute_activity(
            names.REPAIR,
            stands,
            result_type=AuditReport,
            start_to_close_timeout=LOOK_TIMEOUT,
            retry_policy=RETRY,
            summary=f"修复 {len(stands.found)} 处",
        )
        return report

    async def _look(self, summary: str) -> Findings:
        found: Findings = await workflow.execute_activity(
            names.COMPARE,
            result_type=Findings,
            start_to_close_timeout=LOOK_TIMEOUT,
            retry_policy=RETRY,
            summary=f"{summary}：读模型与运行中的案件",
        )
        return found
