"""Everything that can have happened to a case. Made by `decide`, folded by `evolve`, kept for ever by `record`.

Bodies only grow: new fields have defaults, kinds are never renamed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.case import BreachOf, Call, CallState, Outcome, Task, TaskKind
from domain.catalogue import Grade, Item
from domain.due import Due, Pause
from domain.facts import Report, Result, Why
from domain.organisation import Tier
from domain.people import Actor


@dataclass(frozen=True)
class Accepted:
    """受理."""

    report: Report
    kind: Literal["accepted"] = "accepted"


@dataclass(frozen=True)
class Refused:
    """不予受理, with where to go."""

    reason: str
    where: str
    kind: Literal["refused"] = "refused"


@dataclass(frozen=True)
class Graded:
    """分级, with the item frozen into the case."""

    grade: Grade
    item: Item | None
    reason: str
    kind: Literal["graded"] = "graded"


@dataclass(frozen=True)
class TaskOpened:
    """Somebody has something to decide, or a window opens."""

    task: Task
    kind: Literal["task_opened"] = "task_opened"


@dataclass(frozen=True)
class TaskDone:
    """The task was done, or is no longer needed."""

    task: str
    task_kind: TaskKind
    outcome: str
    note: str = ""
    kind: Literal["task_done"] = "task_done"


@dataclass(frozen=True)
class TaskMissed:
    """The task's deadline passed: a breach of its unit, unless it was the reporter's window or a petition round."""

    task: str
    task_kind: TaskKind
    unit: str
    due_at: datetime
    kind: Literal["task_missed"] = "task_missed"


@dataclass(frozen=True)
class Called:
    """呼: a unit was called; its clocks run from now. `promised` is the first promise after a redispatch."""

    call: Call
    promised: datetime | None = None
    kind: Literal["called"] = "called"


@dataclass(frozen=True)
class Told:
    """A unit was told, without a clock."""

    unit: str
    why: str
    kind: Literal["told"] = "told"


@dataclass(frozen=True)
class Responded:
    """响应."""

    call: int
    unit: str
    how: str
    note: str
    kind: Literal["responded"] = "responded"


@dataclass(frozen=True)
class Progressed:
    """A word on how it goes."""

    call: int
    unit: str
    note: str
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
class Supervised:
    """督办 order to units' heads; `why` is a code, `text` a person's words."""

    units: tuple[str, ...]
    why: str
    call: int | None = None
    text: str = ""
    kind: Literal["supervised"] = "supervised"


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
class Petitioned:
    """提请: nobody above is left to call, so the matter goes up again, and all below are supervised."""

    round: int
    units: tuple[str, ...]
    kind: Literal["petitioned"] = "petitioned"


@dataclass(frozen=True)
class Completed:
    """办结 by a unit; its clock stops. Accepted or not is said by `ResultDecided` and `CallClosed`."""

    call: int
    unit: str
    result: Result
    reply: str
    internal_note: str | None = None
    photos: tuple[str, ...] = ()
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
class CaseCompleted:
    """No called unit is open any more."""

    call: int
    unit: str
    result: Result
    kind: Literal["case_completed"] = "case_completed"


@dataclass(frozen=True)
class Checked:
    """核查."""

    passed: bool
    unit: str
    note: str
    photos: tuple[str, ...] = ()
    kind: Literal["checked"] = "checked"


@dataclass(frozen=True)
class Rated:
    """评价."""

    result: int
    response: int | None
    handling: int | None
    why: Why | None
    comment: str | None  # sealed
    by_staff: bool
    kind: Literal["rated"] = "rated"


@dataclass(frozen=True)
class ReasonDecided:
    """The desk's word after a dissatisfied rating."""

    choice: str
    note: str
    kind: Literal["reason_decided"] = "reason_decided"


@dataclass(frozen=True)
class ReviewProposed:
    """The first person's verdict."""

    verdict: str
    note: str
    kind: Literal["review_proposed"] = "review_proposed"


@dataclass(frozen=True)
class Reviewed:
    """The second person agreed."""

    verdict: str
    note: str
    kind: Literal["reviewed"] = "reviewed"


@dataclass(frozen=True)
class ReworkOpened:
    """重办: a new round."""

    round: int
    why: str
    kind: Literal["rework_opened"] = "rework_opened"


@dataclass(frozen=True)
class Urged:
    """催办 by the reporter."""

    text: str | None  # sealed
    kind: Literal["urged"] = "urged"


@dataclass(frozen=True)
class NoteKept:
    """A completion that came after another was accepted."""

    call: int
    unit: str
    result: Result
    reply: str
    kind: Literal["note_kept"] = "note_kept"


@dataclass(frozen=True)
class Ignored:
    """A message that the rules forbid or that does not parse; nothing else changed."""

    what: str
    reason: str
    kind: Literal["ignored"] = "ignored"


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
class Closed:
    """The end of the case."""

    outcome: Outcome
    kind: Literal["closed"] = "closed"


Body = (
    Accepted
    | Refused
    | Graded
    | TaskOpened
    | TaskDone
    | TaskMissed
    | Called
    | Told
    | Responded
    | Progressed
    | Breached
    | ResponseMissedAgain
    | Supervised
    | Escalated
    | Petitioned
    | Completed
    | ResultDecided
    | CallClosed
    | CallReopened
    | CallExtended
    | ReturnAsked
    | ReturnRejected
    | CaseCompleted
    | Checked
    | Rated
    | ReasonDecided
    | ReviewProposed
    | Reviewed
    | ReworkOpened
    | Urged
    | NoteKept
    | Ignored
    | Delivered
    | Undelivered
    | Closed
)


@dataclass(frozen=True)
class Event:
    """One thing that happened: numbered without gaps, dated (UTC, story time), with who did it."""

    seq: int
    at: datetime
    by: Actor
    body: Body
