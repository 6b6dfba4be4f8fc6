"""A process that is started again whenever it ends, as a service manager does. Nothing else is ever signalled."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

PAUSE = 0.5  # seconds before a process that ended by itself is started again
FAREWELL = 12.0  # seconds that a process may take to end when it is asked to


class Kept:
    """One program of the system, from `start` to `stop`. Its output is appended to a log of its name."""

    def __init__(self, name: str, command: tuple[str, ...], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._command, self._env, self._log = command, dict(env), log
        self._process: asyncio.subprocess.Process | None = None
        self._free = asyncio.Event()
        self._free.set()
        self._keeping: asyncio.Task[None] | None = None
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """Its process id now; None while it is down."""
        return self._process.pid if self._process and self._process.returncode is None else None

    @property
    def peak(self) -> int:
        """The most memory that it ever had, in MB; 0 while it is down."""
        if self.pid is None:
            return 0
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))

    def start(self) -> None:
        """Start it, and again whenever it ends."""
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End it for good."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        await self._end()

    async def kill(self, down: float) -> None:
        """SIGKILL; started again after `down` seconds."""
        with self._held():
            self._signal(signal.SIGKILL)
            await asyncio.sleep(down)

    async def freeze(self, seconds: float) -> None:
        """SIGSTOP, and SIGCONT after `seconds`."""
        frozen = self.pid
        self._signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            if self.pid == frozen:
                self._signal(signal.SIGCONT)

    async def replace(self, **settings: str) -> None:
        """End it as an operator would (SIGTERM), and start it with these settings changed."""
        self._env |= settings
        with self._held():
            await self._end()

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """It stays down until the block ends."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    async def _keep(self) -> None:
        while True:
            await self._free.wait()
            self.starts += 1
            with self._log.open("ab") as sink:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    env=self._env,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    start_new_session=True,
                )
            await self._process.wait()
            await asyncio.sleep(PAUSE)

    async def _end(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._signal(signal.SIGCONT)
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), FAREWELL)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if (pid := self.pid) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
