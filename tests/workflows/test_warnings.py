"""Warnings on the real server: once a call and mark, one digest a unit, urgent ones at once, whatever fails."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select
from temporalio.api.enums.v1 import EventType
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import Worker

from activities.notify import Notifier
from activities.warnings import Warner
from contracts import names
from contracts.cases import Batch, Notice
from contracts.warnings import WarningsGiven
from contracts.watching import Watch
from domain.policy import City
from readmodel.database import Database
from readmodel.projector import append
from readmodel.upserts import MESSAGES
from readmodel.warnings import to_look_at
from tests.migrated import lay
from tests.playing import FRIDAY_MORNING, Play
from tests.workflows.conftest import HOME, Begin
from workflows.warnings import WarningsWorkflow

ALL_AT_ONCE = 500


class Town:
    """Warnings of one database, at a story moment of the test's choice, and the messages that came of them."""

    def __init__(self, temporal: WorkflowEnvironment, city: City, database: Database) -> None:
        self.temporal, self.city, self.database = temporal, city, database
        self.queue, self.now = f"warnings-{uuid4().hex[:8]}", FRIDAY_MORNING
        self.notifier = Notifier(city, database)

    def warner(self, at_once: int = ALL_AT_ONCE) -> Warner:
        """As the worker makes one."""
        return Warner(self.city, self.database, self.notifier.keep, lambda: self.now, at_once)

    async def run(self, at: datetime | None = None) -> WarningsGiven:
        """One look on the server."""
        self.now = at or self.now
        given: WarningsGiven = await self.temporal.client.execute_workflow(
            names.WARNINGS_WORKFLOW,
            Watch(1, 60),
            id=self.queue,
            task_queue=self.queue,
            result_type=WarningsGiven,
        )
        return given

    async def call(self, item: str, **report: Any) -> Play:
        """A case recorded now."""
        play = Play(self.city, now=self.now).report(
            case_no=f"W{uuid4().hex[:12]}", item=item, **HOME | report
        )
        await append(self.database, Batch(play.open.case_no, tuple(play.events)))
        return play

    async def messages(self) -> list[dict[str, Any]]:
        """The warnings in the outbox, the earliest first."""
        warnings = select(MESSAGES.c.notice).where(MESSAGES.c.what == "warning")
        async with self.database.session() as session:
            kept = await session.scalars(warnings.order_by(MESSAGES.c.made_at, MESSAGES.c.key))
        return [json.loads(notice) for notice in kept]

    async def said(self) -> Counter[tuple[str, str, int]]:
        """How often each (call, clock, percentage) was said."""
        return Counter(
            (line["call_id"], line["clock"], line["percent"])
            for message in await self.messages()
            for line in message["warned"]
        )


@pytest_asyncio.fixture(loop_scope="session")
async def town(temporal: WorkflowEnvironment, city: City, tmp_path: Path) -> AsyncIterator[Town]:
    """A town with a read model of its own."""
    database = Database(lay(tmp_path / "town.db"))
    town = Town(temporal, city, database)
    async with working(town):
        yield town
    await database.dispose()


def working(town: Town, at_once: int = ALL_AT_ONCE) -> Worker:
    """A worker of these warnings, in the SDK's sandbox."""
    activities = [town.warner(at_once).warn]
    return Worker(
        town.temporal.client, task_queue=town.queue, workflows=[WarningsWorkflow], activities=activities
    )


async def test_one_digest_a_unit_and_urgent_ones_by_themselves(town: Town) -> None:
    plays = [await town.call(item) for item in ("B0102", "B0102", "B0520", "B0513", "B0520")]
    ids = [f"{play.open.case_no}.1" for play in plays]
    assert await town.run(FRIDAY_MORNING + timedelta(minutes=14)) == WarningsGiven()
    assert await town.run(FRIDAY_MORNING + timedelta(minutes=15)) == WarningsGiven(1, 1)
    assert await town.run(FRIDAY_MORNING + timedelta(minutes=60)) == WarningsGiven(3, 2)
    assert await town.run(FRIDAY_MORNING + timedelta(hours=2)) == WarningsGiven(2, 1)
    found = [
        (m["why"], m["to"], m["case_no"], [w["call_id"] for w in m["warned"]]) for m in await town.messages()
    ]
    urgent = ("urgent", "guanli", plays[3].open.case_no, [ids[3]])
    assert found[0] == urgent
    assert sorted(found[1:3]) == [("digest", "chengguan", "", sorted([ids[2], ids[4]])), urgent]
    assert found[3:] == [("digest", "guanli", "", sorted(ids[:2]))]
    first, last = (kept := await town.messages())[0], kept[-1]
    assert (first["what"], first["item_name"]) == ("warning", "不明井盖")
    assert last["warned"][0] | {"call_id": ""} == {
        "call_id": "",
        "item_name": "积存垃圾渣土",
        "clock": "respond",
        "percent": 50,
        "due_at": plays[0].top.respond.at.isoformat(),
        "due_zh": plays[0].top.respond.zh,
        "due_en": plays[0].top.respond.en,
    }


async def test_a_sealed_item_is_not_named(town: Town) -> None:
    items = town.city.catalogue.items.values()
    sealed = next(i for i in items if i.exposure == "sealed" and i.grade == "B" and not i.urgent)
    play = await town.call(sealed.code, channel="hotline")
    await town.run(play.top.respond.at - timedelta(minutes=1))
    (message,) = await town.messages()
    assert message["warned"][0]["item_name"] == "涉密件"
    assert sealed.name_zh not in str(message)


