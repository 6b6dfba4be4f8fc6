"""The whole system as child processes, on ports and a data folder of its own. For every bench."""

import asyncio
import json
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

READY = "huying ready "
PATIENCE = 120.0  # seconds until it must be up
FAREWELL = 30.0  # seconds until it must be gone
PORTS = ("HUYING_PORT", "HUYING_TEMPORAL_PORT", "HUYING_TEMPORAL_UI_PORT")
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has had (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    """MB that a process has in memory now (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@dataclass
class System:
    """One system in a folder: started, looked at, ended, and started again."""

    folder: Path
    env: dict[str, str]
    base: str = ""
    _child: asyncio.subprocess.Process | None = field(default=None, repr=False)
    _drain: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """What its programs said since they were started last."""
        return self.folder / "log"

    @property
    def database(self) -> Path:
        """The file of its read model, where the settings name no other."""
        return self.folder / "huying.db"

    def pid(self, name: str) -> int:
        """The process of that name: temporal, worker, api."""
        for line in self.log.read_text(errors="replace").splitlines():
            if (
                line.startswith("{")
                and '"process.ready"' in line
                and (said := json.loads(line))["name"] == name
            ):
                return int(said["pid"])
        raise LookupError(f"no process {name} was started")

    async def start(self) -> None:
        """Start it, and return when it is ready."""
        with self.log.open("wb") as sink:
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "infra.local", "up"),
                env=self.env,
                stdout=asyncio.subprocess.PIPE,
                stderr=sink,
            )
        self.base = await self._ready(self._child)

    async def _ready(self, child: asyncio.subprocess.Process) -> str:
        assert child.stdout is not None
        async with asyncio.timeout(PATIENCE):
            async for line in child.stdout:
                if line.decode().startswith(READY):
                    self._drain = asyncio.create_task(_drained(child.stdout))
                    return line.decode().removeprefix(READY).strip()
        last = await asyncio.to_thread(self.log.read_text, errors="replace")
        raise SystemExit(f"the system did not start:\n{last[-2000:]}")

    async def stop(self) -> None:
        """End it; its data stays."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            child.terminate()
            try:
                await asyncio.wait_for(child.wait(), FAREWELL)
            except TimeoutError:
                child.kill()
                await child.wait()


async def _drained(stream: asyncio.StreamReader) -> None:
    async for _ in stream:
        pass


@asynccontextmanager
async def started(**settings: str) -> AsyncIterator[System]:
    """A system that is ready; ended, and its data removed, at the end."""
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as folder:
        env = os.environ | {name: str(free_port()) for name in PORTS}
        env |= {"HUYING_DATA_DIR": folder, "HUYING_DEMO": "1", "HUYING_LOG": "json"} | settings
        system = System(Path(folder), env)
        try:
            await system.start()
            yield system
        finally:
            await system.stop()


@asynccontextmanager
async def running(**settings: str) -> AsyncIterator[str]:
    """The same for who needs its address alone."""
    async with started(**settings) as system:
        yield system.base
