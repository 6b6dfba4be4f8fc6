"""Warnings over HTTP: a unit reads its own, a desk any; and the schedule that makes them."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from temporalio.client import ScheduleActionExecutionStartWorkflow, ScheduleHandle, ScheduleOverlapPolicy

from activities.notify import Notifier
from activities.warnings import Warner
from contracts import names
from contracts.story import StoryClock
from contracts.warnings import WarningsGiven
from infra.schedules import schedule_all
from tests.api.conftest import SignIn
from tests.api.stack import FRIDAY, Stack
from tests.patience import PATIENCE


async def warnings(stack: Stack, by: str, **asked: object) -> httpx.Response:
    """The list as somebody of the staff gets it."""
    return await stack.http.get("/warnings", params=asked, headers=await stack.header_of(by))  # type: ignore[arg-type]


async def every(stack: Stack, by: str, **asked: object) -> list[dict[str, Any]]:
    """All pages of it, one warning each."""
    found, cursor = [], {}
    while True:
        answer = await warnings(stack, by, limit=1, **asked, **cursor)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return found
        cursor = {"cursor": answer.json()["next_cursor"]}


async def warn(stack: Stack, **after: float) -> None:
    """A look so long after the story began."""
    door = stack.app.state.door
    outbox = Notifier(door.city, door.database)
    moment = datetime.fromisoformat(FRIDAY) + timedelta(**after)
    while (await Warner(door.city, door.database, outbox.keep, lambda: moment).warn()).more:
        pass


async def test_a_unit_reads_its_own_and_a_desk_any(stack: Stack) -> None:
    cases = [await stack.report("B0102"), await stack.report("B0520"), await stack.report("B0102")]
    units = [await stack.unit_of(case) for case in cases]
    assert units == ["guanli", "chengguan", "guanli"]
    await warn(stack, hours=1, minutes=10)
    await warn(stack, hours=2, minutes=30)
    numbers = {case.case_no for case in cases}

    def ours(found: list[dict[str, Any]]) -> set[str]:
        return {one["case_no"] for one in found if one["case_no"] in numbers}

    own = await every(stack, "guanli")
    assert {one["unit"] for one in own} == {"guanli"}
    assert ours(own) == {cases[0].case_no, cases[2].case_no}
    assert ours(await every(stack, "guanli", unit="guanli")) == ours(own)
    assert ours(await every(stack, "SQ07-G03")) == set()
    assert ours(await every(stack, "street-chief", unit="chengguan")) == {cases[1].case_no}
    assert ours(await every(stack, "supervisor")) == numbers
    one = next(one for one in own if one["case_no"] == cases[0].case_no)
    due = datetime.fromisoformat(one["due_at"])
    assert one["text"] == f"响应时限已用 50%，{due:%m-%d %H:%M} 到期"
    assert (one["clock"], one["mark"], one["urgent"]) == ("respond", 50, False)
    assert (one["call_id"], one["unit_name"]) == (f"{cases[0].case_no}.1", "公共管理部")
    assert (one["item"], one["item_name"]) == ("B0102", "积存垃圾渣土")
    assert one["reached_at"] < one["given_at"] < one["due_at"]
    assert one["due_at"].endswith("+08:00")


async def test_another_unit_s_are_not_yours(stack: Stack) -> None:
    refused = await warnings(stack, "chengguan", unit="guanli")
    assert (refused.status_code, refused.json()["allowed"]) == (403, ["chengguan"])
    assert (await stack.http.get("/warnings")).status_code == 401


@pytest.mark.parametrize("asked", [{"cursor": "x"}, {"limit": 0}, {"limit": 201}, {"unit": "*"}])
async def test_what_cannot_be_asked_is_422(
    http: httpx.AsyncClient, signed_in: SignIn, asked: dict[str, object]
) -> None:
    header = await signed_in("guanli")
    answer = await http.get("/warnings", params=asked, headers=header)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def result(stack: Stack, schedule: ScheduleHandle) -> WarningsGiven:
    """What the run that the schedule started gave back."""
    end = time.monotonic() + PATIENCE
    while not (runs := (await schedule.describe()).info.recent_actions):
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    started = runs[-1].action
    assert isinstance(started, ScheduleActionExecutionStartWorkflow)
    run = stack.temporal.get_workflow_handle(started.workflow_id, result_type=WarningsGiven)
    given: WarningsGiven = await run.result()
    return given


ENDED = (names.WARNINGS_ID, names.AUDIT_ID, names.MESSAGES_ID, names.INCIDENTS_ID)
"""Schedules that would go on looking during the tests that follow."""


async def test_the_schedules_follow_the_story_and_stay_paused(stack: Stack) -> None:
    began = datetime.fromisoformat(FRIDAY)
    schedules = [stack.temporal.get_schedule_handle(name) for name in ENDED]
    try:
        for scale, every in ((1.0, 600), (0.0007, 10), (2.0, 1200)):
            await schedule_all(stack.temporal, StoryClock(began, began, scale))
            known = (await schedules[0].describe()).schedule
            assert [interval.every.total_seconds() for interval in known.spec.intervals] == [every]
            assert known.policy.overlap is ScheduleOverlapPolicy.SKIP
            await schedules[0].pause()
        await schedule_all(stack.temporal, StoryClock(began, began, 0.0007))
        known = (await schedules[0].describe()).schedule
        assert known.state.paused
        await schedules[0].trigger()
        assert not (await result(stack, schedules[0])).more
        assert (await schedules[1].describe()).schedule.spec.intervals[0].every == timedelta(minutes=10)
    finally:
        for schedule in schedules:
            await schedule.delete()
