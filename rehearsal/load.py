"""What one unit carried in a rehearsal."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.calendar import Calendar
from domain.catalogue import Clock
from domain.clock import elapsed
from rehearsal.queues import Queue

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Load:
    """People, and the hours they were at work of those they were there; or of several units together."""

    people: int = 0
    jobs: int = 0
    busy_hours: float = 0.0
    staffed_hours: float = 0.0
    longest_queue: int = 0
    waited_hours: float = 0.0  # all jobs together, from coming in to being taken up, nights and all

    @property
    def share(self) -> float | None:
        """Hours at work of hours there; None for who was never there."""
        return self.busy_hours / self.staffed_hours if self.staffed_hours else None

    def plus(self, other: "Load") -> "Load":
        """Both together."""
        return Load(
            self.people + other.people,
            self.jobs + other.jobs,
            self.busy_hours + other.busy_hours,
            self.staffed_hours + other.staffed_hours,
            max(self.longest_queue, other.longest_queue),
            self.waited_hours + other.waited_hours,
        )

    def told(self) -> dict[str, Any]:
        """For JSON."""
        mean = self.waited_hours / self.jobs if self.jobs else 0.0
        rounded = {name: round(value, 2) for name, value in asdict(self).items()}
        return rounded | {
            "share": round(self.share, 4) if self.share else 0.0,
            "mean_wait_hours": round(mean, 3),
        }


def load_of(queue: Queue, calendar: Calendar, hours_key: str, start: datetime, end: datetime) -> Load:
    """Of one unit between two moments (UTC); `hours_key` are the unit's own hours."""
    staffed = timedelta()
    for crew in queue.crews:
        key = crew.team.hours or hours_key
        staffed += crew.team.people * elapsed(calendar, key, Clock.DUTY, start, end)
    return Load(
        sum(crew.team.people for crew in queue.crews),
        queue.begun,
        sum((crew.busy for crew in queue.crews), timedelta()) / AN_HOUR,
        staffed / AN_HOUR,
        queue.longest,
        queue.waited / AN_HOUR,
    )
