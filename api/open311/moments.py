"""Dates as clients write them, and windows of them. Used by the lists of `api.open311`."""

import re
from datetime import UTC, date, datetime, time, timedelta

from api import errors
from api.door import Door
from domain.localtime import zone

SPAN = timedelta(days=90)
_LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")
"""A `+` of an offset that was not escaped in a query arrives as a blank."""


def moment(door: Door, name: str, text: str | None, *, end: bool = False) -> datetime | None:
    """The moment in UTC; without an offset it is the city's own time, and a day alone begins at its midnight.

    As the `end` of a window a day alone is counted whole. None for none. Raises 422.
    """
    if not text:
        return None
    local = zone(door.city.calendar.timezone)
    try:
        if len(text) <= len("2026-10-01"):
            day = date.fromisoformat(text) + timedelta(days=1 if end else 0)
            return datetime.combine(day, time(), local).astimezone(UTC)
        said = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", text) if "T" in text else text)
        return (said if said.tzinfo else said.replace(tzinfo=local)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise errors.malformed(
            name, "须为 W3C 时间，如 2026-10-01T08:00:00+08:00", "must be like 2026-10-01T08:00:00+08:00"
        ) from error


def window(door: Door, start_date: str | None, end_date: str | None) -> tuple[datetime, datetime]:
    """[start, end), at most 90 days; the last 90 where neither is given. Raises 422."""
    start, end = moment(door, "start_date", start_date), moment(door, "end_date", end_date, end=True)
    now = door.now() + timedelta(seconds=1)  # what came in this very moment is among it
    try:
        if start is None:
            end = end or now
            return end - SPAN, end
        end = end or max(start, min(now, start + SPAN))
    except OverflowError as error:
        raise errors.malformed("start_date", "超出范围", "is out of range") from error
    if end < start:
        raise errors.malformed("end_date", "早于 start_date", "lies before start_date")
    if end - start > SPAN + timedelta(days=1):
        raise errors.malformed(
            "end_date", "与 start_date 相隔最多 90 天", "is more than 90 days after start_date"
        )
    return start, end
