"""A case goes by the moment at which something came to it, whatever its local activities take."""

from datetime import UTC, datetime

import pytest
from temporalio.testing import WorkflowEnvironment

from contracts import names
from contracts.cases import RULES, CaseRun, Start
from contracts.story import StoryClock
from domain import facts as f
from domain.people import REPORTER
from domain.policy import City
from tests.playing import FRIDAY_MORNING
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live, unique
from workflows.moment import STEADY_SINCE


@pytest.mark.parametrize(("rules", "steady"), [(RULES, True), (STEADY_SINCE - 1, False)])
async def test_what_came_at_once_has_one_moment_though_the_plan_took_a_while(
    temporal: WorkflowEnvironment, city: City, begin: Begin, rules: int, steady: bool
) -> None:
    """A report, and with it something unreadable that is judged after the plan."""
    number, story = unique(), StoryClock(FRIDAY_MORNING, datetime.now(UTC))
    report = f.Report(
        number, "wechat", f.ReporterKind.RESIDENT, city.policy.desk, "sealed", item="B0102", **HOME
    )
    handle = await temporal.client.start_workflow(
        names.CASE_WORKFLOW,
        CaseRun(story, Start(report, FRIDAY_MORNING, REPORTER), rules),
        id=number,
        task_queue=names.MAIN_QUEUE,
        start_signal=names.REPORT_FACT,
        start_signal_args=["unreadable"],
    )
    events = await Live(temporal, city, number, story, handle).events()
    moments = {event.body.kind: event.at for event in events}
    assert moments["graded"] == moments["called"]
    assert (moments["ignored"] == moments["called"]) is steady
