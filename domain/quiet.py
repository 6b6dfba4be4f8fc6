"""免打扰: hours of the night in which nobody's telephone rings for us. Pure; asked by `domain.outgoing`."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from domain.localtime import zone


@dataclass(frozen=True)
class Quiet:
    """From one local time of day to another, over midnight where it ends before it begins; equal: never."""

    begins: time
    ends: time

    def holds(self, at: datetime, timezone: str) -> bool:
        """Whether that moment (UTC) is quiet, in the city's own time."""
        now = at.astimezone(zone(timezone)).time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends

    def awake(self, at: datetime, timezone: str) -> datetime:
        """The first moment from `at` on (UTC) that is not quiet."""
        if not self.holds(at, timezone):
            return at
        local = at.astimezone(zone(timezone))
        day = local.date() + timedelta(days=local.time() >= self.ends)
        end = datetime.combine(day, self.ends, local.tzinfo).replace(fold=local.fold)
        return end.astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"


def parse_quiet(text: str) -> Quiet:
    """`21:00-08:00`. Raises `ValueError`."""
    begins, dash, ends = text.partition("-")
    if not dash or len(begins) != len("21:00") or len(ends) != len("08:00"):
        raise ValueError(f"{text!r} is not hours like 21:00-08:00")
    return Quiet(time.fromisoformat(begins), time.fromisoformat(ends))
