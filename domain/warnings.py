"""预警: which marks of a call's own clocks are reached, and when to look again (docs/rules.md, Warnings).

Pure; asked by `activities.warnings` about calls of the read model, never by a case: a warning changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from domain.case import BreachOf, Call
from domain.clock import elapsed, hours_of, moment, next_on_duty
from domain.due import Due
from domain.policy import City
from domain.views import call_dues, clock_of


@dataclass(frozen=True, order=True)
class Mark:
    """So many percent of one deadline's budget, reached at a moment (UTC, story time)."""

    reached_at: datetime
    due_at: datetime
    clock: BreachOf
    percent: int
    due_zh: str = field(default="", compare=False)  # how the deadline was counted
    due_en: str = field(default="", compare=False)


@dataclass(frozen=True)
class Look:
    """What to say about a call now, and when to look at it again; None: not before something changes."""

    say: tuple[Mark, ...] = ()
    again_at: datetime | None = None


def look(city: City, call: Call, given: Collection[Mark], now: datetime) -> Look:
    """What a look at the call at `now` leads to.

    An urgent call is warned of at once, any other while its unit is on duty. Of each clock the newest mark is
    said: one that another overtook before it could be said is not. A mark is said once; a deadline that moved
    (extended, paused) has marks of its own, and those that are not later than one given already are not said.
    `given` are the marks of this call that were said before.
    """
    ahead = marks(city, call)
    to_come = min((mark.reached_at for mark in ahead if mark.reached_at > now), default=None)
    fresh = tuple(mark for mark in _newest(ahead, now) if not _said(mark, given))
    if not fresh or call.urgent:
        return Look(fresh, to_come)
    duty = next_on_duty(city.calendar, city.hours_of(call.unit), now)
    return Look(fresh, to_come) if duty == now else Look((), duty)


def marks(city: City, call: Call) -> tuple[Mark, ...]:
    """The marks of every deadline of the call that can still pass, in order.

    A percentage is one of the deadline's own running time: hours in which its clock stands, and pauses, do not
    count. None where the clocks stand or were missed, and none of a response once it was made.
    """
    return tuple(
        sorted(
            Mark(reached, due.at, clock_of(what), percent, due.zh, due.en)
            for what, due in call_dues(call)
            for percent in city.policy.warn_at
            if (reached := _reached(city, call, due, percent)) < due.at
        )
    )


def _reached(city: City, call: Call, due: Due, percent: int) -> datetime:
    calendar, hours = city.calendar, city.hours_of(call.unit)
    whole = elapsed(calendar, hours, due.clock, due.start, due.at, call.pauses)
    daily = hours_of(calendar, hours, due.clock)
    return moment(calendar, daily, due.start, whole * percent / 100, call.pauses)


def _newest(ahead: tuple[Mark, ...], now: datetime) -> tuple[Mark, ...]:
    """The last mark reached of each clock whose deadline is still to come."""
    reached = {mark.clock: mark for mark in ahead if mark.reached_at <= now < mark.due_at}
    return tuple(reached.values())


def _said(mark: Mark, given: Collection[Mark]) -> bool:
    """Whether it, or a later one of the same clock, was given."""
    same = (mark.due_at, mark.percent)
    return any(
        old.reached_at >= mark.reached_at or (old.due_at, old.percent) == same
        for old in given
        if old.clock is mark.clock
    )
