"""What happens to a case as a whole: accepted, graded, tasks, petitions, the end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.case import Outcome, Task, TaskKind
from domain.catalogue import Grade, Item
from domain.facts import Report, Result


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
    classified: float | None = None  # by no person: by the item that a classifier found, so sure (0 to 1)
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
class Told:
    """A unit was told, without a clock."""

    unit: str
    why: str
    kind: Literal["told"] = "told"


@dataclass(frozen=True)
class Supervised:
    """督办 order to units' heads; `why` is a code, `text` a person's words."""

    units: tuple[str, ...]
    why: str
    call: int | None = None
    text: str = ""
    kind: Literal["supervised"] = "supervised"


@dataclass(frozen=True)
class Petitioned:
    """提请: nobody above is left to call, so the matter goes up again, and all below are supervised."""

    round: int
    units: tuple[str, ...]
    kind: Literal["petitioned"] = "petitioned"


@dataclass(frozen=True)
class CaseCompleted:
    """No called unit is open any more."""

    call: int
    unit: str
    result: Result
    kind: Literal["case_completed"] = "case_completed"


@dataclass(frozen=True)
class Urged:
    """催办 by the reporter."""

    text: str | None  # sealed, under the number it is `of`
    of: str | None = None
    kind: Literal["urged"] = "urged"


@dataclass(frozen=True)
class Ignored:
    """A message that the rules forbid or that does not parse; nothing else changed."""

    what: str
    reason: str
    times: int = 1  # more: so many, after the first of a day
    kind: Literal["ignored"] = "ignored"


@dataclass(frozen=True)
class Closed:
    """The end of the case."""

    outcome: Outcome
    kind: Literal["closed"] = "closed"


@dataclass(frozen=True)
class TaskSigned:
    """One of the persons that this decision takes has agreed."""

    task: str
    task_kind: TaskKind
    account: str
    role: str
    kind: Literal["task_signed"] = "task_signed"


@dataclass(frozen=True)
class VoidAsked:
    """作废 asked."""

    reason: str
    kind: Literal["void_asked"] = "void_asked"


@dataclass(frozen=True)
class Withdrawn:
    """撤诉 by the reporter; a matter of safety goes on as found by staff."""

    text: str | None  # sealed
    goes_on: bool
    kind: Literal["withdrawn"] = "withdrawn"


@dataclass(frozen=True)
class Supplemented:
    """补充 by the reporter."""

    text: str | None  # sealed, under the number it is `of`
    photos: tuple[str, ...] = ()
    of: str | None = None
    kind: Literal["supplemented"] = "supplemented"


@dataclass(frozen=True)
class Summarised:
    """The desk wrote what departments and co units read, and released photos to them."""

    text: str  # rewritten, without anybody's data; empty: the item and a landmark
    photos: tuple[str, ...] = ()
    kind: Literal["summarised"] = "summarised"
