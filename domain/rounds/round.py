"""A round as it stands: a patrol (巡查) of one chief, or a joint action (联合行动) of several units."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.due import Due


class RoundKind(StrEnum):
    """Which of the two."""

    PATROL = "patrol"
    JOINT = "joint"


class RoundPhase(StrEnum):
    """Where it stands."""

    WAITING = "waiting"  # not begun
    UNDER_WAY = "under_way"
    CLOSED = "closed"


class RoundOutcome(StrEnum):
    """How it ended."""

    DONE = "done"
    LATE = "late"  # done after its time
    MISSED = "missed"  # its period was over
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Plan:
    """What begins a round. Nothing of it is personal. Moments are UTC, in story time."""

    round_no: str
    kind: RoundKind
    title_zh: str
    title_en: str
    lead: str  # the chief's post, or the unit in charge
    lead_zh: str
    overseer: str  # the unit that hears of what was missed
    opens_at: datetime  # work is taken from then on
    due: Due
    closes_at: datetime  # late work is taken up to then
    members: tuple[str, ...] = ()  # units that come along
    place: str = ""  # in words, of a public place
    tasks: tuple[str, ...] = ()  # what is to be looked at


@dataclass(frozen=True)
class Finding:
    """Something was found: it is a case of its own."""

    case_no: str
    at: datetime
    unit: str


@dataclass(frozen=True)
class Round:
    """Everything about one round."""

    plan: Plan
    opened_at: datetime
    seq: int
    phase: RoundPhase = RoundPhase.WAITING
    started_at: datetime | None = None
    came: tuple[str, ...] = ()  # members that said they are there
    findings: tuple[Finding, ...] = ()
    missed: bool = False  # its time passed before it was finished; nothing erases that
    finished_at: datetime | None = None
    summary: str = ""
    outcome: RoundOutcome | None = None
    closed_at: datetime | None = None

    @property
    def round_no(self) -> str:
        """Its number."""
        return self.plan.round_no

    @property
    def open(self) -> bool:
        """Whether anything is still to come."""
        return self.phase is not RoundPhase.CLOSED

    @property
    def absent(self) -> tuple[str, ...]:
        """Members that never came."""
        return tuple(unit for unit in self.plan.members if unit not in self.came)
