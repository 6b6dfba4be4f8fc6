"""发出的消息: to whom, when at the earliest, what became of them. Pure; asked where messages are kept and sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from domain.case import Case, Phase
from domain.clock import on_duty
from domain.localtime import zone
from domain.people import Role
from domain.policy import City
from domain.quiet import Quiet

MOST_TRIES = 8
"""Then a message is dead, until somebody has it tried again."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
"""Real time: what is away is a machine, which knows nothing of our story."""

HEARS = (
    *(Role.HANDLER, Role.GRID_CHIEF, Role.STATION_CHIEF),
    *(Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR),
)
"""Who of a unit hears by themselves what the unit is told, where they have an address of their own."""


class To(StrEnum):
    """Whom a message is for."""

    UNIT = "unit"
    ACCOUNT = "account"  # somebody of the unit who has an address of their own
    REPORTER = "reporter"


class State(StrEnum):
    """What became of a message."""

    WAITING = "waiting"  # not tried yet
    SENT = "sent"
    FAILED = "failed"  # is tried again by itself
    DEAD = "dead"  # is tried again when an operator says so
    NO_CHANNEL = "no_channel"  # nobody can be reached that way: no failure
    OUTDATED = "outdated"  # they have rated meanwhile, or nobody asks them any more
    WITHHELD = "withheld"  # it would have gone to the unit reported


@dataclass(frozen=True)
class Addressee:
    """Whom, of which unit (empty for a reporter), and the hours that somebody asked for themselves."""

    to: To
    unit: str = ""
    account: str = ""
    quiet: Quiet | None = None


def earliest(city: City, whom: Addressee, urgent: bool, at: datetime) -> datetime:
    """The first moment from `at` on (UTC, story time) at which this may reach them.

    A unit on duty hears at once, one that is off duty not in the city's quiet hours. A person hears in their own
    waking hours, of what is urgent at once while the unit is on duty. A reporter is never rung out of bed.
    """
    quiet, timezone = whom.quiet or city.policy.quiet_hours, city.calendar.timezone
    if whom.to is To.REPORTER:
        return city.policy.quiet_hours.awake(at, timezone)
    at_work = on_duty(city.calendar, city.hours_of(whom.unit), at)
    if at_work and (urgent or whom.to is To.UNIT):
        return at
    return quiet.awake(at, timezone)


def still_asked_to_rate(case: Case, of: str) -> bool:
    """Whether the reporter of that number is still asked to rate this case's work, and has not yet."""
    return case.phase is Phase.RATING and of in case.raters and all(vote.case_no != of for vote in case.votes)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries in vain: 30 s, doubled each time, an hour at most. Real time."""
    return min(FIRST_PAUSE * (1 << (tries - 1)), LONGEST_PAUSE)


def day_of(at: datetime, timezone: str) -> tuple[datetime, datetime]:
    """The city's own day around that moment: its beginning, and the next one's. UTC."""
    local = zone(timezone)
    today = at.astimezone(local).date()
    begin, end = (datetime.combine(day, time(), local) for day in (today, today + timedelta(days=1)))
    return begin.astimezone(UTC), end.astimezone(UTC)
