"""Work that goes on after the answer: bounded, each piece once at a time, ended with the application.

Made by `api.main` for the door; whoever gives work sees to its errors.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import structlog

T = TypeVar("T")

AT_ONCE, MOST = 4, 200
"""Pieces that are done at the same time, and that may wait or be done."""
ENDS = 2.0
"""Seconds that they have when the application ends."""
log = structlog.get_logger()


class Beside:
    """The pieces of work of one application."""

    def __init__(self) -> None:
        self._tasks: dict[object, asyncio.Task[Any]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    def take(self, name: str, work: Callable[[], Awaitable[None]]) -> bool:
        """Do it soon, unless it is being done already; False where too much waits."""
        if name in self._tasks:
            return True
        if len(self._tasks) >= MOST:
            log.warning("beside.full", waiting=MOST)
            return False
        self._tasks[name] = task = asyncio.create_task(self._done(work))
        task.add_done_callback(lambda _: self._tasks.pop(name, None))
        return True

    async def _done(self, work: Callable[[], Awaitable[None]]) -> None:
        async with self._gate:
            try:
                await work()
            except Exception as error:  # nobody waits for it: the line is all that anybody will hear
                log.error("beside.broken", error=type(error).__name__)

    async def within(self, seconds: float, work: Coroutine[Any, Any, T]) -> T | None:
        """What it gives; None where that takes longer: then it goes on, and so it does where nobody waits any more."""
        task = asyncio.ensure_future(work)
        self._tasks[task] = task
        task.add_done_callback(lambda _: self._tasks.pop(task, None))
        try:
            done, _ = await asyncio.wait({task}, timeout=seconds)
        finally:
            if not task.done():
                task.add_done_callback(_unheard)
        return task.result() if done else None

    @property
    def waiting(self) -> int:
        """How many pieces wait or are being done."""
        return len(self._tasks)

    async def idle(self) -> None:
        """Return when nothing waits."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            await asyncio.sleep(0)  # for the callbacks that strike them off

    async def close(self) -> None:
        """Let what is being done come to its end, or end it after a moment."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDS):
                await self.idle()


def _unheard(task: asyncio.Task[Any]) -> None:
    """Nobody waits for it any more: its failure is a line."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.warning("beside.broken", error=type(error).__name__)
