"""`compare` and `repair`: the audit's eyes and hands. A case is woken, or its own events are recorded; nothing else."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from temporalio import activity
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.own_events import own_events
from contracts import names
from contracts.audits import AuditReport, Finding, FindingKind, Findings
from contracts.cases import Batch
from domain.views import armed
from readmodel.archived import due_cases
from readmodel.audit import OpenRow, open_rows
from readmodel.cases import get_case, get_snapshot
from readmodel.database import Database
from readmodel.projector import append

PAGE = 1000
MOST_FINDINGS = 500
"""More than these are not listed: something larger is wrong, and a person must look."""
SLACK = timedelta(minutes=2)
"""Story time after which a passed deadline should have been followed by something."""
MARGIN = timedelta(days=7)
"""Real time before Temporal forgets a closed case by when a file must hold it; half its time where that is less."""
RUNNING = f"WorkflowType = '{names.CASE_WORKFLOW}' AND ExecutionStatus = 'Running'"
log = structlog.get_logger()


class Auditor:
    """Looks at one database and one Temporal namespace; `now` gives story time (UTC), which passes at that scale."""

    def __init__(
        self, client: Client, database: Database, now: Callable[[], datetime], scale: float = 1.0
    ) -> None:
        self._client, self._database, self._now, self._scale = client, database, now, scale

    @activity.defn(name=names.COMPARE)
    async def compare(self) -> Findings:
        """What does not agree at this moment."""
        running = {names.case_of(run.id) async for run in self._client.list_workflows(RUNNING)}
        rows = await self._rows()
        found = [
            *await self._of_rows(rows, running),
            *await self._without_row(running - {r.case_no for r in rows}),
            *await self._unarchived(),
        ]
        ordered = sorted(found, key=lambda finding: (finding.case_no, finding.kind))
        return Findings(tuple(ordered[:MOST_FINDINGS]), len(ordered) > MOST_FINDINGS)

    @activity.defn(name=names.REPAIR)
    async def repair(self, findings: Findings) -> AuditReport:
        """Wake, or record; report what neither can mend. One that fails is reported, and the others go on."""
        repaired: list[Finding] = []
        reported: list[Finding] = []
        for finding in findings.found:
            done = await self._repaired(finding)
            (repaired if done else reported).append(finding)
            log.warning("audit.finding", kind=finding.kind, case_no=finding.case_no, repaired=done)
        return AuditReport(tuple(repaired), tuple(reported), findings.more)

    async def _rows(self) -> list[OpenRow]:
        rows: list[OpenRow] = []
        async with self._database.session() as session:
            while page := await open_rows(session, rows[-1].case_no if rows else "", PAGE):
                rows += page
        return rows

    async def _of_rows(self, rows: Sequence[OpenRow], running: set[str]) -> list[Finding]:
        found = []
        for row in rows:
            kind = await (self._slept(row) if row.case_no in running else self._not_running(row.case_no))
            if kind is not None:
                found.append(Finding(kind, row.case_no))
        return found

    async def _slept(self, row: OpenRow) -> FindingKind | None:
        late = self._now() - SLACK
        if row.due_at is None or row.due_at > late:
            return None
        async with self._database.session() as session:
            case = await get_snapshot(session, row.case_no)
        deadline = armed(case) if case else None
        return FindingKind.OVERDUE if deadline and deadline.at < late else None

    async def _not_running(self, case_no: str) -> FindingKind | None:
        try:
            described = await self._client.get_workflow_handle(case_no).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return FindingKind.ROW_WITHOUT_WORKFLOW
            raise
        is_open = described.status is WorkflowExecutionStatus.RUNNING
        return None if is_open else FindingKind.CLOSED_WITH_OPEN_ROW

    async def _without_row(self, case_nos: set[str]) -> list[Finding]:
        async with self._database.session() as session:
            missing = [case_no for case_no in sorted(case_nos) if await get_case(session, case_no) is None]
        return [Finding(FindingKind.WORKFLOW_WITHOUT_ROW, case_no) for case_no in missing]

    async def _unarchived(self) -> list[Finding]:
        kept = await retention(self._client)
        patience = (kept - min(MARGIN, kept / 2)) / self._scale
        async with self._database.session() as session:
            late = await due_cases(session, self._now() - patience, "", MOST_FINDINGS)
        return [Finding(FindingKind.UNARCHIVED, case.case_no) for case in late]

    async def _repaired(self, finding: Finding) -> bool:
        try:
            if finding.kind is FindingKind.OVERDUE:
                await self._client.get_workflow_handle(finding.case_no).signal(names.WAKE)
                return True
            if finding.kind in (FindingKind.ROW_WITHOUT_WORKFLOW, FindingKind.UNARCHIVED):
                return False
            return await self._recorded(finding.case_no)
        except Exception as error:
            log.warning("audit.repair_failed", case_no=finding.case_no, error=type(error).__name__)
            return False

    async def _recorded(self, case_no: str) -> bool:
        """The case's own events, asked of it, into the read model; those that are there stay as they are."""
        events = await own_events(self._client, case_no)
        if not events:
            return False
        await append(self._database, Batch(case_no, tuple(events)), authoritative=True)
        return True


async def retention(client: Client) -> timedelta:
    """How long (real time) the namespace keeps closed workflows. Raises `RPCError`."""
    asked = DescribeNamespaceRequest(namespace=client.namespace)
    said = await client.workflow_service.describe_namespace(asked)
    return said.config.workflow_execution_retention_ttl.ToTimedelta()
