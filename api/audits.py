"""What the latest audits found, as their workflows say. For the operators' page."""

from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from contracts import names
from contracts.audits import AuditReport

FINISHED = f"WorkflowType = '{names.AUDIT_WORKFLOW}' AND ExecutionStatus != 'Running'"


@dataclass(frozen=True)
class Audited:
    """One audit: when it began (real time, UTC), and what it found; no report where it failed."""

    at: datetime
    report: AuditReport | None


async def latest_audits(client: Client, limit: int = 10) -> list[Audited]:
    """The latest audits, the newest first. Raises `RPCError`, and `RuntimeError` where nothing is connected."""
    found = []
    async for run in client.list_workflows(FINISHED, limit=limit):
        report: AuditReport | None = None
        if run.status is WorkflowExecutionStatus.COMPLETED:
            handle = client.get_workflow_handle(run.id, run_id=run.run_id, result_type=AuditReport)
            try:
                report = await handle.result(follow_runs=False)
            except RPCError:  # kept no longer
                report = None
        found.append(Audited(run.start_time.astimezone(UTC), report))
    return sorted(found, key=lambda audit: audit.at, reverse=True)
