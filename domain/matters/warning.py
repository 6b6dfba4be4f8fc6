"""预警 of matters: which marks of the office's clock are reached, and when to look again. As for calls.

Pure; asked by `activities.matter_warnings` about matters of the read model. A warning changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.clock import elapsed, hours_of, moment, next_on_duty
from domain.matters.matter import Matter, Phase, Running
from domain.policy import City

OFFICE_S = (Phase.APPLIED, Phase.HANDLING, Phase.DELIVERING)
"""Phases in which the office is to act."""


@dataclass(frozen=True)
class MatterLook:
    """The percentage to say now, if any, and when to look again; None: not before something changes."""

    say: int | None = None
    again_at: datetime | None = None


def watched(matter: Matter) -> Running | None:
    """The clock that may be warned of: the office's, running and not missed yet."""
    return matter.running if matter.phase in OFFICE_S and not matter.overdue_round else None


def look(city: City, matter: Matter, now: datetime) -> MatterLook:
    """What a look at the matter at `now` (UTC, story time) leads to.

    The newest mark that is reached is said while the unit is on duty; who says it sees to it that it is said once.
    A mark is so many percent of the clock's own time: nights, holidays and the wait for papers do not count.
    """
    running = watched(matter)
    if running is None or now >= running.due.at:
        return MatterLook()
    marks = [(_reached(city, matter, running, percent), percent) for percent in sorted(city.policy.warn_at)]
    ahead = [(at, percent) for at, percent in marks if at < running.due.at]
    reached = [percent for at, percent in ahead if at <= now]
    to_come = min((at for at, _ in ahead if at > now), default=None)
    if not reached:
        return MatterLook(None, to_come)
    duty = next_on_duty(city.calendar, city.hours_of(matter.application.unit), now)
    return MatterLook(reached[-1], to_come) if duty == now else MatterLook(None, duty)


def _reached(city: City, matter: Matter, running: Running, percent: int) -> datetime:
    calendar, hours, due = city.calendar, city.hours_of(matter.application.unit), running.due
    whole = elapsed(calendar, hours, due.clock, due.start, due.at, running.pauses)
    return moment(
        calendar, hours_of(calendar, hours, due.clock), due.start, whole * percent / 100, running.pauses
    )
