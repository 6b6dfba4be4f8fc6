"""When one can come: the slots of an office's hours on its next working days. Pure; asked by the doors."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from domain.calendar import Calendar
from domain.catalogue import Clock
from domain.clock import hours_of, works
from domain.localtime import zone
from domain.matters.matter import Slot
from domain.offering import Offering


def slots(calendar: Calendar, offering: Offering, now: datetime) -> Iterator[Slot]:
    """Every slot that begins after `now` (UTC), of so many working days, in order; UTC."""
    local, hours = zone(calendar.timezone), hours_of(calendar, "", Clock.WORKING)
    length = timedelta(minutes=offering.slot_minutes)
    day, left = now.astimezone(local).date(), offering.days_ahead
    while left:
        if works(calendar, day):
            left -= 1
            for begin, end in hours.periods:
                at, over = (datetime.combine(day, each, local).astimezone(UTC) for each in (begin, end))
                while at + length <= over:
                    if at > now:
                        yield Slot(at, at + length)
                    at += length
        day += timedelta(days=1)
