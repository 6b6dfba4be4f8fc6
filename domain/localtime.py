"""Story time as people read it. For stories, words and pages; rules count in UTC."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name."""
    return ZoneInfo(name)


def short(at: datetime, zone_name: str) -> str:
    """`10-09 16:30` in the city's own time."""
    return at.astimezone(zone(zone_name)).strftime("%m-%d %H:%M")
