"""What a command centre, a checker or a reviewer brings."""

from dataclasses import dataclass
from typing import Literal

from domain.catalogue import Grade


@dataclass(frozen=True)
class Grading:
    """分级: an item, or C / D by decision."""

    reason: str
    item: str | None = None
    grade: Grade | None = None
    kind: Literal["grade"] = "grade"


@dataclass(frozen=True)
class Dispatch:
    """派遣 / 改派. Without a lead the item's own unit is called."""

    lead: str | None = None
    co: tuple[str, ...] = ()
    response_item: str | None = None
    summary: str | None = None  # for those who are called: in the place of what was written before
    photos: tuple[str, ...] | None = None  # released to them; None: as before
    kind: Literal["dispatch"] = "dispatch"


@dataclass(frozen=True)
class Summarise:
    """摘要 for departments and co units, and the reporter's photos that they get; both in the place of those before."""

    text: str = ""  # empty: the item and a landmark
    photos: tuple[str, ...] = ()
    kind: Literal["summarise"] = "summarise"


@dataclass(frozen=True)
class Approve:
    """A decision on an open task: a result, a return, a conference, an overdue co call, a hand-up."""

    task: str
    granted: bool
    note: str | None = None
    kind: Literal["approve"] = "approve"


@dataclass(frozen=True)
class Supervise:
    """督办."""

    text: str
    kind: Literal["supervise"] = "supervise"


@dataclass(frozen=True)
class Check:
    """核查."""

    passed: bool
    note: str
    photos: tuple[str, ...] = ()
    kind: Literal["check"] = "check"


@dataclass(frozen=True)
class Attempt:
    """回访未果: the reporter was rung up and gave no rating."""

    outcome: Literal["no_answer", "busy", "later", "wrong_number", "declined", "no_key"]
    of: str | None = None  # the merged case whose reporter was rung up
    kind: Literal["attempt"] = "attempt"


@dataclass(frozen=True)
class Reason:
    """The desk's decision after a dissatisfied rating."""

    choice: Literal["rework", "explain", "review"]
    note: str
    kind: Literal["reason"] = "reason"


@dataclass(frozen=True)
class Review:
    """复核: one of two persons' verdicts."""

    verdict: Literal["again", "explained", "unreasonable"]
    note: str
    reason: str | None = None  # listed, where unreasonable
    kind: Literal["review"] = "review"


@dataclass(frozen=True)
class HandDown:
    """交办 by a tier above to a unit; without one, 退回 to whom it came from."""

    reason: str
    unit: str | None = None
    kind: Literal["hand_down"] = "hand_down"


@dataclass(frozen=True)
class Replan:
    """A corrected calendar or pack: count again whatever still runs. The reporter reads the reason."""

    reason: str
    edition: str = ""  # of the pack that it was tried with: another one is refused
    kind: Literal["replan"] = "replan"


@dataclass(frozen=True)
class CallOff:
    """The desk takes a co call back."""

    call: int
    reason: str
    kind: Literal["call_off"] = "call_off"


@dataclass(frozen=True)
class Void:
    """作废 asked by one person, for a listed reason; a second decides."""

    reason: str
    kind: Literal["void"] = "void"


@dataclass(frozen=True)
class Refuse:
    """不予受理, for a listed reason, with where to go."""

    reason: str
    where: str
    kind: Literal["refuse"] = "refuse"


@dataclass(frozen=True)
class Register:
    """上报登记: a tier above that is not connected has the case, under a number of its own."""

    call: int
    outside_no: str
    contact: str
    kind: Literal["register"] = "register"
