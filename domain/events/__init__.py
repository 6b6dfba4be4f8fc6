"""Everything that can have happened to a case. Made by `decide`, folded by `evolve`, kept for ever by `record`.

Bodies only grow: new fields have defaults, kinds are never renamed.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.events.afterwards import AppealAsked, AppealDecided, ExcludeAsked, ExcludeDecided
from domain.events.calls import (
    Breached,
    BriefChanged,
    CallClosed,
    Called,
    CallExtended,
    CallReopened,
    ClockResumed,
    ClockStopped,
    Completed,
    Delivered,
    Escalated,
    ExtendAsked,
    HandedDown,
    HandUpAsked,
    NoteKept,
    Progressed,
    Registered,
    Resent,
    Responded,
    ResponseMissedAgain,
    ResultDecided,
    ReturnAsked,
    ReturnRejected,
    SuspendAsked,
    Transferred,
    Undelivered,
)
from domain.events.case import (
    Accepted,
    CaseCompleted,
    Closed,
    Graded,
    Ignored,
    Petitioned,
    Refused,
    Summarised,
    Supervised,
    Supplemented,
    TaskDone,
    TaskMissed,
    TaskOpened,
    TaskSigned,
    Told,
    Urged,
    VoidAsked,
    Withdrawn,
)
from domain.events.correcting import CallReplanned, ItemCorrected, TaskReplanned
from domain.events.judging import (
    Attempted,
    Checked,
    Rated,
    RatingKept,
    ReasonDecided,
    Reviewed,
    ReviewProposed,
    ReworkOpened,
)
from domain.events.linking import (
    Detached,
    IncidentOffered,
    IncidentOpened,
    Joined,
    JoinRefused,
    LinkOpened,
    LinkWanted,
    MergeAsked,
    Merged,
    MergeRefused,
    PartyNamed,
    Repeated,
    VotesCounted,
)
from domain.people import Actor

__all__ = [
    "Accepted",
    "AppealAsked",
    "AppealDecided",
    "Attempted",
    "Body",
    "Breached",
    "BriefChanged",
    "CallClosed",
    "CallExtended",
    "CallReopened",
    "CallReplanned",
    "Called",
    "CaseCompleted",
    "Checked",
    "ClockResumed",
    "ClockStopped",
    "Closed",
    "Completed",
    "Delivered",
    "Detached",
    "Escalated",
    "Event",
    "ExcludeAsked",
    "ExcludeDecided",
    "ExtendAsked",
    "Graded",
    "HandUpAsked",
    "HandedDown",
    "Ignored",
    "IncidentOffered",
    "IncidentOpened",
    "ItemCorrected",
    "JoinRefused",
    "Joined",
    "LinkOpened",
    "LinkWanted",
    "MergeAsked",
    "MergeRefused",
    "Merged",
    "NoteKept",
    "PartyNamed",
    "Petitioned",
    "Progressed",
    "Rated",
    "RatingKept",
    "ReasonDecided",
    "Refused",
    "Registered",
    "Repeated",
    "Resent",
    "Responded",
    "ResponseMissedAgain",
    "ResultDecided",
    "ReturnAsked",
    "ReturnRejected",
    "ReviewProposed",
    "Reviewed",
    "ReworkOpened",
    "Summarised",
    "Supervised",
    "Supplemented",
    "SuspendAsked",
    "TaskDone",
    "TaskMissed",
    "TaskOpened",
    "TaskReplanned",
    "TaskSigned",
    "Told",
    "Transferred",
    "Undelivered",
    "Urged",
    "VoidAsked",
    "VotesCounted",
    "Withdrawn",
]

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
    | BriefChanged
    | ResponseMissedAgain
    | Supervised
    | Summarised
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
    | Attempted
    | Rated
    | RatingKept
    | ReasonDecided
    | ReviewProposed
    | Reviewed
    | ReworkOpened
    | Urged
    | NoteKept
    | Ignored
    | Delivered
    | Undelivered
    | ClockStopped
    | ClockResumed
    | ExtendAsked
    | SuspendAsked
    | HandUpAsked
    | HandedDown
    | Transferred
    | TaskSigned
    | VoidAsked
    | Withdrawn
    | Supplemented
    | ItemCorrected
    | CallReplanned
    | TaskReplanned
    | Registered
    | Resent
    | Detached
    | IncidentOffered
    | IncidentOpened
    | Joined
    | JoinRefused
    | LinkOpened
    | LinkWanted
    | MergeAsked
    | Merged
    | MergeRefused
    | PartyNamed
    | Repeated
    | VotesCounted
    | AppealAsked
    | AppealDecided
    | ExcludeAsked
    | ExcludeDecided
    | Closed
)


@dataclass(frozen=True)
class Event:
    """One thing that happened: numbered without gaps, dated (UTC, story time), with who did it."""

    seq: int
    at: datetime
    by: Actor
    body: Body
