"""What happened to a matter. Events only grow: fields have defaults, kinds are never renamed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.due import Due
from domain.matters.matter import Application, Consented, Duty, How, Outcome, Slot, Whose
from domain.people import Actor


@dataclass(frozen=True)
class Opened:
    """It is on record. `until`: for 免申, how long the person may take to say yes."""

    application: Application
    until: Due | None = None
    kind: Literal["opened"] = "opened"


@dataclass(frozen=True)
class ClockStarted:
    """The office owes this, until then."""

    duty: Duty
    budget: str
    due: Due
    kind: Literal["clock_started"] = "clock_started"


@dataclass(frozen=True)
class Accepted:
    """已受理."""

    kind: Literal["accepted"] = "accepted"


@dataclass(frozen=True)
class PapersAsked:
    """The whole list of what is missing; the office's clock stands until it comes."""

    missing: tuple[str, ...]
    until: Due
    kind: Literal["papers_asked"] = "papers_asked"


@dataclass(frozen=True)
class PapersBrought:
    """They came: the office's clock goes on, to this moment."""

    files: tuple[str, ...]
    due: Due
    kind: Literal["papers_brought"] = "papers_brought"


@dataclass(frozen=True)
class Booked:
    """A visit is agreed."""

    slot: Slot
    remind_at: datetime
    kind: Literal["booked"] = "booked"


@dataclass(frozen=True)
class Reminded:
    """The person was reminded of the visit and its checklist."""

    kind: Literal["reminded"] = "reminded"


@dataclass(frozen=True)
class NoShow:
    """Nobody came; a new visit may be booked until then."""

    until: Due
    kind: Literal["no_show"] = "no_show"


@dataclass(frozen=True)
class CheckedIn:
    """The person is at the window, for the n-th time."""

    visit: int
    kind: Literal["checked_in"] = "checked_in"


@dataclass(frozen=True)
class SecondVisit:
    """The person has to come again: whose failure, and why; to be booked until then."""

    whose: Whose
    why: str
    until: Due
    kind: Literal["second_visit"] = "second_visit"


@dataclass(frozen=True)
class ConsentGiven:
    """The person said yes."""

    how: Consented
    witness: str = ""
    kind: Literal["consent_given"] = "consent_given"


@dataclass(frozen=True)
class Decided:
    """Granted or refused."""

    granted: bool
    reason: str = ""
    kind: Literal["decided"] = "decided"


@dataclass(frozen=True)
class Delivered:
    """The person has the result."""

    how: How
    note: str = ""
    kind: Literal["delivered"] = "delivered"


@dataclass(frozen=True)
class Breached:
    """超期: the office missed its limit."""

    unit: str
    duty: Duty
    kind: Literal["breached"] = "breached"


@dataclass(frozen=True)
class Reported:
    """The overdue matter was reported to the unit above and the command centre, for the n-th time."""

    round: int
    next: Due
    kind: Literal["reported"] = "reported"


@dataclass(frozen=True)
class RatingOpened:
    """The person may rate until then."""

    until: Due
    kind: Literal["rating_opened"] = "rating_opened"


@dataclass(frozen=True)
class Rated:
    """1–5."""

    result: int
    kind: Literal["rated"] = "rated"


@dataclass(frozen=True)
class Closed:
    """The end."""

    outcome: Outcome
    kind: Literal["closed"] = "closed"


@dataclass(frozen=True)
class Ignored:
    """A fact that the rules forbid or nobody can read; nothing else changed."""

    what: str
    reason: str
    times: int = 1  # more: so many, after the first of a day
    kind: Literal["ignored"] = "ignored"


Body = (
    Opened
    | ClockStarted
    | Accepted
    | PapersAsked
    | PapersBrought
    | Booked
    | Reminded
    | NoShow
    | CheckedIn
    | SecondVisit
    | ConsentGiven
    | Decided
    | Delivered
    | Breached
    | Reported
    | RatingOpened
    | Rated
    | Closed
    | Ignored
)


@dataclass(frozen=True)
class MatterEvent:
    """One thing that happened: its number in the matter, when (UTC, story time), by whom."""

    seq: int
    at: datetime
    by: Actor
    body: Body
