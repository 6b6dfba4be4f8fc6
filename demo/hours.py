"""When people of the story work, and when a budget ends. Used by `pace` and by the story's tests.

Only for the story's own days: it is a script's sums, not the system's clock.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from demo.script import EDGE

MAKEUP = date(2026, 10, 10)
"""A Saturday on which offices work (调休)."""
HOLIDAYS = frozenset(date(2026, 10, day) for day in range(1, 8))
OFFICE = ((time(8, 30), time(12)), (time(14), time(17, 30)))
DAYS_AHEAD = 60
Span = tuple[datetime, datetime]


def works(day: date) -> bool:
    """Whether offices work that day."""
    return day == MAKEUP or (day not in HOLIDAYS and day.weekday() < 5)


def spans(hours: str, start: datetime) -> Iterator[Span]:
    """The working spans of `hours` from `start` on: `office`, or `08:30-17:30 daily`."""
    first = start.astimezone(EDGE).date()
    for number in range(DAYS_AHEAD):
        day = first + timedelta(days=number)
        for begin, end in _of_day(hours, day):
            if end > start:
                yield max(begin, start), end


def next_open(hours: str, moment: datetime) -> datetime:
    """The moment itself where `hours` are open then, else the next opening."""
    return next(spans(hours, moment))[0]


def due(clock: str, hours: str, budget: str, start: datetime) -> datetime:
    """When a budget ends that starts then."""
    kind = {"continuous": "00:00-24:00 daily", "working": "office"}.get(clock, hours)
    left = _amount(budget, kind)
    for begin, end in spans(kind, start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise ValueError(f"{budget} from {start} ends after the story")


def _of_day(hours: str, day: date) -> tuple[Span, ...]:
    if hours == "office":
        if not works(day):
            return ()
        return tuple((_at(day, begin), _at(day, end)) for begin, end in OFFICE)
    begin_text, _, end_text = hours.removesuffix(" daily").partition("-")
    begin = _at(day, time.fromisoformat(begin_text))
    whole = end_text == "24:00"
    return (
        (begin, _at(day + timedelta(days=1), time(0)) if whole else _at(day, time.fromisoformat(end_text))),
    )


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, EDGE)


def _amount(budget: str, hours: str) -> timedelta:
    number, unit = int(budget[:-1]), budget[-1]
    if unit == "d":
        day = sum((end - begin for begin, end in _of_day(hours, MAKEUP)), timedelta())
        return number * day
    return timedelta(minutes=number) if unit == "m" else timedelta(hours=number)
