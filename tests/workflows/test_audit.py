"""The audit finds what was broken on purpose, counts it when it is seen twice, and mends what a case can mend."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest_asyncio
from sqlalchemy import delete
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.audit import Auditor
from contracts import names
from contracts.audits import AuditReport, FindingKind
from contracts.cases import Batch
from domain.policy import City
from readmodel.cases import get_case
from readmodel.database import Database
from readmodel.projector import append
from readmodel.upserts import CALLS, CASES, EVENTS, TASKS
from tests.playing import FRIDAY_MORNING, Play
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live, unique
from workflows.audit import AuditWorkflow


class Audits:
    """Runs audits of one database, at a story moment of the test's choice."""

    def __init__(self, temporal: WorkflowEnvironment, database: Database, queue: str) -> None:
        self.temporal, self.database, self.queue, self.now = temporal, database, queue, FRIDAY_MORNING

    async def run(self) -> AuditReport:
        """One audit, its minute skipped."""
        handle = await self.temporal.client.start_workflow(
            names.AUDIT_WORKFLOW, id=f"audit-{uuid4().hex}", task_queue=self.queue, result_type=AuditReport
        )
        await self.temporal.fast_forward(handle, timedelta(seconds=61))
        report: AuditReport = await handle.result()
        return report

    async def of(self, case_no: str) -> tuple[list[str], list[str]]:
        """What it repaired and reported of one case."""
        report = await self.run()
        return (
            [finding.kind for finding in report.repaired if finding.case_no == case_no],
            [finding.kind for finding in report.reported if finding.case_no == case_no],
        )

    async def row(self, case_no: str) -> str | None:
        """The state that the read model shows."""
        async with self.database.session() as session:
            found = await get_case(session, case_no)
        return found.state if found else None


@pytest_asyncio.fixture(loop_scope="session")
async def audits(temporal: WorkflowEnvironment, database: Database) -> AsyncIterator[Audits]:
    """Audits of the database that the session's workers write to."""
    queue = f"audit-{uuid4().hex[:8]}"
    audits = Audits(temporal, database, queue)
    auditor = Auditor(temporal.client, database, lambda: audits.now)
    activities = [auditor.compare, auditor.repair]
    async with Worker(temporal.client, task_queue=queue, workflows=[AuditWorkflow], activities=activities):
        yield audits


async def ended(case: Live) -> None:
    """The case, played to its end."""
    await case.complete()
    await case.rate(5)
    await case.result()


async def test_nothing_is_found_where_nothing_is_wrong(begin: Begin, audits: Audits) -> None:
    case = await begin(item="A106", **HOME)
    await case.events()
    assert await audits.of(case.case_no) == ([], [])


async def forget(audits: Audits, case_no: str) -> None:
    """The read model never heard of the case."""
    async with audits.database.session() as session:
        for rows in (EVENTS, CASES, CALLS, TASKS):
            await session.execute(delete(rows).where(rows.c.case_no == case_no))


async def test_a_closed_case_with_an_open_row_is_recorded_again(begin: Begin, audits: Audits) -> None:
    case = await begin(item="A106", **HOME)
    await ended(case)
    events = await case.events()
    await forget(audits, case.case_no)
    await append(audits.database, Batch(case.case_no, tuple(events[:3])))
    assert await audits.row(case.case_no) == "called"
    assert await audits.of(case.case_no) == ([FindingKind.CLOSED_WITH_OPEN_ROW], [])
    assert await audits.row(case.case_no) == "closed"
    assert await audits.of(case.case_no) == ([], [])


async def test_a_running_case_without_a_row_gets_it(begin: Begin, audits: Audits) -> None:
    case = await begin(item="A106", **HOME)
    await case.events()
    await forget(audits, case.case_no)
    assert await audits.of(case.case_no) == ([FindingKind.WORKFLOW_WITHOUT_ROW], [])
    assert await audits.row(case.case_no) == "called"


async def test_a_row_without_a_workflow_is_reported(audits: Audits, city: City) -> None:
    play = Play(city).report(case_no=unique(), item="A106", **HOME)
    await append(audits.database, Batch(play.open.case_no, tuple(play.events)))
    assert await audits.of(play.open.case_no) == ([], [FindingKind.ROW_WITHOUT_WORKFLOW])


async def test_an_overdue_case_is_woken(begin: Begin, audits: Audits) -> None:
    case = await begin(item="A106", **HOME)
    await case.events()
    audits.now = FRIDAY_MORNING + timedelta(days=2)
    assert await audits.of(case.case_no) == ([FindingKind.OVERDUE], [])
    assert (await case.kinds())[-1] == "called"  # woken, it looked at its own clock: nothing is due there
