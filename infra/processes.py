"""One child process: started, listened to, waited for, ended. Called by `infra.local`."""

import asyncio
import contextlib
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

import structlog

from infra.refusal import StartError

LONGEST_LINE = 1 << 20  # bytes; a longer one is dropped
log = structlog.get_logger()


def _print(line: str) -> None:
    print(line, flush=True)


@dataclass(frozen=True)
class Program:
    """What to start, and how to know that it is ready.

    It is ready when it has said `ready_line` and when `ready` (if any) has returned. `relay` gets every line
    of its standard output, and with `errors_too` of its standard error, which else stays ours.
    """

    name: str
    command: tuple[str, ...]
    ready_line: str | None = None
    ready: Callable[[], Awaitable[object]] | None = None
    relay: Callable[[str], None] = _print
    errors_too: bool = False
    start_within: timedelta = timedelta(seconds=60)
    stop_within: timedelta = timedelta(seconds=5)


class Child:
    """A program that was started. Only this very process is ever signalled."""

    def __init__(self, program: Program, process: asyncio.subprocess.Process) -> None:
        self.program, self._process = program, process
        self._said_ready = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, program: Program, env: Mapping[str, str], folder: Path) -> Self:
        """Start `program` in `folder`, in a session of its own: Ctrl-C in the terminal must not hit it before
        its turn. Raises `StartError` if the program can't be started at all."""
        try:
            process = await asyncio.create_subprocess_exec(
                *program.command,
                env=dict(env),
                cwd=folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=PIPE,
                stderr=STDOUT if program.errors_too else None,
                start_new_session=True,
                limit=LONGEST_LINE,
            )
        except OSError as error:
            raise StartError(f"{program.name} can't be started: {error}") from error
        return cls(program, process)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def until_ready(self) -> None:
        """Return when it is ready. Raises `StartError` if it ends or takes too long."""
        ready, ended = asyncio.ensure_future(self._ready()), asyncio.ensure_future(self.ended())
        bound = self.program.start_within.total_seconds()
        try:
            await asyncio.wait({ready, ended}, timeout=bound, return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                return ready.result()
            if ended.done():
                raise StartError(f"{ended.result()} before it was ready")
            raise StartError(f"{self.program.name} was not ready after {bound:g} s")
        finally:
            ready.cancel()
            ended.cancel()

    async def ended(self) -> str:
        """Wait until it ends, and return that as a sentence without its full stop."""
        status = await self._process.wait()
        how = f"with status {status}" if status >= 0 else f"by signal {-status}"
        return f"{self.program.name} ended {how}"

    async def stop(self) -> None:
        """End it: asked first, by force when it does not listen. Returns when it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), self.program.stop_within.total_seconds())
        except TimeoutError:
            log.warning("process.killed", name=self.program.name, pid=self.pid)
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        # A grandchild may hold the pipe open: what it still says is not worth waiting for.
        await asyncio.wait({self._listening}, timeout=1)
        self._listening.cancel()

    async def _ready(self) -> None:
        if self.program.ready_line is not None:
            await self._said_ready.wait()
        if self.program.ready is not None:
            await self.program.ready()

    async def _listen(self) -> None:
        output = self._process.stdout
        assert output is not None  # PIPE above
        while True:
            try:
                raw = await output.readline()
            except ValueError:
                continue
            if not raw:
                return
            line = raw.decode("utf-8", "replace").rstrip()
            if line == self.program.ready_line:
                self._said_ready.set()
            elif line:
                self.program.relay(line)
