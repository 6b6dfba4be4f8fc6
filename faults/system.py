"""The whole system as processes to be broken one by one: Temporal on its file, a database, two workers, two APIs."""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import httpx
from temporalio.client import Client

from bench.stack import free_port
from faults.disk import Disk
from faults.processes import Kept
from faults.stores import Store, opened
from infra.preflight import temporal_program
from infra.settings import load
from infra.stages import temporal_server

ROOT = Path(__file__).parent.parent
STORY_START = "2026-10-12T08:20:00+08:00"
"""A Monday, before the offices open."""
UP_WITHIN = 90.0  # seconds
DEPLOYMENT, FIRST_BUILD = "huying", "b0"
WORKERS, APIS = ("worker-1", "worker-2"), ("api-1", "api-2")


@dataclass
class System:
    """What runs, and the locks by which no two faults hit one process at once."""

    folder: Path
    disk: Disk
    store: Store
    env: dict[str, str]
    doors: tuple[str, ...]
    kept: dict[str, Kept] = field(default_factory=dict)
    builds: int = 0
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        """Real seconds of one story second."""
        return float(self.env["HUYING_TIME_SCALE"])

    def lock(self, target: str) -> asyncio.Lock:
        """Held by whoever breaks that target."""
        return self.locks.setdefault(target, asyncio.Lock())

    def story(self, moment: float | None = None) -> datetime:
        """The story's time (UTC) at a moment of `time.time`, by this process's own clock."""
        start, origin = self._clock
        real = datetime.fromtimestamp(time.time() if moment is None else moment, UTC)
        return (start + (real - origin) / self.scale).astimezone(UTC)

    def when(self, story: datetime) -> float:
        """The moment of `time.time` at which the story is there."""
        start, origin = self._clock
        return (origin + (story - start) * self.scale).timestamp()

    def real(self, story: timedelta) -> float:
        """Real seconds of a story duration."""
        return story.total_seconds() * self.scale

    @cached_property
    def _clock(self) -> tuple[datetime, datetime]:
        """When the story began, in its own time and in ours. Written once, at the first start."""
        clock = json.loads((self.folder / "data" / "story-clock.json").read_text())
        return datetime.fromisoformat(clock["story_start"]), datetime.fromisoformat(clock["real_origin"])

    async def temporal(self) -> Client:
        """A client of its Temporal server."""
        return await Client.connect(f"127.0.0.1:{self.env['HUYING_TEMPORAL_PORT']}")

    async def make_current(self, build: str) -> None:
        """As an operator does after a deploy, and again until the server takes it."""
        command = ("worker", "deployment", "set-current-version", "--deployment-name", DEPLOYMENT)
        address = f"127.0.0.1:{self.env['HUYING_TEMPORAL_PORT']}"
        for _ in range(60):
            done = await asyncio.create_subprocess_exec(
                *(temporal_program(self.env), *command, "--build-id", build, "--yes", "--address", address),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if await done.wait() == 0:
                return
            await asyncio.sleep(1)
        raise RuntimeError(f"Temporal does not make build {build} current")

    async def stop(self) -> None:
        """End every process; Temporal last, for the workers say good-bye to it."""
        await asyncio.gather(*(kept.stop() for name, kept in self.kept.items() if name != "temporal"))
        await self.kept["temporal"].stop()

    def log(self, name: str) -> str:
        """What a process said."""
        return (self.folder / f"{name}.log").read_text(errors="replace")


@contextlib.asynccontextmanager
async def running(store: str, scale: float, departments: str = "", **more: str) -> AsyncIterator[System]:
    """The system, up; ended, and its data removed, at the end. `departments` is the text of the departments file."""
    folder, disk = await asyncio.to_thread(_place, departments)
    database: Store | None = None
    system: System | None = None
    try:
        database = await asyncio.to_thread(opened, store, disk.folder)
        system = _system(folder, disk, database, scale, more)
        await _start(system)
        yield system
    finally:
        if system is not None:
            await system.stop()
        if database is not None:
            await asyncio.to_thread(database.stop)
        disk.remove()
        if not os.environ.get("FAULTS_KEEP"):
            shutil.rmtree(folder)


def _place(departments: str) -> tuple[Path, Disk]:
    """A folder that PostgreSQL's own user may pass through, and the disk in it."""
    folder = Path(tempfile.mkdtemp(prefix="huying-faults-"))
    folder.chmod(0o711)
    (folder / "data").mkdir()
    (folder / "data" / "departments.toml").write_text(departments)
    return folder, Disk(folder / "disk")


def _system(folder: Path, disk: Disk, store: Store, scale: float, more: dict[str, str]) -> System:
    ports = [free_port() for _ in range(4)]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "TEMPORAL_"))}
    env |= {
        "HUYING_DATA_DIR": str(folder / "data"),
        "HUYING_PACK": str(ROOT / "packs" / "shuiguohu"),
        "HUYING_DATABASE_URL": store.url,
        "HUYING_TEMPORAL_PORT": str(ports[0]),
        "HUYING_TEMPORAL_UI_PORT": str(ports[1]),
        "HUYING_TIME_SCALE": repr(scale),
        "HUYING_STORY_START": STORY_START,
        "HUYING_BUILD_ID": FIRST_BUILD,
        "HUYING_DEMO": "1",
        "HUYING_LOG": "json",
        "HUYING_SEAL_PAYLOADS": "0",  # what cases tell is read here
        "PYTHONPATH": str(ROOT),
    } | more
    system = System(folder, disk, store, env, tuple(f"http://127.0.0.1:{port}" for port in ports[2:]))
    server = temporal_server(load(env), temporal_program(env)).command

    def keep(name: str, command: tuple[str, ...], **settings: str) -> None:
        system.kept[name] = Kept(name, command, env | settings, folder / f"{name}.log")

    keep("temporal", server)
    for name, port in zip(APIS, ports[2:], strict=True):
        keep(name, (sys.executable, "-m", "api"), HUYING_PORT=str(port))
    for name in WORKERS:
        keep(name, (sys.executable, str(ROOT / "worker.py")))
    return system


async def _start(system: System) -> None:
    """The first API makes the tables and keys; then the rest at once."""
    for name in ("temporal", "api-1"):
        system.kept[name].start()
    await up(system.doors[:1])
    for name in (*APIS[1:], *WORKERS):
        system.kept[name].start()
    await up(system.doors)
    async with asyncio.timeout(UP_WITHIN):
        while not all("worker ready" in system.log(name) for name in WORKERS):
            await asyncio.sleep(0.2)


async def up(doors: tuple[str, ...]) -> None:
    """Return when all of them are ready: database and Temporal reachable. Raises `TimeoutError`."""
    async with asyncio.timeout(UP_WITHIN), httpx.AsyncClient(timeout=5, trust_env=False) as http:
        for door in doors:
            while not await _ready(http, door):
                await asyncio.sleep(0.2)


async def _ready(http: httpx.AsyncClient, door: str) -> bool:
    try:
        return (await http.get(f"{door}/readyz")).is_success
    except httpx.TransportError:
        return False
