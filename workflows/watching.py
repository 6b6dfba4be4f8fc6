"""Several looks in one run, a pause apart: a closed run costs the server twenty kilobytes and a look three.

Used by the workflows that schedules start. No two runs of one look at once: the schedule sees to that.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.watching import Watch

T = TypeVar("T")


async def looks(watch: Watch, look: Callable[[], Awaitable[T]]) -> list[T]:
    """Look at every moment of the watch; a moment slept through is left out."""
    began, pause, seen = workflow.now(), timedelta(seconds=watch.pause), []
    for number in range(watch.looks):
        ahead = began + number * pause - workflow.now()
        if ahead < -pause:
            continue
        if ahead > timedelta():
            await workflow.sleep(ahead, summary="到下一次查看")
        seen.append(await look())
    return seen
