"""The state of a case, its calls and its tasks: what `evolve` folds events into. For rules and projector."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.catalogue import Channel, Grade, Item, Limits
from domain.due import Due, Pause
from domain.facts import Rate, Report, Result, Why
from domain.facts.linking import Attached, LinkWhy
from domain.organisation import Tier
from domain.states import BreachOf, CallRole, CallState, Outcome, Phase, Purpose, TaskKind

__all__ = [
    "Attached",
    "BreachOf",
    "Call",
    "CallRole",
    "CallState",
    "Case",
    "Completion",
    "Link",
    "Outcome",
    "Phase",
    "Proposal",
    "Purpose",
    "Rating",
    "Task",
    "TaskKind",
    "Try",
    "Vote",
    "rank",
]


@dataclass(frozen=True)
class Completion:
    """What a unit said when it completed."""

    at: datetime
    by: str
    result: Result
    reply: str


@dataclass(frozen=True)
class Call:
    """One unit asked to act, with its two clocks. Numbered from 1 within the case."""

    n: int
    unit: str
    unit_zh: str
    tier: Tier
    role: CallRole
    purpose: Purpose
    channel: Channel
    limits: Limits
    urgent: bool
    connected: bool  # the unit's own system gets it over HTTP
    dispatched_at: datetime
    respond: Due
    resolve: Due
    above_zh: str | None = None  # who is called next if nobody acts
    below: int | None = None  # the missed call it climbed from
    response_item: str | None = None
    undelivered_after: str = "15m"  # continuous: a message not delivered for so long is shown
    respond_again: Due | None = None  # one more response budget after the first was missed
    again_missed: bool = False
    responded_at: datetime | None = None
    completion: Completion | None = None
    breaches: tuple[BreachOf, ...] = ()
    climbed: bool = False
    return_asked: bool = False
    extended: int = 0
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None  # its clocks stand since
    stopped_by_suspension: bool = False  # and not by a request that is undecided
    suspended: bool = False  # once was, or is
    state: CallState = CallState.OPEN
    closed_at: datetime | None = None
    version: int = 1  # of the last message to the unit's own system
    undelivered: bool = False
    unconnected: bool = False  # the desk's chief speaks for its unit, which does not work in this system
    outside_no: str | None = None  # the number that it has there
    appealed: tuple[BreachOf, ...] = ()
    upheld: tuple[BreachOf, ...] = ()  # appeals granted: listed, in no rate
    transfers: int = 0  # times that it went to another grid of the station

    @property
    def open(self) -> bool:
        """Not ended by anything."""
        return self.state is CallState.OPEN

    @property
    def lead(self) -> bool:
        """主办."""
        return self.role is CallRole.LEAD

    @property
    def running(self) -> bool:
        """Open, not stopped, and not waiting for its own completion to be accepted: its clocks run."""
        return self.open and self.completion is None and self.stopped_at is None


@dataclass(frozen=True)
class Task:
    """待办 of a named unit, due at a moment; for `PETITION` and `RATING` the moment is all there is."""

    id: str
    kind: TaskKind
    unit: str
    unit_zh: str
    due: Due
    opened_at: datetime
    call: int | None = None
    asked_by: str = ""
    how: str = ""  # of a check: onsite or phone
    round: int = 1
    until: datetime | None = None  # of a suspension asked for, UTC
    reason: str = ""
    signed: tuple[str, ...] = ()  # accounts that agreed, where it takes several


@dataclass(frozen=True)
class Rating:
    """One rating; the last one given counts."""

    at: datetime
    result: int
    by_staff: bool
    round: int
    excluded: bool = False


@dataclass(frozen=True)
class Vote:
    """One of several reporters' ratings of the same work."""

    case_no: str
    result: int
    by_staff: bool
    why: Why | None = None


@dataclass(frozen=True)
class Try:
    """One time that a reporter was rung up in vain, in that round."""

    at: datetime
    outcome: str
    round: int
    of: str | None = None


