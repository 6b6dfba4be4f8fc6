"""Waiting for what a worker, a server or a department does meanwhile: the real ones answer when they can."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 30.0
"""Seconds until a test says that what it waits for does not come."""
FIRST, LONGEST, GROWS = 0.01, 0.2, 1.5
"""Seconds between two looks. Ever more: whoever is waited for needs the processor as well."""
T = TypeVar("T")


async def until(look: Callable[[], Awaitable[T]], holds: Callable[[T], object] = bool) -> T:
    """What is seen, once that holds of it. Raises `AssertionError` with what was seen last where it never does."""
    ends, pause = time.monotonic() + PATIENCE, FIRST
    while not holds(seen := await look()):
        assert time.monotonic() < ends, seen
        await asyncio.sleep(pause)
        pause = min(pause * GROWS, LONGEST)
    return seen
