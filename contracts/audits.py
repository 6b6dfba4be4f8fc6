"""What goes into and out of the audit and its activities."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class FindingKind(StrEnum):
    """How the read model and the workflows can disagree, or a deadline have been slept through."""

    OVERDUE = "overdue"  # a deadline passed, and nothing followed
    CLOSED_WITH_OPEN_ROW = "closed_with_open_row"
    ROW_WITHOUT_WORKFLOW = "row_without_workflow"
    WORKFLOW_WITHOUT_ROW = "workflow_without_row"
    STUCK = "stuck"  # each of its tasks is refused by the server: no worker can go on with it
    UNARCHIVED = "unarchived"  # Temporal will soon forget a closed case that no file holds


@dataclass(frozen=True)
class Finding:
    """One disagreement about one case or matter."""

    kind: FindingKind
    case_no: str  # or a matter's number, or a round's
    of: Literal["case", "matter"] = "case"


@dataclass(frozen=True)
class Findings:
    """All that one look found, in order of the case numbers; `more` is true where there were too many to list."""

    found: tuple[Finding, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class AuditReport:
    """What stood at the second look too, and which of it was put right; the rest is for a person."""

    repaired: tuple[Finding, ...] = ()
    reported: tuple[Finding, ...] = ()
    more: bool = False
