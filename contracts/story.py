"""The story clock: how fast this installation lives. In every run's input; made by `infra.clock`.

Rules, calendars and pages speak story time. Only timers and sockets speak real time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class StoryClock:
    """Story time runs from `story_start` at `real_origin`, one story second in `scale` real seconds.

    Both moments carry an offset. `scale` is greater than 0; 1 is ordinary life, 0.0007 a day in a minute.
    Only the standard library and no state: the same in a workflow, in the API and in a test.
    """

    story_start: datetime
    real_origin: datetime
    scale: float = 1.0

    def story(self, real: datetime) -> datetime:
        """Return the story time, in UTC, at the moment `real` (any offset)."""
        return (self.story_start + (real - self.real_origin) / self.scale).astimezone(UTC)

    def real(self, story: datetime) -> datetime:
        """Return the real moment, in UTC, at which the story reaches `story` (any offset); never too early."""
        guess = (self.real_origin + (story - self.story_start) * self.scale).astimezone(UTC)
        # Rounded to the nearest microsecond it could fall short, and a timer set to it would ring too early.
        return guess if self.story(guess) >= story else guess + _TICK

    def real_duration(self, story: timedelta) -> timedelta:
        """Return the real time that the story duration `story` takes, never too short."""
        guess = story * self.scale
        return guess if guess / self.scale >= story else guess + _TICK


def begin(real_now: datetime, story_start: datetime | None = None, scale: float = 1.0) -> StoryClock:
    """Return a clock that starts at `real_now`: at `story_start`, or at the real time when there is none."""
    return StoryClock(story_start or real_now, real_now, scale)
