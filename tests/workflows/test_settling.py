"""What a fact asks for and what follows from it: one local activity; two where the first may not, or cannot, record."""

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.notify import Notifier
from activities.plan import Planner
from activities.plan_and_record import Clerk
from activities.record import UNRECORDED, Recorder
from contracts import names
from contracts.cases import RULES, Asked, Batch, Undecided
from domain import facts as f
from domain.asks import asks
from domain.facts import Fact
from domain.policy import City
from readmodel.database import Database
from tests.playing import FRIDAY_MORNING, Play
from tests.workflows.conftest import CONNECTED, Begin, Hooks, linker, sandboxed_worker
from tests.workflows.live import Live, start
from tests.workflows.looking import local_activities, stored
from tests.workflows.scenes import DELIVERED, HOME, content
from workflows import options
from workflows.settling import RECORDED_AS_PLANNED_SINCE

B_CASE, OUTSIDE = {"item": "B0102", **HOME}, {"item": "B1105", "channel": "hotline", **HOME}
QUEUE = "huying-unwell"
TASK = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED


async def all_on_record(case: Live, database: Database) -> None:
    """SQL has what the case knows."""
    await case.result()
    assert await stored(database, case.case_no) == await case.events()


async def test_it_is_planned_and_recorded_at_once(begin: Begin, database: Database) -> None:
    case = await begin(**B_CASE)
    await content(case)
    await all_on_record(case, database)
    assert local_activities(await case.history()) == {names.PLAN_AND_RECORD: 3, names.RECORD: 2}


async def test_a_run_that_began_before_goes_on_as_it_did(
    temporal: WorkflowEnvironment, city: City, workers: None, database: Database
) -> None:
    case = await start(temporal, city, rules=RECORDED_AS_PLANNED_SINCE - 1, **B_CASE)
    await content(case)
    await all_on_record(case, database)
    assert local_activities(await case.history()) == {names.PLAN: 3, names.RECORD: 5}


async def test_what_waits_to_be_recorded_goes_along(begin: Begin, database: Database) -> None:
    case = await begin(**OUTSIDE)
    await case.until(DELIVERED)  # that goes on record with the next event
    await case.complete()
    await case.check()
    await case.rate(5)
    await all_on_record(case, database)
    assert local_activities(await case.history()) == {names.PLAN_AND_RECORD: 3, names.RECORD: 1}


async def test_what_comes_together_is_recorded_together(
    begin: Begin, database: Database, hooks: Hooks
) -> None:
    case = await begin(**B_CASE)

    async def both() -> None:
        done = f.Complete(1, f.Result.SOLVED, "已处理", "现场记录")
        for body in (f.Respond(1, "contacted", "已联系"), done):
            await case.signal(body, case.people.unit("guanli"))

    hooks[case.case_no, "called"] = both  # while its first task is at work: the next one hears of both
    await case.until(TASK, 2)
    await case.check()
    await case.rate(5)
    await all_on_record(case, database)
    assert local_activities(await case.history()) == {names.PLAN_AND_RECORD: 3, names.RECORD: 1}


async def test_a_burst_is_recorded_in_batches(
    temporal: WorkflowEnvironment, city: City, workers: None, database: Database
) -> None:
    case = await start(temporal, city, queue=QUEUE, **B_CASE)  # nobody works yet: all of it comes together
    unit, told = case.people.unit("guanli"), options.BATCH_EVENTS + 20
    done = f.Complete(1, f.Result.SOLVED, "已处理", "现场记录")
    for n, body in enumerate([*(f.Progress(1, f"第 {n} 次") for n in range(told)), done]):
        await case.handle.signal(names.REPORT_FACT, Fact(f"burst-{n}", FRIDAY_MORNING, unit, body))
    planner, notifier, opener = Planner(city, CONNECTED), Notifier(city, database), linker(temporal, city)
    recorder = Recorder(database, notifier.write)
    async with sandboxed_worker(temporal, planner, recorder, notifier, opener, QUEUE):
        await case.check()
        await case.rate(5)
        await all_on_record(case, database)
    assert len(await stored(database, case.case_no)) > told
    done_by = local_activities(await case.history())
    assert (done_by[names.PLAN], done_by[names.PLAN_AND_RECORD]) == (1, 2)


class Unwell(Recorder):
    """A recorder whose local try breaks as nothing of ours does."""

    @activity.defn(name=names.RECORD)
    async def record(self, batch: Batch) -> None:
        raise RuntimeError(batch.case_no)


async def test_where_it_breaks_the_case_plans_alone_and_loses_nothing(
    temporal: WorkflowEnvironment, city: City, workers: None, database: Database
) -> None:
    planner, notifier, opener = Planner(city, CONNECTED), Notifier(city, database), linker(temporal, city)
    recorder = Unwell(database, notifier.write)
    async with sandboxed_worker(temporal, planner, recorder, notifier, opener, QUEUE):
        case = await start(temporal, city, queue=QUEUE, **B_CASE)
        await content(case)
        await all_on_record(case, database)
        assert local_activities(await case.history())[names.PLAN] == 3


@pytest.mark.parametrize("away", [False, True])
async def test_the_answers_come_also_where_nothing_can_be_recorded(city: City, away: bool) -> None:
    play, kept, planner = Play(city).report(**B_CASE), list[Batch](), Planner(city, CONNECTED)

    async def record(batch: Batch) -> None:
        if away:
            raise ApplicationError("away", type=UNRECORDED)
        kept.append(batch)

    done = Fact("done", play.now, play.unit("guanli"), f.Complete(1, f.Result.SOLVED, "已处理", "记录"))
    undecided = Undecided(play.open.case_no, play.open, done, play.now, RULES)
    clerk = Clerk(planner, record)
    planned = await ActivityEnvironment().run(clerk.plan_and_record, undecided)
    assert planned.recorded is not away
    assert planned.answers == await planner.plan(Asked(asks(play.open, done, play.now)))
    kinds = [[event.body.kind for event in batch.events] for batch in kept]
    assert kinds == (
        [] if away else [["responded", "completed", "call_closed", "case_completed", "task_opened"]]
    )


async def test_nothing_is_recorded_of_what_the_rules_refuse(city: City) -> None:
    play = Play(city).report(**B_CASE)

    async def record(batch: Batch) -> None:
        raise AssertionError(batch)

    done = Fact("done", play.now, play.unit("chengguan"), f.Complete(1, f.Result.SOLVED, "已处理", "记录"))
    undecided = Undecided(play.open.case_no, play.open, done, play.now, RULES)
    clerk = Clerk(Planner(city, CONNECTED), record)
    assert not (await ActivityEnvironment().run(clerk.plan_and_record, undecided)).recorded
