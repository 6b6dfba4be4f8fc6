"""What a decision may need to know from the city's data, and the answers.

`asks` makes the questions, `planning.answer` answers them all at once, `decide` reads the answers by key.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.case import Case
from domain.catalogue import Channel, Clock, Grade, Item, Limits
from domain.due import Clocks, Due, Pause
from domain.organisation import Tier


@dataclass(frozen=True)
class AskGrade:
    """Which item is this, who leads it here, and which co units are called by themselves?"""

    key: str
    item: str | None
    community: str | None
    grid: str | None
    start: datetime
    party: str | None = None  # the unit reported
    outside: datetime | None = None  # the deadline that a referral came with
    kind: Literal["grade"] = "grade"


@dataclass(frozen=True)
class AskCall:
    """If this unit were called now for this item: by when?"""

    key: str
    unit: str
    item: Item | None
    community: str | None
    grid: str | None
    start: datetime
    response_item: str | None = None
    party: str | None = None  # the unit reported
    outside: datetime | None = None  # the deadline that a referral came with
    kind: Literal["call"] = "call"


@dataclass(frozen=True)
class AskRung:
    """Who is above this unit, and by when must they act? No answer at the top."""

    key: str
    unit: str
    item: Item | None
    community: str | None
    grid: str | None
    start: datetime
    party: str | None = None  # the unit reported
    outside: datetime | None = None  # the deadline that a referral came with
    kind: Literal["rung"] = "rung"


@dataclass(frozen=True)
class AskRework:
    """By when must the same unit do it again?"""

    key: str
    unit: str
    item: Item | None
    limits: Limits
    start: datetime
    outside: datetime | None = None  # the deadline that a referral came with
    kind: Literal["rework"] = "rework"


@dataclass(frozen=True)
class AskAgain:
    """When does one more response budget end?"""

    key: str
    unit: str
    limits: Limits
    start: datetime
    kind: Literal["again"] = "again"


@dataclass(frozen=True)
class AskDue:
    """When does this budget of this unit, counted from `start` without the pauses, end?"""

    key: str
    unit: str
    clock: Clock
    budget: str
    start: datetime
    pauses: tuple[Pause, ...] = ()
    rework: bool = False  # half of it, at least the city's minimum; the whole where `urgent`
    urgent: bool = False
    outside: datetime | None = None  # the deadline that a referral came with
    kind: Literal["due"] = "due"


@dataclass(frozen=True)
class AskLimit:
    """When does the city's limit of that name (a field of its policy) end, counted from `start`?"""

    key: str
    limit: str
    unit: str
    start: datetime
    kind: Literal["limit"] = "limit"


@dataclass(frozen=True)
class AskTask:
    """Which unit has this task, and until when? `task` is a `TaskKind`; `unit` the unit it is about."""

    key: str
    task: str
    unit: str
    item: Item | None
    grid: str | None
    start: datetime
    took_part: tuple[str, ...] = ()
    party: str | None = None  # the unit reported
    kind: Literal["task"] = "task"


@dataclass(frozen=True)
class AskReturn:
    """When is half the resolve budget over; `capped`: or, if earlier, the most that a return may take?"""

    key: str
    unit: str
    limits: Limits
    start: datetime
    capped: bool = True
    kind: Literal["return"] = "return"


@dataclass(frozen=True)
class AskReplan:
    """What do today's pack and calendar make of everything in this case that still runs?"""

    key: str
    case: Case
    kind: Literal["replan"] = "replan"


Question = (
    AskGrade | AskCall | AskRung | AskRework | AskAgain | AskDue | AskLimit | AskTask | AskReturn | AskReplan
)


@dataclass(frozen=True)
class CallPlan:
    """A call as it would be made now."""

    unit: str
    unit_zh: str
    tier: Tier
    channel: Channel
    limits: Limits
    urgent: bool
    connected: bool
    respond: Due
    resolve: Due
    above_zh: str | None = None
    response_item: str | None = None
    undelivered_after: str = "15m"  # continuous
    unknown: bool = False  # the unit asked for is not in the pack: the desk leads instead
    register: "TaskPlan | None" = None  # the unit is not connected: the desk registers the case with it


@dataclass(frozen=True)
class GradePlan:
    """An item found (or not), and its calls."""

    grade: Grade
    item: Item | None
    lead: CallPlan
    co: tuple[CallPlan, ...] = ()
    told: str | None = None  # the grid worker of an urgent A item out of duty hours
    unknown: bool = False  # the code is not in the catalogue


@dataclass(frozen=True)
class TaskPlan:
    """Who has the task, and until when."""

    unit: str
    unit_zh: str
    due: Due
    how: str = ""
    above: tuple[str, ...] = ()  # of a petition: whom it goes up to


@dataclass(frozen=True)
class ReplanPlan:
    """Everything that still runs in a case, counted anew; equal to what it has where nothing moves."""

    edition: str  # of the pack that it was counted by
    item: Item | None  # today's, of the case's own code
    calls: dict[str, Clocks]  # by the call's number
    tasks: dict[str, Due]  # by the task's id


@dataclass(frozen=True)
class Answers:
    """All answers of one `plan`, by the questions' keys."""

    grades: dict[str, GradePlan] = field(default_factory=dict)
    calls: dict[str, CallPlan] = field(default_factory=dict)
    tasks: dict[str, TaskPlan] = field(default_factory=dict)
    dues: dict[str, Due] = field(default_factory=dict)
    replans: dict[str, ReplanPlan] = field(default_factory=dict)
