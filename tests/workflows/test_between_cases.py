"""Cases that write to each other on the real server: merged, let go, opened from one another, asked after the end."""

from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.exceptions import WorkflowAlreadyStartedError

from contracts import names
from contracts.cases import Verdict
from contracts.starting import ask_afterwards
from domain import facts as f
from domain.case import BreachOf, Case, TaskKind
from domain.people import REPORTER, Role
from domain.ruling import Refusal
from readmodel.cases import get_snapshot
from readmodel.database import Database
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live, refusal
from tests.workflows.looking import stored
from tests.workflows.watched import Watched


async def merged(begin: Begin) -> tuple[Live, Live]:
    """Two cases of the same lamp, the later one merged into the earlier."""
    earlier, later = await begin(item="B0102", **HOME), await begin(item="B0102", **HOME)
    if (await later.state()).case_no < earlier.case_no:  # they opened in the same story second
        earlier, later = later, earlier
    await later.command(f.Merge(earlier.case_no), later.people.desk())
    await later.result()
    return earlier, later


async def test_the_earlier_case_takes_the_later_one(begin: Begin, database: Database) -> None:
    earlier, later = await merged(begin)
    assert (await later.result()).outcome == "merged"
    state = await earlier.state()
    assert [other.case_no for other in state.attached] == [later.case_no]
    async with database.session() as session:
        recorded = await get_snapshot(session, later.case_no)
    assert recorded is not None
    assert recorded.merged_into == earlier.case_no
    await earlier.complete()
    await earlier.check()
    await earlier.rate(5)
    await earlier.command(f.Rate(4, of=later.case_no), REPORTER)
    assert (await earlier.result()).rating == 4


async def test_a_case_that_is_gone_says_no(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.command(f.Merge("T-20200101-000000000000"), case.people.desk())
    await case.until(EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED)
    assert (await case.kinds())[-3:] == ["merge_asked", "merge_refused", "told"]
    assert (await case.state()).merging is None


async def test_a_later_case_says_no(begin: Begin) -> None:
    first, second = await begin(item="B0102", **HOME), await begin(item="B0102", **HOME)
    if second.case_no < first.case_no:
        first, second = second, first
    await first.command(f.Merge(second.case_no), first.people.desk())
    await second.until(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
    await first.until(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
    assert "join_refused" in await second.kinds()
    assert (await first.state()).open


async def test_parts_and_repairs_are_cases_of_their_own(begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    await case.command(f.Split((f.Part("井盖响", "B0101"), f.Part("不知归谁"))), case.people.desk())
    await case.until(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, 2)
    links = (await case.state()).links
    children = [await of(case, link.case_no or "") for link in links]
    assert [child.report.linked_to for child in children] == [case.case_no] * 2
    assert [child.report.link for child in children] == ["split", "split"]
    assert [bool(child.calls) for child in children] == [True, False]  # without an item the desk grades it
    assert (await case.state()).top is not None


def other(case: Live, workflow_id: str) -> Watched:
    """Another run on the same server."""
    handle = case.temporal.client.get_workflow_handle(workflow_id)
    return Watched(case.temporal, case.city, names.case_of(workflow_id), case.story, handle)


async def of(case: Live, case_no: str | None) -> Case:
    """Another case, as it is now."""
    assert case_no is not None
    return await other(case, case_no).state()


async def ended_late(begin: Begin) -> Live:
    """A closed case whose one call missed its response."""
    case = await begin(item="B0102", **HOME)
    await case.miss()
    await case.complete()
    await case.check()
    await case.rate(5)
    await case.result()
    return case


async def ask(case: Live, snapshot: Case, body: f.Body, unit: str) -> Verdict | Refusal:
    """Something is asked of the closed case, as a door does it, at the moment it closed."""
    assert snapshot.closed_at is not None
    fact = f.Fact(f"asked-{body}", snapshot.closed_at, case.people.unit(unit), body)
    try:
        return await ask_afterwards(
            case.temporal.client, snapshot, fact, case.story, "Asia/Shanghai", timedelta(seconds=10)
        )
    except WorkflowUpdateFailedError as error:
        return refusal(error)


async def snapshot_of(database: Database, case_no: str) -> Case:
    """The case as recorded."""
    async with database.session() as session:
        found = await get_snapshot(session, case_no)
    assert found is not None
    return found


async def test_an_appeal_is_decided_by_two_after_the_end(begin: Begin, database: Database) -> None:
    case = await ended_late(begin)
    closed = await snapshot_of(database, case.case_no)
    refused = await ask(case, closed, f.Appeal(1, "resolve", "没有超期"), "guanli")
    assert isinstance(refused, Refusal)
    refused_run = other(case, names.after_id(case.case_no, closed.settled))
    with pytest.raises(WorkflowFailureError):
        await refused_run.handle.result()  # and its id may be used again

    verdict = await ask(case, closed, f.Appeal(1, "respond", "市政停电"), "guanli")
    assert isinstance(verdict, Verdict)
    run = other(case, names.after_id(case.case_no, closed.settled))
    task = await run.task(TaskKind.APPEAL)
    for name in "ab":
        reviewer = case.people.desk(Role.REVIEWER, name=name)
        fact = f.Fact(f"yes-{name}", task.opened_at, reviewer, f.Approve(task.id, True))
        await run.handle.execute_update(names.COMMAND, fact, result_type=Verdict)
    await run.handle.result()
    settled = await snapshot_of(database, case.case_no)
    assert settled.calls[0].upheld == (BreachOf.RESPOND,)
    events = await stored(database, case.case_no)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert events[-1].body.kind == "appeal_decided"
    with pytest.raises(WorkflowAlreadyStartedError):  # an old snapshot starts nothing
        await ask(case, closed, f.Exclude("e1", "录音"), "guanli")
    assert isinstance(await ask(case, settled, f.Exclude("e1", "录音"), "guanli"), Verdict)


async def test_an_appeal_that_nobody_decides_ends_by_itself(begin: Begin, database: Database) -> None:
    case = await ended_late(begin)
    closed = await snapshot_of(database, case.case_no)
    await ask(case, closed, f.Appeal(1, "respond", "市政停电"), "guanli")
    run = other(case, names.after_id(case.case_no, closed.settled))
    task = await run.task(TaskKind.APPEAL)
    wait = task.due.at - await run.now() + timedelta(seconds=3)
    await case.temporal.fast_forward(run.handle, wait)
    await run.handle.result()
    assert (await snapshot_of(database, case.case_no)).calls[0].upheld == ()
