"""One timer for the whole case, extended lazily: a later deadline leaves it be, an earlier one replaces it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.story import StoryClock

from workflows.options import GRACE


class LazyTimer:
    """Rings `GRACE` after the moment it was armed for, or earlier; whoever wakes looks what is due.

    `ringing` is told of it first.
    """

    def __init__(self, story: StoryClock, ringing: Callable[[], None]) -> None:
        self._story, self._ringing = story, ringing
        self._task: asyncio.Task[None] | None = None
        self._rings_at: datetime | None = None

    @property
    def rang(self) -> bool:
        """Whether it has rung since it was armed."""
        return self._task is not None and self._task.done()

    def arm(self, due: datetime, summary: str) -> None:
        """See that it rings no later than after `due` (UTC, story time); `summary` is for the Temporal UI."""
        rings_at = self._story.real(due + GRACE)
        if self._task and not self._task.done() and self._rings_at and self._rings_at <= rings_at:
            return
        self.stop()
        self._rings_at = rings_at
        wait = max(rings_at - workflow.now(), rings_at - rings_at)
        self._task = asyncio.create_task(self._ring(wait, summary))

    def stop(self) -> None:
        """Nothing is due any more."""
        if self._task and not self._task.done():
            self._task.cancel()
        self._task = None

    async def _ring(self, wait: timedelta, summary: str) -> None:
        await workflow.sleep(wait, summary=summary)
        self._ringing()
