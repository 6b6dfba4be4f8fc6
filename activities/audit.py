"""`compare` and `repair`: the audit's eyes and hands.

One is woken, set back to where it could go on, or its own events are recorded; nothing else.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

import structlog
from temporalio import activity
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.kinds import KINDS, Kind
from activities.own_events import own_events
from activities.setting_back import set_back, stuck
from contracts import names
from contracts.audits import AuditReport, Finding, FindingKind, Findings
from readmodel.archived import due
from readmodel.audit import OpenRow, open_rows, state_of
from readmodel.database import Database

PAGE = 1000
MOST_FINDINGS = 500
"""More than these are not listed: something larger is wrong, and a person must look."""
SLACK = timedelta(minutes=2)
"""Story time after which a passed deadline should have been followed by something."""
MARGIN = timedelta(days=7)
"""Real time before Temporal forgets a closed case by when a file must hold it; half its time where that is less."""
Of = Literal["case", "matter"]
OFS: tuple[Of, ...] = ("case", "matter")
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
        found = list(await self._unarchived())
        found += [Finding(FindingKind.STUCK, number) for number in await stuck(self._client)]
        for of in OFS:
            running = {names.case_of(run.id) async for run in self._client.list_workflows(_running(of))}
            rows = await self._rows(of)
            found += await self._of_rows(of, rows, running)
            found += await self._without_row(of, running - {row.number for row in rows})
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

    async def _rows(self, of: Of) -> list[OpenRow]:
        rows: list[OpenRow] = []
        async with self._database.session() as session:
            while page := await open_rows(session, KINDS[of].ledger, rows[-1].number if rows else "", PAGE):
                rows += page
        return rows

    async def _of_rows(self, of: Of, rows: Sequence[OpenRow], running: set[str]) -> list[Finding]:
        found = []
        for row in rows:
            there = row.number in running
            kind = await (self._slept(of, row) if there else self._not_running(row.number))
            if kind is not None:
                found.append(Finding(kind, row.number, of))
        return found

    async def _slept(self, of: Of, row: OpenRow) -> FindingKind | None:
        late = self._now() - SLACK
        if row.due_at is None or row.due_at > late:
            return None
        async with self._database.session() as session:
            state = await state_of(session, KINDS[of].ledger, row.number)
        deadline = KINDS[of].armed(state) if state is not None else None
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

    async def _without_row(self, of: Of, numbers: set[str]) -> list[Finding]:
        ledger = KINDS[of].ledger
        async with self._database.session() as session:
            missing = [
                number for number in sorted(numbers) if await state_of(session, ledger, number) is None
            ]
        return [Finding(FindingKind.WORKFLOW_WITHOUT_ROW, number, of) for number in missing]

    async def _unarchived(self) -> list[Finding]:
        kept = await retention(self._client)
        patience = (kept - min(MARGIN, kept / 2)) / self._scale
        async with self._database.session() as session:
            late = await due(session, self._now() - patience, "", MOST_FINDINGS)
        return [Finding(FindingKind.UNARCHIVED, one.number, one.of) for one in late]

    async def _repaired(self, finding: Finding) -> bool:
        try:
            if finding.kind is FindingKind.OVERDUE:
                await self._client.get_workflow_handle(finding.case_no).signal(names.WAKE)
                return True
            if finding.kind is FindingKind.STUCK:
                return await set_back(self._client, finding.case_no)
            if finding.kind in (FindingKind.ROW_WITHOUT_WORKFLOW, FindingKind.UNARCHIVED):
                return False
            return await self._recorded(finding.case_no, KINDS[finding.of])
        except Exception as error:
            log.warning("audit.repair_failed", case_no=finding.case_no, error=type(error).__name__)
            return False

    async def _recorded(self, number: str, kind: Kind) -> bool:
        """Its own events, asked of it, into the read model; those that are there stay as they are."""
        events = await own_events(self._client, number, kind=kind)
        if not events:
            return False
        await kind.append(self._database, number, tuple(events), certain=True)
        return True


def _running(of: Of) -> str:
    return f"WorkflowType = '{KINDS[of].workflow}' AND ExecutionStatus = 'Running'"


async def retention(client: Client) -> timedelta:
    """How long (real time) the namespace keeps closed workflows. Raises `RPCError`."""
    asked = DescribeNamespaceRequest(namespace=client.namespace)
    said = await client.workflow_service.describe_namespace(asked)
    return said.config.workflow_execution_retention_ttl.ToTimedelta()
