"""The system under the show: starts it as a child process, waits until ready, ends it. Used by `show`."""

import asyncio
import contextlib
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path

from demo.settings import CannotStart

COMMAND = ("-m", "infra.local", "up")
READY = "huying ready "
PATIENCE = 120.0
"""Seconds until it must be ready."""
LAST_WORDS = 20
ENDING = 20.0


class Server:
    """The child process and what it says, kept in a log file."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process, self._log = process, log
        self._ready = asyncio.Event()
        self._tail: deque[str] = deque(maxlen=LAST_WORDS)
        self._listening = asyncio.create_task(self._listen())

    async def ready(self) -> None:
        """Wait for its word. Raises `CannotStart` with its last lines if it ends or takes too long."""
        ended = asyncio.create_task(self._process.wait())
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ended, ready}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        ready.cancel()
        if not self._ready.is_set():
            await asyncio.sleep(0.2)
            raise CannotStart("the system did not start; its last words:\n  " + "\n  ".join(self._tail))

    @property
    def running(self) -> bool:
        """Whether it is still there."""
        return self._process.returncode is None

    async def wait(self) -> None:
        """Until it ends."""
        await self._process.wait()

    async def end(self) -> None:
        """As Ctrl-C would; by force where it does not listen."""
        for signal_number in (signal.SIGINT, signal.SIGKILL):
            if self.running:
                with contextlib.suppress(ProcessLookupError):
                    self._send(signal_number)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._process.wait(), ENDING)
        await asyncio.wait({self._listening}, timeout=2)

    def _send(self, signal_number: int) -> None:
        """Force goes to its whole group, so that nothing of it stays behind."""
        if signal_number == signal.SIGKILL:
            os.killpg(self._process.pid, signal_number)
        else:
            self._process.send_signal(signal_number)

    async def _listen(self) -> None:
        out = self._process.stdout
        if out is None:
            return
        with self._log.open("w", encoding="utf-8") as log:
            async for raw in out:
                line = raw.decode(errors="replace").rstrip()
                log.write(line + "\n")
                self._tail.append(line)
                if READY in line:
                    self._ready.set()
                    log.flush()


@contextlib.asynccontextmanager
async def running(environment: dict[str, str], log: Path) -> AsyncIterator[Server]:
    """The system, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *COMMAND,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        limit=1 << 20,
    )
    server = Server(process, log)
    try:
        yield server
    finally:
        await server.end()
