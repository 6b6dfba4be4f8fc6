"""An answer that is the same for everybody, kept for a moment: however many ask, it is made once. For public pages."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
FRESH = 5.0
"""Seconds of real time that an answer counts: in a story at high speed, two hours."""


class Remembered(Generic[T]):
    """One answer. What making it raises is raised to whoever asked, and nothing is kept."""

    def __init__(self) -> None:
        self._answer: tuple[float, T] | None = None
        self._lock = asyncio.Lock()

    async def get(self, make: Callable[[], Awaitable[T]]) -> T:
        """The answer, made anew when it is too old."""
        async with self._lock:
            if self._answer is None or self._answer[0] < time.monotonic():
                made = await make()
                self._answer = (time.monotonic() + FRESH, made)
            return self._answer[1]
