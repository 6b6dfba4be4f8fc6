"""D before A, and a storm from one community does not starve another: on the real server, with one slow worker."""

from datetime import UTC, datetime
from uuid import uuid4

from temporalio import activity
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.plan import Planner
from activities.plan_and_record import Clerk
from contracts import names
from contracts.cases import Batch, CaseRun, Start
from contracts.story import StoryClock
from contracts.urgency import priority
from domain import facts as f
from domain.people import REPORTER
from domain.policy import City
from tests.playing import FRIDAY_MORNING
from workflows.case import CaseWorkflow

STORM = 40


class Order:
    """The order in which cases were first recorded."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    @activity.defn(name=names.RECORD)
    async def record(self, batch: Batch) -> None:
        """Only the order counts here; the read model has tests of its own."""
        if batch.case_no not in self.seen:
            self.seen.append(batch.case_no)


async def served(temporal: WorkflowEnvironment, city: City, reports: list[tuple[str, str]]) -> list[str]:
    """Report all (item, community) while no worker runs; then one works, one task at a time: who came first?"""
    queue, order = f"fair-{uuid4().hex[:8]}", Order()
    story = StoryClock(FRIDAY_MORNING, datetime.now(UTC))
    label: dict[str, str] = {}
    for number, (item, community) in enumerate(reports):
        case_no = f"T-{queue}-{number}"
        label[case_no] = f"{item} {community}"
        report = f.Report(
            case_no, "hotline", f.ReporterKind.RESIDENT, city.policy.desk, "sealed", item, community
        )
        found = city.catalogue.items[item]
        await temporal.client.start_workflow(
            names.CASE_WORKFLOW,
            CaseRun(story, Start(report, FRIDAY_MORNING, REPORTER)),
            id=case_no,
            task_queue=queue,
            priority=priority(found.grade, found.urgent, community),
        )
    one_at_a_time = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[CaseWorkflow],
        activities=[Clerk(Planner(city, frozenset()), order.record).plan_and_record, order.record],
        max_concurrent_workflow_tasks=1,
        max_cached_workflows=0,
    )
    async with one_at_a_time:
        while len(order.seen) < len(reports):
            handle = temporal.client.get_workflow_handle(next(c for c in label if c not in order.seen))
            await handle.query(names.STATE)
    for case_no in label:
        await temporal.client.get_workflow_handle(case_no).terminate("the order is known")
    return [label[case_no] for case_no in order.seen]


async def test_urgent_before_hard_before_simple(temporal: WorkflowEnvironment, city: City) -> None:
    reports = [("A107", "SQ07")] * 10 + [("B0102", "SQ07")] * 3 + [("B0513", "SQ07")]
    came = await served(temporal, city, reports)
    assert came.index("B0513 SQ07") <= 1
    assert max(n for n, name in enumerate(came) if name.startswith("B0102")) <= 5


async def test_a_storm_does_not_starve_another_community(temporal: WorkflowEnvironment, city: City) -> None:
    reports = [("A107", "SQ07")] * STORM + [("A107", "SQ08")] * 2
    came = await served(temporal, city, reports)
    assert max(n for n, name in enumerate(came) if name.endswith("SQ08")) < STORM / 4
