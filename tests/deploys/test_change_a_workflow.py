"""docs/howto/change-a-workflow.md, walked through: two builds as two processes, cases in flight, the old drained."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from contracts import names
from domain.policy import City
from readmodel.database import migrate
from tests.conftest import time_in_hand
from tests.deploys.guide import Commands, careless, change, checkout, commands, run, worker
from tests.workflows.live import Live, start

PATIENCE = 60.0
HOME = {"item": "A204", "community": "SQ07", "grid": "SQ07-G03"}
SOONER = ("VersionDrainageStatusVisibilityGracePeriod", "VersionDrainageStatusRefreshInterval")
"""What makes the server look every second instead of every three minutes."""


@pytest_asyncio.fixture
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A server of this test's own: its deployment has no build yet."""
    async with time_in_hand(*(f'matching.wv.{name}="1s"' for name in SOONER)) as environment:
        yield environment


@pytest.fixture
def env(temporal: WorkflowEnvironment, tmp_path: Path) -> dict[str, str]:
    """What every command of the guide finds in its environment."""
    migrate(f"sqlite+aiosqlite:///{tmp_path}/huying.db")
    return {
        "TEMPORAL_ADDRESS": temporal.client.service_client.config.target_host,
        "HUYING_DATA_DIR": str(tmp_path),
        "HUYING_SEAL_PAYLOADS": "0",  # the test reads what they write
        "OLD": "before",
        "NEW": "after",
    }


async def build_of(case: Live) -> str:
    """The build that did the latest piece of work on that case."""
    await case.settled()
    done = [
        event.workflow_task_completed_event_attributes
        for event in (await case.handle.fetch_history()).events
        if event.HasField("workflow_task_completed_event_attributes")
    ]
    return done[-1].deployment_version.build_id


async def marked(case: Live) -> bool:
    """Whether the change did its work on that case."""
    return "looked_at" in await (await case.handle.describe()).memo()


async def moved(case: Live, build: str) -> None:
    """Return when that build works on the case: the server's queues hear of a new current one within a moment."""
    end = time.monotonic() + PATIENCE
    while await build_of(case) != build:
        assert time.monotonic() < end
        await case.handle.signal(names.WAKE)


async def to_its_end(case: Live) -> None:
    """The unit does its work, the reporter rates."""
    await case.complete()
    await case.rate(5)
    assert (await case.result()).rating == 5


async def drained(how: Commands, folder: Path, env: dict[str, str]) -> None:
    """Return when the server says so of the old build."""
    end = time.monotonic() + PATIENCE
    while True:
        status, said = await run(how.drainage, folder, env)
        assert status == 0, said
        if "drained" in said.lower():
            return
        assert time.monotonic() < end, said


@pytest.mark.long
async def test_only_a_gated_change_replays(tmp_path: Path) -> None:
    gated, ungated = checkout(tmp_path / "gated", change()), checkout(tmp_path / "careless", careless())
    (well, _), (badly, said) = await asyncio.gather(
        run(commands().replay, gated, {}), run(commands().replay, ungated, {"PYTEST_ADDOPTS": "-x"})
    )
    assert (well, badly) == (0, 1), said
    assert "NondeterminismError" in said


@pytest.mark.long
async def test_open_cases_move_to_the_new_build_and_the_old_one_ends(
    temporal: WorkflowEnvironment, city: City, env: dict[str, str], tmp_path: Path
) -> None:
    how = commands()
    before, after = checkout(tmp_path / "before"), checkout(tmp_path / "after", change())
    async with AsyncExitStack() as ends:
        old = await worker(how.start, before, {**env, "NEW": "before"})
        ends.push_async_callback(old.stop)
        called, answered, quiet, idle = [await start(temporal, city, **HOME) for _ in range(4)]
        await answered.respond()
        await quiet.complete()
        for case in (called, answered, quiet, idle):
            assert await build_of(case) == "before"

        new = await worker(how.start, after, env)
        ends.push_async_callback(new.stop)
        status, said = await run(how.describe, after, env)
        assert (status, "before" in said, "after" in said) == (0, True, True), said
        late = await start(temporal, city, **HOME)
        await called.respond()
        assert [await build_of(case) for case in (called, late)] == ["before", "before"]

        status, said = await run(how.take_over, after, env)
        assert status == 0, said
        await moved(late, "after")
        fresh = await start(temporal, city, **HOME)
        await answered.complete()
        await late.respond()
        assert [await build_of(case) for case in (answered, late, fresh)] == ["after"] * 3
        assert [await marked(case) for case in (answered, late, fresh)] == [False, False, True]

        await drained(how, after, env)
        await old.stop()
        assert await old.ended() == "worker ended with status 0"
        await asyncio.gather(*(to_its_end(case) for case in (called, idle, late, fresh)))
        for case in (answered, quiet):
            await case.rate(5)
            assert (await case.result()).rating == 5
        assert [await build_of(case) for case in (called, quiet, idle)] == ["after"] * 3
