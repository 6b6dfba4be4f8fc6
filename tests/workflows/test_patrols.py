"""A round living on the real server: its clock, its record, its notices, a move to a new run; and the opener."""

import contextlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowHandle, WorkflowHistory, WorkflowUpdateFailedError
from temporalio.service import RPCError
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from activities.patrols import AT_ONCE, Opener
from contracts import names
from contracts.cases import Notice, Verdict
from contracts.codec import DATA_CONVERTER, from_json
from contracts.rounds import RULES, RoundResume, RoundRun, RoundStart, RoundSummary, start_round
from contracts.story import StoryClock
from domain.chiefs import ChiefKind
from domain.people import SYSTEM, Actor
from domain.policy import City
from domain.rounds import facts as f
from domain.rounds.events import RoundEvent
from domain.rounds.evolve import evolve
from domain.rounds.round import Plan, Round, RoundKind
from domain.rounds.views import armed
from domain.ruling import Refusal
from infra.schedules import PATROLS_EVERY, schedule_all
from readmodel.database import Database
from readmodel.rebuild import rebuild_rounds
from readmodel.upserts import MESSAGES, ROUND_EVENTS, ROUNDS
from tests.playing import FRIDAY_MORNING
from tests.playing_rounds import CHIEF, DIRECTOR, LEAD, POLICE, RoundPlay, joint, patrol
from tests.workflows.live import refusal
from tests.workflows.record_histories import HISTORIES
from workflows.patrol import PatrolWorkflow
from workflows.patrols import PatrolsWorkflow

RECORDED = Path("rounds")
"""Of tests/histories."""


@dataclass
class LiveRound:
    """One running round that a test acts on."""

    temporal: WorkflowEnvironment
    story: StoryClock
    handle: WorkflowHandle[Any, RoundSummary]
    facts: int = 0

    async def say(self, body: f.Body, by: Actor = CHIEF, name: str = "") -> Verdict | Refusal:
        """A command, and its verdict."""
        self.facts += 1
        now = self.story.story(await self.temporal.get_current_time(self.handle))
        fact = f.RoundFact(name or f"said-{self.facts}", now, by, body)
        try:
            said: Verdict = await self.handle.execute_update(names.COMMAND, fact, result_type=Verdict)
        except WorkflowUpdateFailedError as error:
            return refusal(error)
        return said

    async def state(self) -> Round:
        """The round as it says itself."""
        found: Round = await self.handle.query(names.STATE, result_type=Round)
        return found

    async def miss(self) -> None:
        """Nobody acts until the armed deadline, and the grace after it, have passed."""
        deadline = armed(await self.state())
        assert deadline is not None
        now = self.story.story(await self.temporal.get_current_time(self.handle))
        await self.temporal.fast_forward(self.handle, deadline.at - now + timedelta(seconds=3))


async def start(temporal: WorkflowEnvironment, plan: Plan, by: Actor = SYSTEM) -> LiveRound:
    """A round begins on a Friday morning, once."""
    story = StoryClock(FRIDAY_MORNING, datetime.now(UTC))
    args = (
        temporal.client,
        RoundRun(story, RoundStart(plan, FRIDAY_MORNING, by), rules=RULES),
        plan,
        timedelta(seconds=5),
    )
    assert await start_round(*args)
    assert not await start_round(*args)
    handle = temporal.client.get_workflow_handle(plan.round_no, result_type=RoundSummary)
    return LiveRound(temporal, story, handle)


def number() -> str:
    return f"TSP-{uuid4().hex[:12]}"


async def stored(database: Database, round_no: str) -> list[RoundEvent]:
    """Its events as recorded."""
    query = select(ROUND_EVENTS.c.body).where(ROUND_EVENTS.c.round_no == round_no)
    async with database.session() as session:
        return [
            from_json(RoundEvent, body) for body in await session.scalars(query.order_by(ROUND_EVENTS.c.seq))
        ]


async def told(database: Database, round_no: str) -> set[tuple[str, str]]:
    """Whom it told what."""
    query = select(MESSAGES.c.notice).where(MESSAGES.c.case_no == round_no)
    async with database.session() as session:
        found = [from_json(Notice, notice) for notice in await session.scalars(query)]
    return {(notice.to, notice.why) for notice in found}


async def test_a_missed_round_is_reported_recorded_and_rebuilt(
    temporal: WorkflowEnvironment, workers: None, database: Database
) -> None:
    live = await start(temporal, patrol(round_no=number()))
    await live.miss()
    assert isinstance(await live.say(f.Finish("晚了")), Refusal)
    assert isinstance(await live.say(f.Begin(), name="once"), Verdict)
    assert await live.say(f.Begin(), name="once") == Verdict(3)
    await live.say(f.Find("SGH-20261009-00000001"))
    await live.say(f.Finish("补巡完成"))
    summary = await live.handle.result()
    assert (summary.outcome, summary.findings) == ("late", 1)
    events = await stored(database, live.handle.id)
    assert [event.body.kind for event in events] == [
        "opened",
        "missed",
        "began",
        "found",
        "finished",
        "closed",
    ]
    assert await told(database, live.handle.id) == {("dangzheng", "missed")}
    folded: Round | None = None
    for event in events:
        folded = evolve(folded, event)
    row_of = select(ROUNDS).where(ROUNDS.c.round_no == live.handle.id)
    async with database.session(writing=True) as session:
        row = (await session.execute(row_of)).one()
        await session.execute(update(ROUNDS).where(ROUNDS.c.round_no == live.handle.id).values(phase="lost"))
    assert from_json(Round, row.snapshot) == folded
    assert await rebuild_rounds(database) >= 1
    async with database.session() as session:
        assert (await session.execute(row_of)).one() == row


