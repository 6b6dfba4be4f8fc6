"""Small machinery of the actors: a set of running tasks, and a bell that wakes a waiting loop."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Tasks:
    """Tasks that end with the show; one that failed is told to the books."""

    def __init__(self, faults: list[str]) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._faults = faults

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run it beside everything else."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def quiet(self) -> None:
        """Wait until nothing runs."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def end(self) -> None:
        """Stop whatever still runs."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._faults.append(f"{type(error).__name__}: {error}")


class Bell:
    """Wakes a loop earlier than it would wake by itself."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something is there."""
        self._rung.set()

    async def wait(self, longest: float) -> None:
        """Until rung, at most so many seconds; never less than a breath."""
        try:
            await asyncio.wait_for(self._rung.wait(), longest)
        except TimeoutError:
            return
        self._rung.clear()
        await asyncio.sleep(min(0.05, longest))
