"""Everything that can reach a case. Built by the doors (api) and by the workflow's own clock; judged by `decide`.

Bodies only grow: new fields have defaults, kinds are never renamed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from domain.catalogue import Grade
from domain.people import Actor


class Result(StrEnum):
    """How a call was completed."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    PLANNED = "planned"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"
    UNREACHABLE = "unreachable"


class Why(StrEnum):
    """Why somebody is dissatisfied."""

    UNSOLVED = "unsolved"
    ATTITUDE = "attitude"
    LATE = "late"
    POLICY = "policy"
    OTHER = "other"


class ReporterKind(StrEnum):
    """居民, 企业, 基层."""

    RESIDENT = "resident"
    ENTERPRISE = "enterprise"
    GRASSROOTS = "grassroots"


@dataclass(frozen=True)
class Report:
    """A report as accepted by our door. Personal data is in `sealed` alone, which rules never open."""

    case_no: str
    channel: str  # web, wechat, grid, hotline, message_board, phone, open311
    reporter_kind: ReporterKind
    desk: str  # the command centre that triages it
    sealed: str  # name, phone, words, exact place; ciphertext
    item: str | None = None
    community: str | None = None
    grid: str | None = None
    point: tuple[float, float] | None = None  # WGS-84, rounded to about 100 m
    outside: bool = False  # the place is not in the pack's area
    photos: tuple[str, ...] = ()
    external_no: str | None = None
    with_contact: bool = True  # a phone was left
    kind: Literal["report"] = "report"


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
    kind: Literal["dispatch"] = "dispatch"


@dataclass(frozen=True)
class Respond:
    """响应: first real contact, with a note the reporter sees."""

    call: int
    how: Literal["contacted", "on_site", "plan"]
    note: str
    kind: Literal["respond"] = "respond"


@dataclass(frozen=True)
class Progress:
    """A word on how it goes; changes no clock."""

    call: int
    note: str
    kind: Literal["progress"] = "progress"


@dataclass(frozen=True)
class Complete:
    """办结, with a public reply."""

    call: int
    result: Result
    reply: str
    internal_note: str | None = None
    photos: tuple[str, ...] = ()
    kind: Literal["complete"] = "complete"


@dataclass(frozen=True)
class Return:
    """退单, for a listed reason."""

    call: int
    reason: str
    note: str
    kind: Literal["return"] = "return"


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
class Rate:
    """评价, 1 (非常不满意) to 5 (非常满意)."""

    result: int
    response: int | None = None
    handling: int | None = None
    why: Why | None = None
    comment: str | None = None  # sealed
    kind: Literal["rate"] = "rate"


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
    kind: Literal["review"] = "review"


@dataclass(frozen=True)
class Urge:
    """催办 by the reporter."""

    text: str | None = None  # sealed
    a_day: int = 3  # the city's limit, from its policy
    kind: Literal["urge"] = "urge"


@dataclass(frozen=True)
class DeadlinePassed:
    """The one armed deadline came. `key` names whose."""

    key: str
    kind: Literal["deadline"] = "deadline"


@dataclass(frozen=True)
class Delivery:
    """What became of a message to a department's system."""

    call: int
    version: int
    outcome: Literal["delivered", "late", "refused"]
    detail: str = ""
    kind: Literal["delivery"] = "delivery"


Body = (
    Report
    | Grading
    | Dispatch
    | Respond
    | Progress
    | Complete
    | Return
    | Approve
    | Supervise
    | Check
    | Rate
    | Reason
    | Review
    | Urge
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
