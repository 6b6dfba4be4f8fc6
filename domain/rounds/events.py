"""What happened to a round. Events only grow: fields have defaults, kinds are never renamed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.people import Actor
from domain.rounds.round import Plan, RoundOutcome


@dataclass(frozen=True)
class Opened:
    """It is on record."""

    plan: Plan
    kind: Literal["opened"] = "opened"


@dataclass(frozen=True)
class Began:
    """Whoever leads it is on the way."""

    kind: Literal["began"] = "began"


@dataclass(frozen=True)
class Came:
    """A member is there."""

    unit: str
    kind: Literal["came"] = "came"


@dataclass(frozen=True)
class Found:
    """A finding, which is a case."""

    case_no: str
    unit: str
    kind: Literal["found"] = "found"


@dataclass(frozen=True)
class Missed:
    """Its time passed; `overseer` is told."""

    overseer: str
    kind: Literal["missed"] = "missed"


@dataclass(frozen=True)
class Finished:
    """It was done."""

    summary: str
    late: bool
    absent: tuple[str, ...] = ()
    kind: Literal["finished"] = "finished"


@dataclass(frozen=True)
class Cancelled:
    """It does not take place."""

    reason: str
    kind: Literal["cancelled"] = "cancelled"


@dataclass(frozen=True)
class Closed:
    """The end."""

    outcome: RoundOutcome
    kind: Literal["closed"] = "closed"


@dataclass(frozen=True)
class Ignored:
    """A fact that the rules forbid or nobody can read; nothing else changed."""

    what: str
    reason: str
    times: int = 1  # more: so many, after the first of a day
    kind: Literal["ignored"] = "ignored"


Body = Opened | Began | Came | Found | Missed | Finished | Cancelled | Closed | Ignored


@dataclass(frozen=True)
class RoundEvent:
    """One thing that happened: its number in the round, when (UTC, story time), by whom."""

    seq: int
    at: datetime
    by: Actor
    body: Body
