"""The whole system as a child process, on ports and a data folder of its own. For every bench."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

READY = "huying ready "
PATIENCE = 120.0  # seconds until it must be up
FAREWELL = 30.0  # seconds until it must be gone


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(**settings: str) -> AsyncIterator[str]:
    """The address of a system that is ready; ended, and its data removed, at the end."""
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as folder:
        ports = ("HUYING_PORT", "HUYING_TEMPORAL_PORT", "HUYING_TEMPORAL_UI_PORT")
        env = os.environ | {name: str(free_port()) for name in ports}
        env |= {"HUYING_DATA_DIR": folder, "HUYING_DEMO": "1", "HUYING_LOG": "json"} | settings
        log = Path(folder) / "log"
        with log.open("wb") as sink:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "infra.local",
                "up",
                env=env,
                stdout=asyncio.subprocess.PIPE,
                stderr=sink,
            )
            try:
                yield await _ready(child, log)
            finally:
                await _end(child)


async def _ready(child: asyncio.subprocess.Process, log: Path) -> str:
    assert child.stdout is not None
    async with asyncio.timeout(PATIENCE):
        async for line in child.stdout:
            if line.decode().startswith(READY):
                drain = asyncio.create_task(_drain(child.stdout))
                drains.add(drain)
                return line.decode().removeprefix(READY).strip()
    last = await asyncio.to_thread(log.read_text, errors="replace")
    raise SystemExit(f"the system did not start:\n{last[-2000:]}")


drains: set[asyncio.Task[None]] = set()
"""Readers of the children's output, kept from the garbage collector."""


async def _drain(stream: asyncio.StreamReader) -> None:
    async for _ in stream:
        pass


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        child.terminate()
        try:
            await asyncio.wait_for(child.wait(), FAREWELL)
        except TimeoutError:
            child.kill()
            await child.wait()
