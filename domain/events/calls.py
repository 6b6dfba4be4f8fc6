"""What happens to one call: called, answered, missed, climbed, completed, returned, delivered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.case import BreachOf, Call, CallState
from domain.due import Due, Pause
from domain.facts import Result
from domain.organisation import Tier


@dataclass(frozen=True)
class Called:
    """呼: a unit was called; its clocks run from now. `promised` is the first promise after a redispatch."""

    call: Call
    promised: datetime | None = None
    kind: Literal["called"] = "called"


@dataclass(frozen=True)
class Responded:
    """响应."""

    call: int
    unit: str
    how: str
    note: str
    said_at: datetime | None = None  # by the department's own clock: shown, never counted
    kind: Literal["responded"] = "responded"


@dataclass(frozen=True)
class Progressed:
    """A word on how it goes."""

    call: int
    unit: str
    note: str
    said_at: datetime | None = None  # by the department's own clock: shown, never counted
    kind: Literal["progressed"] = "progressed"


@dataclass(frozen=True)
class Breached:
    """超期: a missed clock of a call, dated at its deadline. Nothing erases it."""

    call: int
    unit: str
    clock: BreachOf
    due_at: datetime
    again: Due | None = None  # one more response budget
    undelivered: bool = False  # 未送达
    kind: Literal["breached"] = "breached"


@dataclass(frozen=True)
class ResponseMissedAgain:
    """The second response budget ended without an answer: no second breach, but the next rung is called."""

    call: int
    unit: str
    due_at: datetime
    kind: Literal["response_missed_again"] = "response_missed_again"


@dataclass(frozen=True)
class Escalated:
    """A missed call calls its next rung."""

    call: int
    unit: str
    cause: Literal["respond", "respond_again", "resolve"]
    to_unit: str
    to_tier: Tier
    kind: Literal["escalated"] = "escalated"


@dataclass(frozen=True)
class Completed:
    """办结 by a unit; its clock stops. Accepted or not is said by `ResultDecided` and `CallClosed`."""

    call: int
    unit: str
    result: Result
    reply: str
    internal_note: str | None = None
    photos: tuple[str, ...] = ()
    said_at: datetime | None = None  # by the department's own clock: shown, never counted
    kind: Literal["completed"] = "completed"


@dataclass(frozen=True)
class ResultDecided:
    """The desk's word on a result other than solved; `unapproved` is 未审."""

    call: int
    granted: bool
    unapproved: bool = False
    note: str = ""
    kind: Literal["result_decided"] = "result_decided"


@dataclass(frozen=True)
class CallClosed:
    """A call ended."""

    call: int
    unit: str
    state: CallState
    kind: Literal["call_closed"] = "call_closed"


@dataclass(frozen=True)
class CallReopened:
    """A refused or unchecked completion: the same call goes on, the wait left out of its clock."""

    call: int
    unit: str
    why: str
    pause: Pause
    resolve: Due
    kind: Literal["call_reopened"] = "call_reopened"


@dataclass(frozen=True)
class CallExtended:
    """延期: one more budget."""

    call: int
    unit: str
    resolve: Due
    kind: Literal["call_extended"] = "call_extended"


@dataclass(frozen=True)
class ReturnAsked:
    """退单 asked."""

    call: int
    unit: str
    reason: str
    note: str
    said_at: datetime | None = None  # by the department's own clock: shown, never counted
    kind: Literal["return_asked"] = "return_asked"


@dataclass(frozen=True)
class ReturnRejected:
    """The clock ran on."""

    call: int
    unit: str
    undecided: bool = False
    note: str = ""
    kind: Literal["return_rejected"] = "return_rejected"


@dataclass(frozen=True)
class NoteKept:
    """A completion that came after another was accepted."""

    call: int
    unit: str
    result: Result
    reply: str
    kind: Literal["note_kept"] = "note_kept"


@dataclass(frozen=True)
class Delivered:
    """A department's system has the message."""

    call: int
    version: int
    kind: Literal["delivered"] = "delivered"


@dataclass(frozen=True)
class Undelivered:
    """未送达: not delivered in time, or refused; a person must look."""

    call: int
    version: int
    refused: bool
    detail: str
    kind: Literal["undelivered"] = "undelivered"


@dataclass(frozen=True)
class ClockStopped:
    """The call's clocks stand: an early request waits for its answer, or it is suspended."""

    call: int
    unit: str
    why: str  # asked, or the reason of a suspension
    until: datetime | None = None  # of a suspension
    kind: Literal["clock_stopped"] = "clock_stopped"


@dataclass(frozen=True)
class ClockResumed:
    """The clocks go on; the pause does not count."""

    call: int
    unit: str
    pause: Pause
    respond: Due
    resolve: Due
    again: Due | None = None
    kind: Literal["clock_resumed"] = "clock_resumed"


@dataclass(frozen=True)
class ExtendAsked:
    """延期 asked."""

    call: int
    unit: str
    reason: str
    kind: Literal["extend_asked"] = "extend_asked"


@dataclass(frozen=True)
class SuspendAsked:
    """挂账 asked."""

    call: int
    unit: str
    until: datetime
    reason: str
    kind: Literal["suspend_asked"] = "suspend_asked"


@dataclass(frozen=True)
class HandUpAsked:
    """上报 asked by the unit."""

    call: int
    unit: str
    reason: str
    kind: Literal["hand_up_asked"] = "hand_up_asked"


@dataclass(frozen=True)
class Transferred:
    """不属本网格: another grid of the same station has the call now; its clocks run on."""

    call: int
    unit: str  # that had it
    to_unit: str
    to_unit_zh: str
    reason: str
    kind: Literal["transferred"] = "transferred"


@dataclass(frozen=True)
class HandedDown:
    """交办 to a unit, or 退回 to whom it came from, by the tier above."""

    call: int
    unit: str
    to_unit: str
    reason: str
    kind: Literal["handed_down"] = "handed_down"


@dataclass(frozen=True)
class Registered:
    """上报登记: the tier above has it under that number."""

    call: int
    unit: str
    outside_no: str
    contact: str
    kind: Literal["registered"] = "registered"


@dataclass(frozen=True)
class Resent:
    """The message to the unit's own system goes out again, under a new number."""

    call: int
    unit: str
    kind: Literal["resent"] = "resent"


@dataclass(frozen=True)
class BriefChanged:
    """The unit's own system is told of a new summary or other photos; no clock changes."""

    call: int
    unit: str
    kind: Literal["brief_changed"] = "brief_changed"
