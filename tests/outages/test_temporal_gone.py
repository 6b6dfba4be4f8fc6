"""Temporal dies and comes back: whatever was reported meanwhile is started, in order, once; nobody is told a lie."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from api import draining, given, main
from api.acceptance import accept
from api.door import Door
from api.draining import start_waiting
from api.reading import read
from contracts.cases import CaseRun
from contracts.codec import DATA_CONVERTER, from_data
from hands import hands
from infra import temporal
from infra.settings import Settings
from infra.shelves import keepings_of
from readmodel import spool
from readmodel.database import Database
from tests.api.conftest import NOBODY_LISTENS, api_alone, demo_settings, temporal_server
from tests.api.stack import FRIDAY, HOME, Stack, refused
from tests.outages.machine import free_port, serving
from tests.outages.test_given import coming
from tests.patience import PATIENCE
from worker import SEARCH_ATTRIBUTES, case_worker

BURST = 20
"""Reports at the same moment, so that writers meet."""


def said(what: str) -> dict[str, Any]:
    """A resident's report."""
    return {"description": what, "item": "A107", "reporter": {"kind": "resident"}, **HOME}


async def report(stack: Stack, what: str, key: str) -> httpx.Response:
    """It is sent."""
    return await stack.http.post("/reports", json=said(what), headers={"Idempotency-Key": key})


async def number(stack: Stack, what: str, key: str) -> str:
    """It is accepted; its number."""
    answer = await report(stack, what, key)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["case_no"])


async def ready(stack: Stack, status: int) -> dict[str, Any]:
    """What `/readyz` says, once it answers so and, where all is well, nothing waits."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = await stack.http.get("/readyz")
        told: dict[str, Any] = answer.json()
        if answer.status_code == status and (status == 503 or told["spooled"] == 0):
            return told
        assert time.monotonic() < end, told
        await asyncio.sleep(0.05)


async def recorded(stack: Stack, case_no: str) -> None:
    """The read model has it."""
    code = stack.app.state.door.numbers.track_code(case_no)
    end = time.monotonic() + PATIENCE
    while not (await stack.http.get(f"/cases/{case_no}?code={code}")).json()["timeline"]:
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


async def begun(client: Client, wanted: int) -> list[str]:
    """Every case there is, once there are so many, in the order of their starts: one started twice is there twice."""
    end = time.monotonic() + PATIENCE
    while True:  # what was just started may not be listed yet
        listed = [case async for case in client.list_workflows("WorkflowType = 'Case'")]
        described = [
            await client.get_workflow_handle(case.id, run_id=case.run_id).describe() for case in listed
        ]
        if len(described) >= wanted or time.monotonic() > end:
            return [case.id for case in sorted(described, key=lambda case: case.start_time)]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the spool more often than a street needs."""
    monkeypatch.setattr(draining, "PAUSE", 0.1)


async def test_what_is_reported_while_it_is_dead_begins_once_and_in_order(
    quick: None, tmp_path: Path
) -> None:
    settings = demo_settings(
        tmp_path, story_start=FRIDAY, temporal_port=free_port(), temporal_ui_port=free_port()
    )
    async with AsyncExitStack() as all_of_it:
        server = await all_of_it.enter_async_context(serving(settings))
        client = await temporal.connect(settings, data_converter=DATA_CONVERTER)
        await temporal.ensure_search_attributes(client, SEARCH_ATTRIBUTES)
        one, other = [
            await all_of_it.enter_async_context(
                api_alone(
                    settings, await temporal.connect(settings, data_converter=DATA_CONVERTER, lazy=True)
                )
            )
            for _ in range(2)
        ]
        await all_of_it.enter_async_context(_worker(one, client, settings))
        before = await number(one, "停电之前", "before")
        await recorded(one, before)
        await one.header_of("street-chief")

        await server.kill()
        in_turn = [await number(stack, f"第 {n} 件", f"turn-{n}") for n, stack in enumerate([one, other] * 2)]
        at_once = await asyncio.gather(*(number(one, f"一起 {n}", f"burst-{n}") for n in range(BURST)))
        assert await number(other, "第 0 件", "turn-0") == in_turn[0]
        refused(await report(other, "另一件", "turn-0"), 422, "key_reused")
        assert await number(other, "停电之前", "before") == before
        refused(await report(other, "停电之后", "before"), 422, "key_reused")
        told = await ready(other, 503)
        assert (told["away"], told["spooled"]) == (["temporal"], len(in_turn) + BURST)
        assert "已收到，正在登记" in await _page(one, in_turn[0])
        ordered = await one.post(f"/cases/{before}/supervise", "street-chief", {"text": "请抓紧"})
        refused(ordered, 503, "engine_away")
        listed = await one.http.get("/cases", headers=await one.header_of("street-chief"))
        assert [row["case_no"] for row in listed.json()["items"]] == [before]

        await server.start()
        await ready(one, 200)
        assert await number(other, "第 0 件", "turn-0") == in_turn[0]
        for case_no in (in_turn[0], at_once[-1]):
            await recorded(one, case_no)
        cases = await begun(client, 1 + len(in_turn) + BURST)
        assert cases[: 1 + len(in_turn)] == [before, *in_turn]
        assert sorted(cases) == sorted([before, *in_turn, *at_once])


