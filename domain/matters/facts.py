"""What reaches a matter: from the person, the window, the office, and the clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.facts import DeadlinePassed
from domain.matters.matter import Application, Consented, How, Slot, Whose
from domain.people import Actor


@dataclass(frozen=True)
class Apply:
    """It begins: an application, a booked visit, or a candidate whom staff have confirmed."""

    application: Application
    kind: Literal["apply"] = "apply"


@dataclass(frozen=True)
class Accept:
    """受理."""

    kind: Literal["accept"] = "accept"


@dataclass(frozen=True)
class AskPapers:
    """一次性告知: everything that is missing, once."""

    missing: tuple[str, ...]
    kind: Literal["ask_papers"] = "ask_papers"


@dataclass(frozen=True)
class Bring:
    """补正: files, or word from the window that the papers are there."""

    files: tuple[str, ...] = ()
    kind: Literal["bring"] = "bring"


@dataclass(frozen=True)
class Decide:
    """办结决定: granted, or refused with a reason that the person reads."""

    granted: bool
    reason: str = ""
    kind: Literal["decide"] = "decide"


@dataclass(frozen=True)
class Deliver:
    """送达."""

    how: How
    note: str = ""
    kind: Literal["deliver"] = "deliver"


@dataclass(frozen=True)
class Book:
    """预约, or another slot in its place."""

    slot: Slot
    kind: Literal["book"] = "book"


@dataclass(frozen=True)
class CheckIn:
    """The person is at the window."""

    kind: Literal["check_in"] = "check_in"


@dataclass(frozen=True)
class ComeAgain:
    """It could not be done in this one visit: whose failure, and why."""

    whose: Whose
    why: str
    kind: Literal["come_again"] = "come_again"


@dataclass(frozen=True)
class Consent:
    """The person's yes or no. In person it takes a witness's note."""

    given: bool
    how: Consented
    witness: str = ""
    kind: Literal["consent"] = "consent"


@dataclass(frozen=True)
class Withdraw:
    """The person does not want it any more."""

    kind: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True)
class Rate:
    """1 非常不满意 … 5 非常满意."""

    result: int
    kind: Literal["rate"] = "rate"


Body = (
    Apply
    | Accept
    | AskPapers
    | Bring
    | Decide
    | Deliver
    | Book
    | CheckIn
    | ComeAgain
    | Consent
    | Withdraw
    | Rate
    | DeadlinePassed
)


@dataclass(frozen=True)
class MatterFact:
    """One thing that reached the matter: what, from whom, and when our door received it (UTC, story time)."""

    id: str
    received_at: datetime
    by: Actor
    body: Body
