"""A corrected calendar on the real server: the worker starts again with it, and an open case is replanned."""

from collections.abc import Callable

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.notify import Notifier
from activities.plan import Planner
from activities.record import Recorder
from contracts.cases import RULES, CaseRun, Verdict
from contracts.codec import from_json
from domain import facts as f
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed
from readmodel.calls import get_call
from readmodel.database import Database
from tests.domain.test_replan import ADMIN, MONDAY, holiday
from tests.workflows.conftest import CONNECTED, HOME, linker, sandboxed_worker
from tests.workflows.department import Department
from tests.workflows.live import Live, start
from tests.workflows.looking import stored
from workflows import story

QUEUE = "huying-replanned"
DELIVERED = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
WorkerOf = Callable[[City], Worker]


@pytest.fixture
def worker_of(temporal: WorkflowEnvironment, database: Database) -> WorkerOf:
    """A worker of these cases alone, by the pack of that moment."""

    def made(city: City) -> Worker:
        notifier = Notifier(city, database)
        recorder = Recorder(database, notifier.write)
        planner, opener = Planner(city, CONNECTED), linker(temporal, city)
        return sandboxed_worker(temporal, planner, recorder, notifier, opener, QUEUE)

    return made


async def test_a_holiday_added_after_the_fact(
    temporal: WorkflowEnvironment,
    city: City,
    workers: None,
    worker_of: WorkerOf,
    database: Database,
    department: Department,
) -> None:
    after = holiday(city, MONDAY)
    async with worker_of(city):
        case = await start(temporal, city, queue=QUEUE, item="B1105", channel="hotline", **HOME)
        await case.until(DELIVERED)
        await case.recorded()
        old = await case.call(1)
    async with worker_of(after):
        tried_with_another = await case.command(f.Replan("国庆后补休", city.edition), ADMIN)
        assert isinstance(tried_with_another, Refusal)
        assert tried_with_another.code == "other_pack"
        verdict = await case.command(f.Replan("国庆后补休", after.edition), ADMIN)
        assert isinstance(verdict, Verdict)
        assert verdict.made == ("call_replanned",)
        new = await case.call(1)
        assert new.resolve.at > old.resolve.at
        assert (await case.handle.describe()).run_id != case.handle.first_execution_run_id
        deadline = armed(await case.state())
        assert deadline is not None
        assert deadline.at == new.respond.at
        assert (await case.handle.describe()).typed_search_attributes[story.DUE] == deadline.at
        await case.until(DELIVERED)
        change = department.received[case.case_no][-1]
        assert (change.key, change.body["type"]) == (f"{case.case_no}.1-2", "change")
        assert change.body["resolve_explained"] == new.resolve.zh
        assert change.body["resolve_explained_en"] == new.resolve.en
        assert change.body["respond_explained"] == new.respond.zh
        assert change.body["respond_explained_en"] == new.respond.en
        again = await case.command(f.Replan("再来一次", after.edition), ADMIN)
        assert isinstance(again, Verdict)
        assert again.made == ()
        await to_the_end(case)
    kept = await stored(database, case.case_no)
    assert [event.seq for event in kept] == list(range(1, len(kept) + 1))
    async with database.session() as session:
        row = await get_call(session, f"{case.case_no}.1")
    assert row is not None
    assert row.resolve_by == new.resolve.at


async def to_the_end(case: Live) -> None:
    """Answered, done, checked, rated."""
    await case.respond()
    await case.complete()
    await case.check()
    await case.rate(5)
    await case.result()


async def test_the_new_run_goes_by_the_newest_rules_and_tells_the_story_on(
    temporal: WorkflowEnvironment, city: City, worker_of: WorkerOf
) -> None:
    async with worker_of(city):
        case = await start(temporal, city, queue=QUEUE, rules=RULES - 1, item="A107", **HOME)
        before = await case.kinds()
        assert isinstance(await case.command(f.Replan("升级"), ADMIN), Verdict)
        assert await case.kinds() == before
        began = (await case.history())[0].workflow_execution_started_event_attributes.input.payloads[0]
        assert from_json(CaseRun, began.data).rules == RULES
        assert (await case.handle.describe()).run_id != case.handle.first_execution_run_id
