"""A matter living on the real server: its clock, its record, its notices, and a move to a new run."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowHandle, WorkflowHistory, WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from contracts import names
from contracts.cases import Notice, Verdict
from contracts.codec import DATA_CONVERTER, from_json
from contracts.matters import RULES, MatterResume, MatterRun, MatterStart, MatterSummary, start_matter
from contracts.story import StoryClock
from domain.matters import facts as f
from domain.matters.events import MatterEvent
from domain.matters.evolve import evolve
from domain.matters.matter import Consented, How, Matter, Slot, Whose
from domain.matters.views import armed
from domain.offering import Mode
from domain.people import REPORTER, Actor
from domain.policy import City
from domain.ruling import Refusal
from readmodel.database import Database
from readmodel.rebuild import rebuild_matters
from readmodel.upserts import MATTER_EVENTS, MATTERS, MESSAGES
from tests.playing import FRIDAY_MORNING
from tests.playing_matters import OFFICE, MatterPlay, application
from tests.workflows.live import refusal
from tests.workflows.record_histories import HISTORIES
from workflows.matter import MatterWorkflow

PATIENCE = 30
RECORDED = Path("matters")
"""Of tests/histories."""


@dataclass
class LiveMatter:
    """One running matter that a test acts on."""

    temporal: WorkflowEnvironment
    number: str
    story: StoryClock
    handle: WorkflowHandle[Any, MatterSummary]
    facts: int = 0

    async def say(self, body: f.Body, by: Actor = OFFICE, name: str = "") -> Verdict | Refusal:
        """A command, and its verdict."""
        self.facts += 1
        now = self.story.story(await self.temporal.get_current_time(self.handle))
        fact = f.MatterFact(name or f"said-{self.facts}", now, by, body)
        try:
            said: Verdict = await self.handle.execute_update(names.COMMAND, fact, result_type=Verdict)
        except WorkflowUpdateFailedError as error:
            return refusal(error)
        return said

    async def state(self) -> Matter:
        """The matter as it says itself."""
        async with asyncio.timeout(PATIENCE):
            while (found := await self._asked()) is None:
                pass
        return found

    async def _asked(self) -> Matter | None:
        found: Matter | None = await self.handle.query(names.STATE, result_type=Matter | None)  # type: ignore[arg-type]
        return found

    async def miss(self) -> None:
        """Nobody acts until the armed deadline, and the grace after it, have passed, and something came of it."""
        before = await self.state()
        deadline = armed(before)
        assert deadline is not None
        now = self.story.story(await self.temporal.get_current_time(self.handle))
        await self.temporal.fast_forward(
            self.handle, max(timedelta(seconds=1), deadline.at - now + timedelta(seconds=3))
        )
        async with asyncio.timeout(PATIENCE):
            while (await self.state()).seq == before.seq:
                pass


async def start(
    temporal: WorkflowEnvironment, mode: Mode = Mode.ONLINE, by: Actor = REPORTER, number: str = ""
) -> LiveMatter:
    """A matter begins on a Friday morning."""
    number = number or f"TS-20261009-{uuid4().hex[:12]}"
    story = StoryClock(FRIDAY_MORNING, datetime.now(UTC))
    app = application(mode, matter_no=number)
    begun = MatterRun(story, MatterStart(app, FRIDAY_MORNING, by), rules=RULES)
    args = (temporal.client, begun, number, {"key": ""}, "办事", timedelta(seconds=5))
    assert await start_matter(*args)
    assert not await start_matter(*args)
    handle = temporal.client.get_workflow_handle(number, result_type=MatterSummary)
    return LiveMatter(temporal, number, story, handle)


async def stored(database: Database, number: str) -> list[MatterEvent]:
    """Its events as recorded."""
    query = (
        select(MATTER_EVENTS.c.body).where(MATTER_EVENTS.c.matter_no == number).order_by(MATTER_EVENTS.c.seq)
    )
    async with database.session() as session:
        return [from_json(MatterEvent, body) for body in await session.scalars(query)]


async def told(database: Database, number: str, to: str) -> list[str]:
    """What it told them, in order."""
    query = select(MESSAGES.c.notice).where(MESSAGES.c.case_no == number)
    async with database.session() as session:
        found = [from_json(Notice, notice) for notice in await session.scalars(query)]
    mine = sorted(
        (notice for notice in found if notice.to == to), key=lambda notice: int(notice.key.split(":")[1])
    )
    return [notice.why for notice in mine]


async def test_its_whole_way_is_recorded_and_told(
    temporal: WorkflowEnvironment, workers: None, database: Database
) -> None:
    live = await start(temporal)
    assert isinstance(await live.say(f.Accept()), Verdict)
    asked = await live.say(f.AskPapers(("户口簿",)), name="once")
    assert isinstance(asked, Verdict)
    assert await live.say(f.AskPapers(("户口簿",)), name="once") == Verdict((await live.state()).seq)
    await live.say(f.Bring(("a" * 40,)), REPORTER)
    again = await live.say(f.AskPapers(("照片",)))
    assert isinstance(again, Refusal)
    assert again.code == "asked_once"
    assert "decide" in again.allowed
    await live.say(f.Decide(True))
    await live.say(f.Deliver(How.DOWNLOAD))
    await live.say(f.Rate(5), REPORTER)
    summary = await live.handle.result()
    assert (summary.outcome, summary.rating, summary.breaches) == ("granted", 5, 0)
    events = await stored(database, live.number)
    assert [event.seq for event in events] == list(range(1, summary.events + 1))
    async with database.session() as session:
        row = (await session.execute(select(MATTERS).where(MATTERS.c.matter_no == live.number))).one()
    folded: Matter | None = None
    for event in events:
        folded = evolve(folded, event)
    assert from_json(Matter, row.snapshot) == folded
    async with database.session() as session:
        await session.execute(update(MATTERS).where(MATTERS.c.matter_no == live.number).values(phase="lost"))
    assert await rebuild_matters(database) >= 1
    async with database.session() as session:
        again = (await session.execute(select(MATTERS).where(MATTERS.c.matter_no == live.number))).one()
    assert again == row
    assert (row.phase, row.outcome, row.rating) == ("closed", "granted", 5)
    said = ["papers_asked", "decided", "delivered", "rating_opened"]
    assert await told(database, live.number, "reporter") == said


async def test_the_clock_acts_where_nobody_does(
    temporal: WorkflowEnvironment, workers: None, database: Database
) -> None:
    live = await start(temporal)
    for _ in range(3):
        await live.miss()
    matter = await live.state()
    assert (len(matter.breaches), matter.overdue_round) == (1, 3)
    assert await told(database, live.number, "street-command") == ["overdue"] * 3
    assert await told(database, live.number, "minzheng") == ["breached"]
    await live.say(f.Withdraw(), REPORTER)
    assert (await live.handle.result()).breaches == 1


async def test_unasked_silence_ends_it_and_a_yes_begins_it(
    temporal: WorkflowEnvironment, workers: None
) -> None:
    silent = await start(temporal, Mode.UNASKED, OFFICE)
    await silent.miss()
    assert (await silent.handle.result()).outcome == "silent"
    said = await start(temporal, Mode.UNASKED, OFFICE)
    assert isinstance(await said.say(f.Decide(True)), Refusal)
    assert isinstance(await said.say(f.Consent(True, Consented.LINK), REPORTER), Verdict)
    assert isinstance(await said.say(f.Decide(True)), Verdict)
    await said.handle.terminate()


async def test_what_begins_wrongly_fails_at_once_and_frees_its_number(
    temporal: WorkflowEnvironment, workers: None
) -> None:
    live = await start(temporal, Mode.UNASKED, REPORTER)
    with pytest.raises(Exception, match="failed"):
        await live.handle.result()


async def test_it_goes_on_in_a_new_run(
    temporal: WorkflowEnvironment, workers: None, city: City, database: Database
) -> None:
    number = f"TS-20261009-{uuid4().hex[:12]}"
    play = MatterPlay(city).begin(Mode.ONSITE, matter_no=number)
    play.miss()  # the reminder
    play.now += timedelta(days=1)
    for body in (f.CheckIn(), f.ComeAgain(Whose.OFFICE, "系统故障")):
        assert play.office(body) is None
    story = StoryClock(play.now, datetime.now(UTC))
    later = Slot(play.now + timedelta(days=1), play.now + timedelta(days=1, minutes=30))
    booked = f.MatterFact("f9", play.now, REPORTER, f.Book(later))
    resume = MatterResume(play.open, (booked,), tuple(play.events), ("f1", "f2"))
    handle = await temporal.client.start_workflow(
        names.MATTER_WORKFLOW, MatterRun(story, resume, rules=RULES), id=number, task_queue=names.MAIN_QUEUE
    )
    live = LiveMatter(temporal, number, story, handle)
    await handle.signal(names.REPORT_FACT, "nonsense")
    repeated = await live.say(f.CheckIn(), name="f2")
    assert isinstance(repeated, Verdict)
    assert repeated.made == ()
    assert isinstance(await live.say(f.CheckIn()), Verdict)
    for body in (f.Decide(True), f.Deliver(How.PICKUP)):
        await live.say(body)
    await live.say(f.Rate(3), REPORTER)
    assert (await handle.result())["visits"] == 2
    events = await stored(database, number)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert events[: len(play.events)] == play.events
    kinds = [event.body.kind for event in events]
    assert (kinds.count("ignored"), kinds.count("booked"), kinds.count("second_visit")) == (1, 2, 1)


@pytest.mark.parametrize("name", ["whole-way", "whole-way-3"])
async def test_a_recorded_history_replays(name: str) -> None:
    text = (HISTORIES / RECORDED / f"{name}.json").read_text(encoding="utf-8")
    assert "/home/" not in text
    history = WorkflowHistory.from_json("TS-whole-way", text)
    await Replayer(workflows=[MatterWorkflow], data_converter=DATA_CONVERTER).replay_workflow(history)


async def test_its_history_replays(temporal: WorkflowEnvironment, workers: None) -> None:
    live = await start(temporal)
    await live.say(f.Accept())
    await live.miss()
    history = await live.handle.fetch_history()
    await live.handle.terminate()
    replayer = Replayer(workflows=[MatterWorkflow], data_converter=DATA_CONVERTER)
    await replayer.replay_workflow(history)
