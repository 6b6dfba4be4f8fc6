"""What goes into and out of the case workflow and its activities."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from contracts.story import StoryClock
from domain.case import Case
from domain.events import Event
from domain.facts import Fact, Report
from domain.people import Actor
from domain.questions import Answers, Question

RULES = 6
"""Version of the rules that new runs start with."""


@dataclass(frozen=True)
class Message:
    """One message to a department's own system about one call."""

    type: Literal["call", "change", "cancel"]
    case_no: str
    call: int
    version: int
    unit: str
    urgent: bool
    item: str | None
    item_name: str
    exposure: str
    grade: str
    role: str
    community: str | None
    grid: str | None
    respond_by: datetime
    resolve_by: datetime
    sealed: str = ""
    photos: tuple[str, ...] = ()  # of the report: what older runs still carry, never sent
    respond_zh: str = ""  # how each deadline was counted
    respond_en: str = ""
    resolve_zh: str = ""
    resolve_en: str = ""
    summary: str = ""  # the desk's; empty: the item and a landmark
    released: tuple[str, ...] = ()  # the reporter's photos that the desk lets the unit see


NoticeKind = Literal[
    "rating_invitation",
    "supervision",
    "told",
    "petition",
    "merged",
    "linked",
    "warning",
    "matter",
    "matter_late",
    "round",
    "matter_soon",
]


@dataclass(frozen=True)
class WarnedMark:
    """One line of a warning: so many percent of a call's deadline (UTC, story time) are used up."""

    call_id: str
    item_name: str
    clock: str  # a `BreachOf`
    percent: int
    due_at: datetime
    due_zh: str = ""  # how it was counted
    due_en: str = ""


@dataclass(frozen=True)
class Notice:
    """One message to a person or a unit, by code: what happened, without personal data."""

    key: str  # idempotency
    case_no: str  # empty in a digest of several
    to: str  # unit code, or "reporter"
    what: NoticeKind
    why: str
    item_name: str
    at: datetime  # UTC, story time
    warned: tuple[WarnedMark, ...] = ()  # of a warning
    urgent: bool = False  # wakes whoever is on duty


@dataclass(frozen=True)
class Start:
    """A new case: the report, and who brought it at which story moment (UTC)."""

    report: Report
    received_at: datetime
    by: Actor
    kind: Literal["start"] = "start"


@dataclass(frozen=True)
class Passed:
    """Messages that a case did not take, of the day that began at `since` (UTC, story time)."""

    since: datetime | None = None
    recorded: int = 0
    more: int = 0  # only counted


@dataclass(frozen=True)
class Resume:
    """An open case moved to a new run: nothing decided, received or unrecorded is lost."""

    case: Case
    inbox: tuple[Fact, ...] = ()
    unrecorded: tuple[Event, ...] = ()
    undelivered: tuple[Message, ...] = ()
    fact_ids: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    recent: tuple[Event, ...] = ()  # the last events before: for the story in the Temporal UI
    ignored: Passed = Passed()
    kind: Literal["resume"] = "resume"

    def tail(self) -> tuple[Event, ...]:
        """The last events without a gap, those that are not recorded yet among them."""
        return max(self.recent, self.unrecorded, key=len)


@dataclass(frozen=True)
class CaseRun:
    """Input of one run of the case workflow."""

    story: StoryClock
    begin: Start | Resume
    rules: int = RULES
    zone: str = "Asia/Shanghai"  # for the words in the Temporal UI


@dataclass(frozen=True)
class Asked:
    """Input of `plan`."""

    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Undecided:
    """Input of `plan_and_record`: what `asks` and `decide` go by. `now` is story time, UTC.

    `unrecorded` and `notices` are what happened before and is to be recorded along with it.
    """

    case_no: str
    case: Case | None
    fact: Fact
    now: datetime
    rules: int
    unrecorded: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Planned:
    """What `decide` needs to know; and whether what it makes of it is on record."""

    answers: Answers = field(default_factory=Answers)
    recorded: bool = False


@dataclass(frozen=True)
class Batch:
    """Input of `record`: consecutive events of one case, and what they tell whom."""

    case_no: str
    events: tuple[Event, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Answer of a command that was allowed: the number of the last event it made."""

    seq: int
    made: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What the workflow returns at its end."""

    case_no: str
    outcome: str
    events: int
    calls: int
    breaches: int
    rating: int | None
