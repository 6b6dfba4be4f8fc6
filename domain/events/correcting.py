"""What a corrected calendar or pack changes of an open case: old and new, for ever side by side."""

from dataclasses import dataclass
from typing import Literal

from domain.case import TaskKind
from domain.catalogue import Item
from domain.due import Clocks, Due


@dataclass(frozen=True)
class ItemCorrected:
    """The item frozen into the case gives way to today's of the same code."""

    item: Item
    was: Item
    reason: str
    kind: Literal["item_corrected"] = "item_corrected"


@dataclass(frozen=True)
class CallReplanned:
    """A call's clocks were counted again, from where they began."""

    call: int
    unit: str
    was: Clocks
    now: Clocks
    reason: str
    kind: Literal["call_replanned"] = "call_replanned"


@dataclass(frozen=True)
class TaskReplanned:
    """A task's deadline was counted again, from where it began."""

    task: str
    task_kind: TaskKind
    unit: str
    was: Due
    now: Due
    reason: str
    kind: Literal["task_replanned"] = "task_replanned"