@dataclass(frozen=True)
class Link:
    """A case opened from this one; without a number it is on its way."""

    key: str
    why: LinkWhy
    case_no: str | None = None


@dataclass(frozen=True)
class Proposal:
    """The first of two persons' verdicts in a review."""

    account: str
    verdict: str
    reason: str | None = None


@dataclass(frozen=True)
class Case:
    """One case, whole. `seq` is the number of the last event folded in."""

    case_no: str
    opened_at: datetime
    report: Report
    seq: int = 0
    phase: Phase = Phase.TRIAGE
    grade: Grade | None = None
    item: Item | None = None
    calls: tuple[Call, ...] = ()
    tasks: tuple[Task, ...] = ()
    tasks_made: int = 0
    winner: int | None = None  # the accepted lead of the present round
    round: int = 1  # 1, and one more for each rework
    returns: int = 0  # accepted or in conference
    ratings: tuple[Rating, ...] = ()
    proposal: Proposal | None = None
    flags: tuple[str, ...] = ()  # unapproved (未审), unchecked (未核查), supervised (督办), unfinished_co
    urges: tuple[datetime, ...] = field(default=())
    petitions: int = 0
    tries: tuple[Try, ...] = ()  # to get a rating by telephone
    merging: str | None = None  # the earlier case that was asked to take this one
    merged_into: str | None = None
    attached: tuple[Attached, ...] = ()  # later cases that ended in this one
    votes: tuple[Vote, ...] = ()  # of this round, where several rate
    kept: tuple[Rate, ...] = ()  # brought by whoever referred it, while it is checked
    links: tuple[Link, ...] = ()
    summary: str = ""  # for departments and co units, by the desk; empty: the item and a landmark
    released: tuple[str, ...] = ()  # the reporter's photos that they may see
    settled: int = 0  # number of the event after which nothing was open any more
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Not closed."""
        return self.phase is not Phase.CLOSED

    @property
    def urgent(self) -> bool:
        """Whether its item is marked urgent."""
        return self.item is not None and self.item.urgent

    @property
    def first_grade(self) -> Grade | None:
        """The grade it counts under: climbing never changes it, only a person's regrading does."""
        return self.grade

    def call(self, n: int) -> Call | None:
        """The call of that number."""
        return self.calls[n - 1] if 0 < n <= len(self.calls) else None

    def task(self, task_id: str) -> Task | None:
        """The open task of that id."""
        return next((task for task in self.tasks if task.id == task_id), None)

    def task_of(self, kind: TaskKind, call: int | None = None) -> Task | None:
        """The open task of that kind (and for that call, when given)."""
        return next((t for t in self.tasks if t.kind is kind and call in (None, t.call)), None)

    @property
    def party(self) -> str | None:
        """The unit that the report is about, if any."""
        return self.report.about

    @property
    def raters(self) -> tuple[str, ...]:
        """The numbers under which this work is rated: its own, and those of the cases that ended in it."""
        own = () if self.attached and "withdrawn" in self.flags else (self.case_no,)
        return (*own, *(other.case_no for other in self.attached if not other.again))

    @property
    def open_leads(self) -> tuple[Call, ...]:
        """Open lead calls, lowest rung first."""
        return tuple(sorted((c for c in self.calls if c.open and c.lead), key=rank))

    @property
    def top(self) -> Call | None:
        """The topmost open lead call: whose state, unit and deadline the case shows."""
        return self.open_leads[-1] if self.open_leads else None

    @property
    def latest_rating(self) -> Rating | None:
        """The rating that counts so far."""
        return self.ratings[-1] if self.ratings else None


_RANKS = {tier: n for n, tier in enumerate(Tier)}


def rank(call: Call) -> tuple[int, int]:
    """Order of calls on the ladder: by tier, then by number."""
    return _RANKS[call.tier], call.n
