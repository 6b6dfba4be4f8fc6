"""The working-time clock: from start, budget, hours, calendar and pauses to a moment, and to words for it.

Pure; asked by `domain.planning` and `domain.taskplans`. Moments are UTC story time; days are the city's own.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from domain.budget import in_words, length
from domain.calendar import Calendar, Hours
from domain.catalogue import Clock
from domain.due import Due, Pause
from domain.explaining import explained
from domain.localtime import zone
from domain.policy import Limit

OFFICE = "office"
_ALWAYS = Hours(((time(0), time(0)),), working_days_only=False)
_ONE_DAY = timedelta(days=1)
MOST_DAYS = 40_000
"""A checked pack's longest budget, a year of whole days, ends sooner even at one office hour a day."""

Period = tuple[datetime, datetime]


def works(calendar: Calendar, day: date) -> bool:
    """Whether offices work that day: 调休 first, then holidays, then Monday to Friday.

    Past the last official day only Monday to Friday counts: what is listed there is a guess of somebody's.
    """
    if day > calendar.official_until:
        return day.weekday() < 5
    if day in calendar.makeup_workdays:
        return True
    return day not in calendar.holidays and day.weekday() < 5


def hours_of(calendar: Calendar, hours_key: str, clock: Clock) -> Hours:
    """The daily hours that a clock runs in; `hours_key` is the unit's."""
    if clock is Clock.CONTINUOUS:
        return _ALWAYS
    return calendar.hours[OFFICE if clock is Clock.WORKING else hours_key]


@cache
def _day_length(hours: Hours) -> timedelta:
    return sum((_span(a, b) for a, b in hours.periods), timedelta())


def _span(start: time, end: time) -> timedelta:
    day = date(2000, 1, 1)
    until = datetime.combine(day if end > start else day + _ONE_DAY, end)
    return until - datetime.combine(day, start)


@cache
def _periods(hours: Hours, timezone: str, day: date) -> tuple[Period, ...]:
    starts = (
        (datetime.combine(day, a, zone(timezone)).astimezone(UTC), _span(a, b)) for a, b in hours.periods
    )
    return tuple((start, start + span) for start, span in starts)


def _running(calendar: Calendar, hours: Hours, start: datetime) -> Iterator[Period]:
    """Periods in which the clock runs, from `start` on."""
    first = start.astimezone(zone(calendar.timezone)).date()
    for number in range(MOST_DAYS):
        day = first + number * _ONE_DAY
        if hours.working_days_only and not works(calendar, day):
            continue
        for begin, end in _periods(hours, calendar.timezone, day):
            if end > start:
                yield max(begin, start), end


def _without(period: Period, pauses: tuple[Pause, ...]) -> Iterator[Period]:
    """The parts of a period that no pause covers; pauses may overlap, and are in order of their start."""
    begin, end = period
    for pause in pauses:
        if pause.end <= begin or pause.start >= end:
            continue
        if pause.start > begin:
            yield begin, pause.start
        begin = pause.end
    if begin < end:
        yield begin, end


def _ordered(pauses: tuple[Pause, ...]) -> tuple[Pause, ...]:
    return tuple(
        sorted((pause for pause in pauses if pause.end > pause.start), key=lambda pause: pause.start)
    )


def moment(
    calendar: Calendar, hours: Hours, start: datetime, amount: timedelta, pauses: tuple[Pause, ...] = ()
) -> datetime:
    """When `amount` of running time has passed.

    One that ends exactly with a period is due then, not next morning. A pause that ends before it begins
    stops nothing. Raises `ValueError` beyond `MOST_DAYS`.
    """
    ordered, left = _ordered(pauses), amount
    for period in _running(calendar, hours, start):
        for begin, end in _without(period, ordered):
            if left <= end - begin:
                return begin + left
            left -= end - begin
    raise ValueError(f"no such moment within {MOST_DAYS} days")


def due(
    calendar: Calendar,
    hours_key: str,
    clock: Clock,
    budget: str,
    start: datetime,
    pauses: tuple[Pause, ...] = (),
) -> Due:
    """The deadline of a budget, with its explanation (docs/rules.md, Deadlines).

    Args:
        calendar: the city's.
        hours_key: the called unit's `hours`, for the duty clock.
        clock: which hours the budget runs in.
        budget: `30m`, `4h` or `5d`.
        start: UTC.
        pauses: time that does not count, UTC; may overlap and may begin or end outside the clock's hours.

    Raises:
        ValueError: the budget is not written so, or its moment is further away than any checked pack allows.
    """
    hours = hours_of(calendar, hours_key, clock)
    at = moment(calendar, hours, start, length(budget, _day_length(hours)), pauses)
    return _explained(calendar, hours, clock, budget, start, at, pauses, in_words(budget, clock))


