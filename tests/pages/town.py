"""A whole installation that listens on a port, for a real browser; its time is in the test's hand."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from temporalio.testing import WorkflowEnvironment

from api.door import Door
from api.main import create_app
from api.serving import Server
from domain.policy import City
from hands import hands
from infra.shelves import keepings_of
from readmodel.database import Database
from tests.api.conftest import demo_settings, signs_in
from tests.api.stack import FRIDAY, Case, Stack
from tests.conftest import time_in_hand
from tests.patience import PATIENCE
from worker import case_worker

CHROMIUM = Path("/usr/bin/chromium")
"""Debian's own; its driver is Playwright."""
LIVE = 15_000
"""Milliseconds until a test says that a page does not come, or does not renew itself."""


@dataclass
class Town:
    """A running installation. `ahead` is by how much time was put forward; `forwarded` how far each case has come."""

    base: str
    app: FastAPI
    temporal: WorkflowEnvironment
    stack: Stack = field(init=False)
    ahead: timedelta = timedelta()
    forwarded: dict[str, timedelta] = field(default_factory=dict)
    _steps: list[tuple[datetime, timedelta]] = field(default_factory=list)

    @property
    def door(self) -> Door:
        """What its handlers use."""
        door: Door = self.app.state.door
        return door

    def now(self) -> datetime:
        """Story time, UTC."""
        return self.door.now()

    async def forward(self, case_no: str, span: timedelta) -> None:
        """Time passes for the town, and for a case, which catches up with it; what is reported later begins then."""
        handle = self.temporal.client.get_workflow_handle(case_no)
        came = self.forwarded.get(case_no)
        if came is None:
            came = self._ahead_at((await handle.describe()).start_time)
        self.ahead += span
        self._steps.append((datetime.now(UTC), self.ahead))
        story = replace(self.door.story, real_origin=self.door.story.real_origin - span)
        self.app.state.door = replace(self.door, story=story)
        await self.temporal.fast_forward(handle, self.ahead - came)
        self.forwarded[case_no] = self.ahead

    def _ahead_at(self, moment: datetime) -> timedelta:
        return max((ahead for at, ahead in self._steps if at <= moment), default=timedelta())


async def later(town: Town, case: Case, seq: int) -> None:
    """Wait until something more is recorded of a case."""
    async with asyncio.timeout(PATIENCE):
        while (await town.stack.see(case))["timeline"][-1]["seq"] <= seq:
            await asyncio.sleep(0.05)


class Quiet(Server):
    """A server that leaves the signals to pytest."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        """Nothing."""
        yield


def mailbox(folder: Path, unit: str) -> None:
    """That unit is reached by e-mail in a town of this data folder."""
    entry = f'[{unit}]\nkind = "email"\nto = "duty@example.org"\n'
    (folder / "departments.toml").write_text(entry, encoding="utf-8")


@contextlib.asynccontextmanager
async def open_town(folder: Path, city: City, **changes: object) -> AsyncIterator[Town]:
    """From an empty data folder, on a free port, with these settings changed."""
    settings = demo_settings(folder, story_start=FRIDAY, **changes)
    async with time_in_hand() as temporal:
        town = Town("", FastAPI(), temporal)
        town.app = create_app(settings, client=temporal.client)
        listening = socket.create_server(("127.0.0.1", 0))
        town.base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(town.app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
        server = Quiet(config, town.app)
        serving = asyncio.create_task(server.serve([listening]))
        database = Database(settings.database)
        while not server.started:
            await asyncio.sleep(0.02)
        door = town.door
        seals, messages = (door.vault, door.numbers), settings.paths.data / "messages.jsonl"
        keepings = keepings_of(settings, city.calendar.timezone, door.story.scale)
        able = hands(
            temporal.client, city, frozenset(), database, messages, seals, town.now, keepings, door.story
        )
        async with (
            case_worker(temporal.client, able),
            httpx.AsyncClient(base_url=f"{town.base}/api/v1") as http,
        ):
            town.stack = Stack(town.app, http, temporal.client, signs_in(http))
            yield town
        server.should_exit = True
        await serving
        await database.dispose()