def _worker(stack: Stack, client: Client, settings: Settings) -> Worker:
    door = stack.app.state.door
    messages, seals = settings.paths.data / "messages.jsonl", (door.vault, door.numbers)
    keepings = keepings_of(settings, door.city.calendar.timezone, door.story.scale)
    return case_worker(
        client,
        hands(client, door.city, frozenset(), door.database, messages, seals, door.now, keepings, door.story),
    )


async def _page(stack: Stack, case_no: str) -> str:
    """The page on which its reporter follows it."""
    code = stack.app.state.door.numbers.track_code(case_no)
    answer = await stack.http.get(
        f"http://huying.test/c/{case_no}?code={code}", headers={"accept": "text/html"}
    )
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_as_many_wait_as_may_and_no_more(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path, temporal_port=NOBODY_LISTENS, spool_limit=2)
    async with api_alone(settings, await temporal.connect(settings, lazy=True)) as stack:
        first, _ = [await number(stack, f"第 {n} 件", f"k{n}") for n in range(2)]
        answer = await report(stack, "第 3 件", "k3")
        refused(answer, 503, "spool_full")
        assert int(answer.headers["retry-after"]) > 0
        assert await number(stack, "第 0 件", "k0") == first
        assert (await stack.http.get("/readyz")).json()["spooled"] == 2


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def engine() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server without a worker."""
    async with await temporal_server() as environment:
        await temporal.ensure_search_attributes(environment.client, SEARCH_ATTRIBUTES)
        yield environment


async def test_without_a_worker_words_are_taken_and_commands_wait_for_none(
    engine: WorkflowEnvironment, tmp_path: Path
) -> None:
    async with api_alone(demo_settings(tmp_path), engine.client) as stack:
        case_no = await number(stack, "没人值守", "no-worker")
        code = stack.app.state.door.numbers.track_code(case_no)
        word = {"kind": "on_site", "note": "到场"}
        assert (await stack.post(f"/calls/{case_no}.1/respond", "SQ07-G03", word)).status_code == 202
        refused(await stack.http.post(f"/cases/{case_no}/urge?code={code}", json={}), 503, "engine_away")
        assert "已收到，正在登记" in await _page(stack, case_no)


@pytest.fixture
async def dark(tmp_path: Path) -> Settings:
    """An installation in whose spool three reports wait."""
    settings = demo_settings(tmp_path, temporal_port=NOBODY_LISTENS)
    async with api_alone(settings, await temporal.connect(settings, lazy=True)) as stack:
        for n in range(3):
            await number(stack, f"第 {n} 件", f"{tmp_path.name}-{n}")
    return settings


@pytest.fixture
def when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the spool by itself: whether it would come first is a matter of the machine's speed."""

    async def never(_: Door) -> None:
        return None

    monkeypatch.setattr(main, "drain", never)


async def waiting(database: Database) -> list[spool.Spooled]:
    """What waits."""
    async with database.session() as session:
        return await spool.oldest_waiting(session)


async def test_a_process_killed_between_start_and_mark_starts_none_twice(
    when_told: None, dark: Settings, engine: WorkflowEnvironment
) -> None:
    async with api_alone(dark, engine.client) as stack:
        door = stack.app.state.door
        first, *_ = await waiting(door.database)
        kept = json.loads(first.payload)
        assert await door.cases.start(
            from_data(CaseRun, kept["run"]), first.case_no, kept["memo"], kept["summary"]
        )
        run = (await engine.client.get_workflow_handle(first.case_no).describe()).run_id
        await asyncio.gather(*(start_waiting(door) for _ in range(2)))
        assert await waiting(door.database) == []
        assert (await engine.client.get_workflow_handle(first.case_no).describe()).run_id == run
        assert await number(stack, "第 0 件", f"{dark.data_dir.name}-0") == first.case_no


async def test_what_cannot_be_read_holds_up_nobody_and_a_taken_number_is_replaced(
    when_told: None, dark: Settings, engine: WorkflowEnvironment
) -> None:
    database = Database(dark.database)
    broken, taken, last = await waiting(database)
    strange = replace(broken, id="strange", case_no="strange", payload="{")
    assert await database.write(partial(spool.put, report=strange, most=9)) is spool.Put.KEPT
    kept = json.loads(taken.payload)
    async with api_alone(dark, engine.client) as stack:
        door, run = stack.app.state.door, from_data(CaseRun, kept["run"])
        assert await door.cases.start(run, taken.case_no, {"key": "of", "body": "another"}, "")
        await start_waiting(door)
        assert [report.id for report in await waiting(database)] == ["strange"]
        end = time.monotonic() + PATIENCE
        while kept["memo"] not in [
            await case.memo() async for case in engine.client.list_workflows("WorkflowType = 'Case'")
        ]:
            assert time.monotonic() < end, "the report whose number was taken is gone"
        assert (await door.cases.find(last.case_no)).open
    await database.dispose()


async def test_a_report_does_not_get_the_number_of_one_that_waits(
    when_told: None, dark: Settings, engine: WorkflowEnvironment
) -> None:
    async with api_alone(dark, engine.client) as stack:
        door = stack.app.state.door
        one = coming(door, "a key")
        first, second = (one.number(door, door.numbers.days(one.received_at)[0], n) for n in range(2))
        oldest, *_ = await waiting(door.database)
        another = replace(oldest, id=first, case_no=first)
        assert await door.database.write(partial(spool.put, report=another, most=9)) is spool.Put.KEPT
        given.all_that_wait(door, await read(door, spool.waiting_numbers))
        assert await accept(door, one) == second
        assert await start_waiting(door) == 4