def _explained(
    calendar: Calendar,
    hours: Hours,
    clock: Clock,
    budget: str,
    start: datetime,
    at: datetime,
    pauses: tuple[Pause, ...],
    words: tuple[str, str],
) -> Due:
    local = zone(calendar.timezone)
    estimate = hours.working_days_only and at.astimezone(local).date() > calendar.official_until
    skips = hours.working_days_only
    zh, en = explained(calendar, start, at, pauses, words, days_skipped=skips, estimate=estimate)
    return Due(at, start, budget, clock, zh, en, estimate)


def later_of(a: Due, b: Due) -> Due:
    """The later deadline, with its own explanation."""
    return a if a.at >= b.at else b


def due_at_least(
    calendar: Calendar, hours_key: str, clock: Clock, budget: str, floor: str, start: datetime
) -> Due:
    """One more response budget, but at least `floor`, on the same clock."""
    day = _day_length(hours_of(calendar, hours_key, clock))
    longer = budget if length(budget, day) >= length(floor, day) else floor
    return due(calendar, hours_key, clock, longer, start)


def return_due(
    calendar: Calendar, hours_key: str, clock: Clock, budget: str, at_most: Limit, start: datetime
) -> Due:
    """Until when a call may be returned: half its resolve budget, at most `at_most` (docs/rules.md, Return)."""
    zh, en = in_words(budget, clock)
    most_zh, most_en = in_words(at_most.budget, at_most.clock)
    words = f"原时限 {zh}的一半，至多 {most_zh}", f"half of {en}, at most {most_en}"
    half = _half(calendar, hours_key, clock, budget, start, words)
    most = _due_as(calendar, hours_key, at_most, start, words)
    return half if half.at <= most.at else most


def rework_due(
    calendar: Calendar,
    hours_key: str,
    clock: Clock,
    budget: str,
    at_least: Limit,
    whole: bool,
    start: datetime,
    pauses: tuple[Pause, ...] = (),
) -> Due:
    """重办: half the item's limit, at least `at_least`; the whole for an urgent item (docs/rules.md, Rate)."""
    zh, en = in_words(budget, clock)
    if whole:
        return _due_as(
            calendar, hours_key, Limit(clock, budget), start, (f"重办：原时限 {zh}", f"rework: {en}"), pauses
        )
    least_zh, least_en = in_words(at_least.budget, at_least.clock)
    words = f"重办：原时限 {zh}的一半，至少 {least_zh}", f"rework: half of {en}, at least {least_en}"
    half = _half(calendar, hours_key, clock, budget, start, words, pauses)
    return later_of(half, _due_as(calendar, hours_key, at_least, start, words, pauses))


def _due_as(
    calendar: Calendar,
    hours_key: str,
    limit: Limit,
    start: datetime,
    words: tuple[str, str],
    pauses: tuple[Pause, ...] = (),
) -> Due:
    """A deadline that is said in other words than its budget's."""
    hours = hours_of(calendar, hours_key, limit.clock)
    at = moment(calendar, hours, start, length(limit.budget, _day_length(hours)), pauses)
    return _explained(calendar, hours, limit.clock, limit.budget, start, at, pauses, words)


def _half(
    calendar: Calendar,
    hours_key: str,
    clock: Clock,
    budget: str,
    start: datetime,
    words: tuple[str, str],
    pauses: tuple[Pause, ...] = (),
) -> Due:
    hours = hours_of(calendar, hours_key, clock)
    at = moment(calendar, hours, start, length(budget, _day_length(hours)) / 2, pauses)
    return _explained(calendar, hours, clock, budget, start, at, pauses, words)


def elapsed(
    calendar: Calendar,
    hours_key: str,
    clock: Clock,
    start: datetime,
    end: datetime,
    pauses: tuple[Pause, ...] = (),
) -> timedelta:
    """Time of that clock from `start` to `end` (UTC), the pauses left out; none when `end` is not after `start`."""
    passed, ordered = timedelta(), _ordered(pauses)
    for period in _running(calendar, hours_of(calendar, hours_key, clock), start):
        if period[0] >= end:
            break
        parts = _without((period[0], min(period[1], end)), ordered)
        passed += sum((until - begin for begin, until in parts), timedelta())
    return passed


def next_on_duty(calendar: Calendar, hours_key: str, at: datetime) -> datetime:
    """When a unit with these hours is next on duty: `at` itself (UTC) while it is.

    Raises `ValueError` for hours that never come within `MOST_DAYS`.
    """
    for begin, _ in _running(calendar, calendar.hours[hours_key], at):
        return begin
    raise ValueError(f"{hours_key!r} has no duty within {MOST_DAYS} days")


def on_duty(calendar: Calendar, hours_key: str, at: datetime) -> bool:
    """Whether a unit with these hours is on duty at that moment (UTC)."""
    first = next(_running(calendar, calendar.hours[hours_key], at), None)
    return first is not None and first[0] == at
