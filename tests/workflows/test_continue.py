"""A case that goes on in a new run: nothing decided, received, unrecorded or undelivered is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.testing import WorkflowEnvironment

from contracts import names
from contracts.cases import RULES, CaseRun, Notice, Resume, Summary
from contracts.story import StoryClock
from domain.facts import Fact, Progress, Urge
from domain.people import REPORTER
from domain.policy import City
from domain.views import armed
from readmodel.database import Database
from readmodel.upserts import MESSAGES
from tests.playing import Play
from tests.workflows.conftest import CONNECTED, HOME, Begin
from tests.workflows.department import Department
from tests.workflows.live import Live, unique
from tests.workflows.looking import local_activities, stored
from workflows.effects import message
from workflows.outbox import TOLD_AT_ONCE_SINCE


async def resumed(
    temporal: WorkflowEnvironment, play: Play, rules: int = RULES, **kept: tuple[object, ...]
) -> Live:
    """A run that takes over what `play` came to."""
    story = StoryClock(play.now, datetime.now(UTC), 1.0)
    handle = await temporal.client.start_workflow(
        names.CASE_WORKFLOW,
        CaseRun(story, Resume(play.open, **kept), rules),  # type: ignore[arg-type]
        id=play.open.case_no,
        task_queue=names.MAIN_QUEUE,
        result_type=Summary,
    )
    return Live(temporal, play.city, play.open.case_no, story, handle)


async def test_a_new_run_takes_over_everything(
    temporal: WorkflowEnvironment, city: City, workers: None, database: Database, department: Department
) -> None:
    play = Play(city, connected=CONNECTED).report(case_no=unique(), item="B1105", channel="hotline", **HOME)
    play.wait(hours=1)
    office = play.unit("fangguan")
    sent = message(play.open, play.events[-1])
    assert sent is not None
    urged = Fact("fact-7", play.now - timedelta(minutes=5), REPORTER, Urge())
    case = await resumed(
        temporal,
        play,
        inbox=(urged,),
        unrecorded=tuple(play.events),
        undelivered=(sent,),
        fact_ids=("receipt-6",),
    )
    await case.until(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
    assert department.received[case.case_no][0].key == f"{case.case_no}.1-1"
    await case.signal(Progress(1, "来过了"), office, name="receipt-6")
    await case.signal(Urge(), REPORTER, name="fact-7")
    assert (await case.state()).urges == (urged.received_at,)
    await case.respond()
    await case.complete()
    assert armed(await case.state()) is not None
    await case.check()
    await case.rate(4)
    await case.result()
    kept = await stored(database, case.case_no)
    assert kept[: len(play.events)] == play.events
    assert [event.seq for event in kept] == list(range(1, len(kept) + 1))
    kinds = [event.body.kind for event in kept]
    assert (kinds.count("delivered"), kinds.count("progressed"), kinds.count("urged")) == (1, 0, 1)


@pytest.mark.parametrize("rules", [RULES, TOLD_AT_ONCE_SINCE - 1], ids=["at once", "each for itself"])
async def test_what_it_had_not_told_yet_is_told(
    rules: int, temporal: WorkflowEnvironment, city: City, workers: None, database: Database
) -> None:
    play = Play(city).report(case_no=unique(), item="B0102", **HOME)
    number = play.open.case_no
    notice = Notice(f"{number}:1:guanli", number, "guanli", "supervision", "asked", "", play.now)
    case = await resumed(temporal, play, rules, unrecorded=tuple(play.events), notices=(notice,))
    await case.respond()
    await case.complete()
    await case.check()
    await case.rate(5)
    await case.result()
    assert [event.seq for event in await stored(database, number)] == list(
        range(1, len(await case.events()) + 1)
    )
    async with database.session() as session:
        told = await session.scalars(select(MESSAGES.c.what).where(MESSAGES.c.case_no == number))
        assert sorted(told) == ["rating_invitation", "supervision"]
    done = local_activities(await case.history())
    assert (names.NOTIFY in done) is (rules < TOLD_AT_ONCE_SINCE)


async def test_a_resumed_case_keeps_its_deadline(
    temporal: WorkflowEnvironment, city: City, workers: None
) -> None:
    play = Play(city).report(case_no=unique(), item="A107", **HOME)
    case = await resumed(temporal, play, unrecorded=tuple(play.events))
    await case.miss()
    await case.miss()
    assert [call.unit for call in (await case.state()).calls] == ["SQ07-G03", "SQ07"]


@pytest.fixture
def short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's advice to begin a new run, given after 25 events."""
    advice = "is_continue_as_new_suggested"
    monkeypatch.setattr(workflow.Info, advice, lambda info: info.get_current_history_length() > 25)


async def test_many_runs_of_one_case_are_one_case(short_runs: None, begin: Begin, database: Database) -> None:
    case = await begin(item="A107", **HOME)
    await case.forward(days=60)
    await case.state()
    await case.recorded()
    last = (await case.state()).seq
    assert (await case.handle.describe()).run_id != case.handle.first_execution_run_id
    kept = await stored(database, case.case_no)
    assert [event.seq for event in kept] == list(range(1, last + 1))
    assert (await case.state()).petitions >= 2
    play = Play(case.city).report(item="A107", **HOME).wait(days=60)
    assert [event.body.kind for event in kept] == play.kinds()[:last]  # the last round may not have come yet


async def test_every_command_is_answered_whatever_run_it_meets(short_runs: None, begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    office = case.people.unit("guanli")
    first = (await case.state()).seq
    answers = [await case.command(Progress(1, str(n)), office) for n in range(15)]
    assert [answer.seq for answer in answers] == list(range(first + 1, first + 16))  # type: ignore[union-attr]
    assert (await case.handle.describe()).run_id != case.handle.first_execution_run_id


async def test_a_long_id_is_known_in_every_later_run(short_runs: None, begin: Begin) -> None:
    case = await begin(item="B0102", **HOME)
    office, name = case.people.unit("guanli"), "receipt-" * 40
    for n in range(6):
        await case.command(Progress(1, str(n)), office, name=f"{name}{n}")
    assert (await case.handle.describe()).run_id != case.handle.first_execution_run_id
    last = (await case.state()).seq
    for n in range(6):
        verdict = await case.command(Progress(1, "again"), office, name=f"{name}{n}")
        assert (verdict.seq, verdict.made) == (last, ())  # type: ignore[union-attr]
