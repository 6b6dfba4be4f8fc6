"""Everything that can reach a case. Built by the doors (api) and by the workflow's own clock; judged by `decide`.

Bodies only grow: new fields have defaults, kinds are never renamed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.facts.afterwards import Appeal, Exclude
from domain.facts.desks import (
    Approve,
    Attempt,
    CallOff,
    Check,
    Dispatch,
    Grading,
    HandDown,
    Reason,
    Refuse,
    Register,
    Replan,
    Review,
    Summarise,
    Supervise,
    Void,
)
from domain.facts.linking import (
    Attached,
    Join,
    JoinAnswer,
    Leave,
    Linked,
    Merge,
    NameParty,
    OfferIncident,
    OpenIncident,
    Part,
    Repeat,
    Split,
)
from domain.facts.reporters import Rate, Report, Supplement, Urge, Withdraw
from domain.facts.units import (
    Complete,
    Delivery,
    Extend,
    HandUp,
    Progress,
    Resend,
    Respond,
    Return,
    Suspend,
    TakeUp,
    Transfer,
)
from domain.facts.words import Entered, ReporterKind, Result, Why
from domain.people import Actor

__all__ = [
    "Appeal",
    "Approve",
    "Attached",
    "Attempt",
    "Body",
    "CallOff",
    "Check",
    "Complete",
    "DeadlinePassed",
    "Delivery",
    "Dispatch",
    "Entered",
    "Exclude",
    "Extend",
    "Fact",
    "Grading",
    "HandDown",
    "HandUp",
    "Join",
    "JoinAnswer",
    "Leave",
    "Linked",
    "Merge",
    "NameParty",
    "OfferIncident",
    "OpenIncident",
    "Part",
    "Progress",
    "Rate",
    "Reason",
    "Refuse",
    "Register",
    "Repeat",
    "Replan",
    "Report",
    "ReporterKind",
    "Resend",
    "Respond",
    "Result",
    "Return",
    "Review",
    "Split",
    "Summarise",
    "Supervise",
    "Supplement",
    "Suspend",
    "TakeUp",
    "Transfer",
    "Urge",
    "Void",
    "Why",
    "Withdraw",
]


@dataclass(frozen=True)
class DeadlinePassed:
    """The one armed deadline came. `key` names whose."""

    key: str
    kind: Literal["deadline"] = "deadline"


Body = (
    Report
    | Grading
    | Dispatch
    | Respond
    | Resend
    | Progress
    | Complete
    | Return
    | Extend
    | Suspend
    | TakeUp
    | HandUp
    | Transfer
    | HandDown
    | CallOff
    | Void
    | Refuse
    | Withdraw
    | Supplement
    | Approve
    | Supervise
    | Check
    | Attempt
    | Rate
    | Reason
    | Review
    | Urge
    | Replan
    | Register
    | Merge
    | Join
    | JoinAnswer
    | Leave
    | OfferIncident
    | OpenIncident
    | Split
    | Linked
    | Repeat
    | NameParty
    | Appeal
    | Exclude
    | Summarise
    | DeadlinePassed
    | Delivery
)


@dataclass(frozen=True)
class Fact:
    """One thing that reached the case: what, from whom, and when our door received it (UTC, story time)."""

    id: str
    received_at: datetime
    by: Actor
    body: Body
