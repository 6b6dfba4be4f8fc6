"""The story clock as the demo follows it, set by what the API says. Used by every actor."""

import asyncio
import time
from datetime import datetime, timedelta


class Clock:
    """Story time = a known moment + real time since ÷ scale."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self._story: datetime | None = None
        self._real = 0.0

    def set(self, story: datetime, real: float) -> None:
        """At `real` (`time.monotonic`) it was `story`."""
        self._story, self._real = story, real

    def now(self) -> datetime:
        """The story moment now. Raises `RuntimeError` before `set`."""
        if self._story is None:
            raise RuntimeError("the story clock has not been set yet")
        return self._story + timedelta(seconds=(time.monotonic() - self._real) / self.scale)

    def real(self, span: timedelta) -> float:
        """How many real seconds a span of story time takes."""
        return span.total_seconds() * self.scale

    async def until(self, moment: datetime) -> None:
        """Sleep until then; at once where it is past."""
        left = self.real(moment - self.now())
        if left > 0:
            await asyncio.sleep(left)
