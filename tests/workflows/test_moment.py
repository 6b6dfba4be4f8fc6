"""A case goes by the moment at which something came to it, whatever its local activities take."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from contracts import names
from contracts.cases import RULES, CaseRun, Start, Verdict
from contracts.names import COMMAND_TIMEOUT
from contracts.story import StoryClock
from domain import facts as f
from domain.people import REPORTER
from domain.policy import City
from domain.views import Deadline
from tests.playing import FRIDAY_MORNING
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live, start, unique
from workflows.inbox import Inbox
from workflows.moment import HEARD_SINCE, STEADY_SINCE


@pytest.mark.parametrize(("rules", "heard"), [(RULES, True), (HEARD_SINCE - 1, False)])
async def test_what_a_command_makes_bears_the_moment_it_was_heard(
    temporal: WorkflowEnvironment, city: City, workers: None, rules: int, heard: bool
) -> None:
    """Sent again it was received at another moment: both tries must make the same."""
    case = await start(temporal, city, rules=rules, item="B0102", **HOME)
    received = await case.now() - timedelta(hours=1)
    said = f.Fact("reporter:more", received, REPORTER, f.Supplement("sealed"))
    await case.handle.execute_update(names.COMMAND, said, result_type=Verdict)
    [told] = [event for event in await case.events() if event.body.kind == "supplemented"]
    assert (told.at > received) is heard


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


def test_both_tries_of_a_command_are_one_before_a_deadline_and_one_after() -> None:
    """Whatever moment a try says that our door received it: a deadline between the two would wedge the case."""
    due = Deadline(FRIDAY_MORNING, "task:t1", "street-command", "指挥中心", "triage")
    for heard, first in ((timedelta(seconds=1), "more"), (timedelta(seconds=3), "passed")):
        now = due.at + heard
        for received in (due.at - timedelta(seconds=1), due.at + timedelta(seconds=1)):
            said = f.Fact("more", received, REPORTER, f.Supplement("sealed"))
            inbox = Inbox(lambda passed: f.Fact("passed", passed.at, REPORTER, f.Urge()))
            assert inbox.put(said, now, 1, now - COMMAND_TIMEOUT)
            entry = inbox.take(due, now)
            assert entry is not None
            assert entry.fact.id == first