async def test_every_mark_once_though_looked_at_all_day(town: Town) -> None:
    plays = [await town.call(item) for item in ("B0102", "A106", "B0520")]
    warn = town.warner().warn
    for minute in range(0, 9 * 60, 3):  # 09:00 to 18:00, too often to go through the server
        town.now = FRIDAY_MORNING + timedelta(minutes=minute)
        await warn()
    ids = [f"{play.open.case_no}.1" for play in plays]
    respond = {(call, "respond", percent): 1 for call in ids for percent in (50, 80)}
    assert await town.said() == respond | {(ids[1], "resolve", 50): 1, (ids[1], "resolve", 80): 1}


@pytest.mark.parametrize(("watch", "looks"), [(Watch(5, 60), 5), (Watch(5, 0), 1)])
async def test_a_run_looks_at_its_moments_and_leaves_out_those_it_slept_through(
    town: Town, watch: Watch, looks: int
) -> None:
    await town.call("B0102")
    town.now = FRIDAY_MORNING + timedelta(hours=2)
    handle = await town.temporal.client.start_workflow(
        names.WARNINGS_WORKFLOW, watch, id=town.queue, task_queue=town.queue, result_type=WarningsGiven
    )
    if watch.pause:
        await town.temporal.fast_forward(handle, timedelta(minutes=4, seconds=1))
    assert await handle.result() == WarningsGiven(1, 1)
    kinds = Counter([event.event_type async for event in handle.fetch_history_events()])
    assert kinds[EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED] == looks
    assert kinds[EventType.EVENT_TYPE_TIMER_FIRED] == looks - 1


async def test_the_night_is_quiet_and_the_morning_brings_one_digest(town: Town) -> None:
    town.now = FRIDAY_MORNING + timedelta(hours=6, minutes=30)
    plays = [await town.call("B0102") for _ in range(3)]  # from 15:30, four hours of 08:30 to 17:30
    midnight = FRIDAY_MORNING + timedelta(hours=15)
    assert (await town.run(FRIDAY_MORNING + timedelta(hours=8, minutes=45))).marks == 0  # 17:45: half is over
    async with town.database.session() as session:
        assert await to_look_at(session, midnight, ALL_AT_ONCE) == []
    assert (await town.run(midnight)).marks == 0
    assert await town.run(FRIDAY_MORNING + timedelta(hours=23, minutes=30)) == WarningsGiven(3, 1)
    assert {line[0] for line in await town.said()} == {f"{play.open.case_no}.1" for play in plays}


class Full(Notifier):
    """An outbox that takes nothing."""

    async def keep(self, notices: list[Notice], patience: float = 1) -> None:
        raise OSError("full")


async def test_an_outbox_that_is_away_loses_and_doubles_nothing(town: Town) -> None:
    await town.call("B0102")
    town.now = FRIDAY_MORNING + timedelta(hours=2)
    town.notifier, well = Full(town.city, town.database), town.notifier
    with pytest.raises(OSError, match="full"):
        await ActivityEnvironment().run(town.warner().warn)
    await town.call("B0520")
    town.now += timedelta(hours=1)
    with pytest.raises(OSError, match="full"):  # and it decides nothing more while what it decided is unsent
        await ActivityEnvironment().run(town.warner().warn)
    town.notifier = well
    assert await town.run() == WarningsGiven(1, 1)
    assert await town.run() == WarningsGiven()
    assert sorted((await town.said()).values()) == [1, 1]


class Crashing(Notifier):
    """An outbox whose writer dies when the message is in it."""

    async def keep(self, notices: list[Notice], patience: float = 1) -> None:
        await super().keep(notices, patience)
        raise OSError("gone")


async def test_a_crash_after_the_message_leaves_it_there_once(town: Town) -> None:
    await town.call("B0102")
    town.now = FRIDAY_MORNING + timedelta(hours=2)
    town.notifier, well = Crashing(town.city, town.database), town.notifier
    with pytest.raises(OSError, match="gone"):
        await ActivityEnvironment().run(town.warner().warn)
    town.notifier = well
    await town.run(FRIDAY_MORNING + timedelta(hours=2, minutes=1))
    await town.run(FRIDAY_MORNING + timedelta(hours=2, minutes=2))
    assert len(await town.messages()) == 1
    assert list((await town.said()).values()) == [1]


async def test_two_at_once_say_it_once(town: Town) -> None:
    for _ in range(20):
        await town.call("B0102")
    town.now = FRIDAY_MORNING + timedelta(hours=2)
    await asyncio.gather(*(ActivityEnvironment().run(town.warner().warn) for _ in range(4)))
    assert len(await town.messages()) == 1
    assert list((await town.said()).values()) == [1] * 20


async def test_what_is_too_much_for_one_run_is_the_next_one_s(town: Town) -> None:
    for _ in range(5):
        await town.call("B0102")
    town.now = FRIDAY_MORNING + timedelta(hours=2)
    warn = town.warner(at_once=2).warn
    runs = [await ActivityEnvironment().run(warn) for _ in range(4)]
    assert [(run.marks, run.more) for run in runs] == [(2, True), (2, True), (1, False), (0, False)]
    assert list((await town.said()).values()) == [1] * 5


async def test_a_running_case_is_warned_of_and_knows_nothing_of_it(
    begin: Begin, temporal: WorkflowEnvironment, city: City, database: Database
) -> None:
    town = Town(temporal, city, database)
    case = await begin(item="A204", **HOME)
    before = await case.state()
    assert before.top is not None
    assert before.top.urgent
    await case.forward(minutes=16)
    told = (await case.state(), await case.kinds())
    town.now = await case.now()
    async with working(town):
        while (await town.run()).more:
            pass
    call = f"{case.case_no}.1"
    assert {line: times for line, times in (await town.said()).items() if line[0] == call} == {
        (call, "respond", 50): 1
    }
    assert (await case.state(), await case.kinds()) == told
    assert (await case.state()).calls == before.calls
