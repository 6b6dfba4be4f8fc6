"""Daily hours as written: `00:00-24:00 daily` in units.csv, a list of periods for offices in policy.toml."""

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from domain.calendar import Hours

_PERIOD = re.compile(r"([0-2]\d:[0-5]\d)-([0-2]\d:[0-5]\d)")


def parse_hours(text: str) -> Hours:
    """`07:00-23:00 daily`. Raises `ValueError`."""
    period, _, days = text.partition(" ")
    if days != "daily":
        raise ValueError(f"{text!r} is not office, or hours like 07:00-23:00 daily")
    return Hours((_period(period),), working_days_only=False)


def office_hours(periods: Iterable[str]) -> Hours:
    """Periods of a working day, in order. Raises `ValueError`."""
    read = tuple(_period(period) for period in periods)
    if not read or any(a[1] == time(0) or a[1] > b[0] for a, b in pairwise(read)):
        raise ValueError("office hours must be periods in order, none overlapping")
    return Hours(read, working_days_only=True)


def _period(text: str) -> tuple[time, time]:
    written = _PERIOD.fullmatch(text)
    if written is None:
        raise ValueError(f"{text!r} is not a period like 08:30-12:00")
    start, end = written[1], written[2]
    until = time(0) if end == "24:00" else time.fromisoformat(end)
    begin = time.fromisoformat(start)
    if end != "24:00" and until <= begin:
        raise ValueError(f"{text!r} ends before it begins")
    return begin, until
