"""Who follows hears what changes, what concerns them alone, and never more than fits."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.following import BACKLOG, Following
from api.live import visible_to
from domain.people import Actor, Role
from readmodel.changes import Change
from readmodel.database import Database, migrate
from tests.api.stack import Stack
from tests.patience import PATIENCE


async def test_a_desk_hears_of_a_case_and_a_stranger_does_not(stack: Stack) -> None:
    door = stack.app.state.door
    desk = visible_to(door, Actor("street-dispatch", door.city.policy.desk, (Role.DISPATCHER,)))
    changes = door.following.changes(desk)
    assert await anext(changes) == "alive"
    case = await stack.report()
    unit = await stack.unit_of(case)
    async with asyncio.timeout(PATIENCE):
        heard = await _until_called(changes, case.case_no)
    assert unit in heard.units
    assert visible_to(door, Actor("x", unit, (Role.HANDLER,)))(heard)
    assert not visible_to(door, Actor("x", "canlian", (Role.HANDLER,)))(heard)


async def _until_called(changes, case_no: str) -> Change:
    async for change in changes:
        if isinstance(change, Change) and (change.case_no, change.event) == (case_no, "called"):
            return change
    raise AssertionError("the stream ended")


async def test_who_is_too_slow_is_told_to_look_anew(tmp_path: Path) -> None:
    following = Following(Database(f"sqlite+aiosqlite:///{tmp_path}/none.db"))
    changes = following.changes(lambda change: True)
    assert await anext(changes) == "alive"
    now = datetime.now(UTC)
    (follower,) = following._followers
    for seq in range(BACKLOG + 5):
        follower.offer(Change("SGH-1", seq, "called", now, now))
    heard = [await anext(changes) for _ in range(BACKLOG + 1)]
    assert [change.seq for change in heard[:-1]] == list(range(BACKLOG))
    assert heard[-1] == "lost"
    await changes.aclose()
    assert not following._followers


async def test_the_stream_is_for_staff(stack: Stack) -> None:
    assert (await stack.http.get("/events")).status_code == 401


async def test_without_a_database_the_look_is_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/late.db"
    database = Database(url)
    following, now = Following(database), datetime.now(UTC)
    assert await following._look(now, {}) == now  # no tables yet
    migrate(url)
    assert await following._look(now, {}) == now
    await database.dispose()
