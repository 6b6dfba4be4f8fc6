"""One timer for the whole case, extended lazily: a later deadline leaves it be, an earlier one replaces it."""

import asyncio
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.story import StoryClock

from workflows.options import GRACE


class LazyTimer:
    """Rings `GRACE` after the moment it was armed for, or earlier; whoever wakes looks what is due."""

    def __init__(self, story: StoryClock) -> None:
        self._story = story
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
        self._task = asyncio.create_task(workflow.sleep(wait, summary=summary))

    def stop(self) -> None:
        """Nothing is due any more."""
        if self._task and not self._task.done():
            self._task.cancel()
        self._task = None