async def test_nobody_goes_and_it_is_over(temporal: WorkflowEnvironment, workers: None) -> None:
    live = await start(temporal, patrol(round_no=number()))
    await live.miss()
    await live.miss()
    assert (await live.handle.result()).outcome == "missed"


async def test_a_joint_action_tells_its_units(
    temporal: WorkflowEnvironment, workers: None, database: Database
) -> None:
    live = await start(temporal, joint(round_no=number(), opens_at=FRIDAY_MORNING), DIRECTOR)
    await live.say(f.Begin(), LEAD)
    await live.say(f.Come(), POLICE)
    await live.say(f.Finish("清理占道 6 处"), LEAD)
    assert (await live.handle.result()).absent == 1
    units = {"chengguan", "jiaoguan", "shichang"}
    absent = {("street-command", "absent"), ("shichang", "absent")}
    assert await told(database, live.handle.id) == {(unit, "planned") for unit in units} | absent


async def test_what_begins_wrongly_fails_at_once(temporal: WorkflowEnvironment, workers: None) -> None:
    live = await start(temporal, patrol(round_no=number()), DIRECTOR)
    with pytest.raises(Exception, match="failed"):
        await live.handle.result()


async def test_it_goes_on_in_a_new_run(
    temporal: WorkflowEnvironment, workers: None, database: Database
) -> None:
    plan = patrol(round_no=number())
    play = RoundPlay().opened(plan)
    assert play.bring(f.Begin()) is None
    story = StoryClock(play.now, datetime.now(UTC))
    found = f.RoundFact("f9", play.now, CHIEF, f.Find("SGH-20261009-00000001"))
    resume = RoundResume(play.open, (found,), tuple(play.events), ("f1", "f2"))
    handle = await temporal.client.start_workflow(
        names.PATROL_WORKFLOW,
        RoundRun(story, resume, rules=RULES),
        id=plan.round_no,
        task_queue=names.MAIN_QUEUE,
    )
    live = LiveRound(temporal, story, handle)
    await handle.signal(names.REPORT_FACT, "nonsense")
    repeated = await live.say(f.Begin(), name="f2")
    assert isinstance(repeated, Verdict)
    assert repeated.made == ()
    await live.say(f.Finish(""))
    assert (await handle.result())["findings"] == 1
    kinds = [event.body.kind for event in await stored(database, plan.round_no)]
    assert sorted(kinds) == sorted(["opened", "began", "found", "ignored", "finished", "closed"])


async def test_the_opener_opens_each_round_once(
    temporal: WorkflowEnvironment, workers: None, database: Database, city: City
) -> None:
    story = StoryClock(FRIDAY_MORNING, datetime.now(UTC))
    opener = Opener(temporal.client, city, database, story, lambda: FRIDAY_MORNING)
    env = ActivityEnvironment()
    assert await env.run(opener.open_rounds, ChiefKind.WATER) == 4
    assert await env.run(opener.open_rounds, ChiefKind.WATER) == 0
    first = await env.run(opener.open_rounds, ChiefKind.ROAD)
    handle = temporal.client.get_workflow_handle("SGHP-LZ01-20261005")
    one: Round = await handle.query(names.STATE, result_type=Round)
    assert (first, one.plan.kind, one.plan.overseer) == (AT_ONCE, RoundKind.PATROL, "dangzheng")


async def test_a_look_opens_what_is_due(
    temporal: WorkflowEnvironment, workers: None, database: Database, city: City
) -> None:
    beats = {ChiefKind.WATER: city.chiefs.beats[ChiefKind.WATER]}
    waters = replace(city, chiefs=replace(city.chiefs, beats=beats))
    later = FRIDAY_MORNING + timedelta(days=7)
    opener = Opener(temporal.client, waters, database, StoryClock(later, datetime.now(UTC)), lambda: later)
    async with Worker(
        temporal.client, task_queue="patrols", workflows=[PatrolsWorkflow], activities=[opener.open_rounds]
    ):
        look = (names.PATROLS_WORKFLOW,)
        opened = await temporal.client.execute_workflow(*look, id=uuid4().hex, task_queue="patrols")
        again = await temporal.client.execute_workflow(*look, id=uuid4().hex, task_queue="patrols")
    assert opened == {"area": 0, "water": 4, "road": 0, "grid": 0}
    assert sum(again.values()) == 0


async def test_looks_are_scheduled_where_chiefs_go_round(temporal: WorkflowEnvironment) -> None:
    story = StoryClock(FRIDAY_MORNING, datetime.now(UTC))
    handle = temporal.client.get_schedule_handle(names.PATROLS_ID)
    await schedule_all(temporal.client, story, patrols=True)
    spec = (await handle.describe()).schedule.spec
    assert [interval.every for interval in spec.intervals] == [PATROLS_EVERY]
    await schedule_all(temporal.client, story)
    with pytest.raises(RPCError):
        await handle.describe()
    async for found in await temporal.client.list_schedules():
        with contextlib.suppress(RPCError):  # listed still, and gone
            await temporal.client.get_schedule_handle(found.id).delete()


@pytest.mark.parametrize("name", ["patrol", "joint", "patrol-2", "joint-2"])
async def test_a_recorded_history_replays(name: str) -> None:
    text = (HISTORIES / RECORDED / f"{name}.json").read_text(encoding="utf-8")
    assert "/home/" not in text
    history = WorkflowHistory.from_json(f"TSP-{name.removesuffix('-2')}", text)
    await Replayer(workflows=[PatrolWorkflow], data_converter=DATA_CONVERTER).replay_workflow(history)
