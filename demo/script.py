"""What the story is made of: reports, what units do, what must have come of it. See `scenes` and `build`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from demo.views import CaseFull

EDGE = timezone(timedelta(hours=8), "Asia/Shanghai")
Channel = Literal["wechat", "grid", "hotline", "message_board", "phone"]
ReporterKind = Literal["resident", "enterprise", "grassroots"]
Clock = Literal["respond", "respond_again", "resolve"]
Why = Literal["unsolved", "attitude", "late", "policy", "other"]


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the story: day of October 2026, Wuhan time."""
    return datetime(2026, 10, day, hour, minute, tzinfo=EDGE)


@dataclass(frozen=True)
class Returning:
    """退单: the unit gives the call back."""

    after: timedelta
    reason: str
    note: str


@dataclass(frozen=True)
class Suspending:
    """挂账: the unit asks that the clock stand, so long from the dispatch, for a listed reason."""

    lasts: timedelta
    reason: str


@dataclass(frozen=True)
class Plan:
    """What one unit does with one call of one report. Without moments it acts well inside its limits."""

    answers: bool = True
    completes: bool = True
    respond_after: timedelta | None = None  # from the dispatch
    complete_after: timedelta | None = None  # from the dispatch
    result: str = "solved"
    note: str | None = None
    reply: str | None = None
    evidence: str | None = None
    returning: Returning | None = None
    suspending: Suspending | None = None
    waits_for: str | None = None  # completes only when this act of the story has happened
    repair: str | None = None  # an urgent matter made safe: what is left to repair, as a linked case
    repair_item: str | None = None


ORDINARY = Plan()


@dataclass(frozen=True)
class Rating:
    """What the reporter says of it."""

    result: int
    why: Why | None = None
    comment: str | None = None


@dataclass(frozen=True)
class Climb:
    """One planned step up: who lets which clock run out, and why; `to` is called then."""

    who: str
    clock: Clock
    to: str
    because: str


@dataclass(frozen=True)
class Desk:
    """What the command centre does with this case, where it does more than pass it on."""

    redispatch: str | None = None  # grants a return by calling this unit
    refuse_return: str | None = None  # the note of the refusal
    response_item: str | None = None
    leaves: bool = False  # leaves it in triage: it belongs to another that is under way
    reasons: tuple[str, ...] = ()  # for each dissatisfied reason: rework, explain, review
    verdict: str = "explained"


@dataclass(frozen=True)
class Expect:
    """What must have come of it, beside being answered."""

    outcome: str | None = None
    units: tuple[str, ...] = ()  # the lead calls, in order
    completed_by: str | None = None
    call_state: tuple[tuple[str, str], ...] = ()  # (unit, how its call ended)
    ratings: int | None = None
    state: str | None = None


@dataclass(frozen=True)
class Told:
    """One report of the story."""

    key: str
    at: datetime
    item: str
    community: str
    channel: Channel
    description: str
    grid: str | None = None
    address: str | None = None
    point: tuple[float, float] | None = None  # GCJ-02
    kind: ReporterKind = "resident"
    name: str | None = None
    phone: str | None = None
    scene: str | None = None
    item_given: bool = True  # False: whoever reports chose no item; the desk does
    plans: Mapping[str, tuple[Plan, ...]] = field(default_factory=dict)
    climbs: tuple[Climb, ...] = ()
    ratings: tuple[Rating, ...] = ()
    desk: Desk = Desk()
    expect: Expect = Expect()
    sent_twice: bool = False
    after: str | None = None  # sent when that report has its case, however slow the machine
    gathers: bool = False  # other reports end in this one, and their reporters rate it too

    def plan(self, unit: str, time: int) -> Plan:
        """What the unit does with its call number `time` (from 0) of this case."""
        plans = self.plans.get(unit, ())
        return plans[min(time, len(plans) - 1)] if plans else ORDINARY

    @property
    def account(self) -> str | None:
        """Who signs in to take it down; None where the reporter sends it alone."""
        if self.channel == "wechat":
            return None
        return self.grid or self.community if self.channel == "grid" else "street-intake"


Seen = Callable[[CaseFull], int]
"""How often a case shows something; 0 is not yet."""


def anyhow(_: CaseFull) -> int:
    """Nothing need be shown first."""
    return 1


@dataclass(frozen=True)
class Act:
    """One operation of a scene: who says what about which report, once the case shows that it may be said."""

    key: str
    does: str  # its name on the screen, as the street says it
    of: str  # the report's key
    at: datetime  # not before
    says: str  # in the panel
    proof: Seen  # what the case shows when it has happened
    who: str | None = None  # the account; None: the reporter
    verb: str | None = None  # last part of the path; None: it happens without being asked for
    body: Mapping[str, Any] = field(default_factory=dict)  # "@key" is that report's number, "@offered" a list
    once: Seen = anyhow
    unit: str | None = None  # said of this unit's call, not of the case
    task: str | None = None  # decides the open task of this kind
    ended: str | None = None  # another report whose case must be closed first
    by_attached: bool = False  # the word of a reporter whose case ended in this one
    opens: "Told | None" = None  # the linked case that comes of it
    link: str = ""  # and why it is linked
    step: bool = False  # leads up to another act: told, but not counted

    @property
    def named(self) -> tuple[str, ...]:
        """Other reports that the body names."""
        words = (value for value in self.body.values() if isinstance(value, str))
        return tuple(word[1:] for word in words if word.startswith("@") and word != "@offered")


@dataclass(frozen=True)
class Outage:
    """A department's own system answers 500 for a while."""

    unit: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Story:
    """All of it, in order of time."""

    reports: tuple[Told, ...]
    outages: tuple[Outage, ...]
    begins: datetime
    ends: datetime
    chains: tuple[tuple[Act, ...], ...] = ()  # acts one after the other, scene by scene

    @property
    def acts(self) -> tuple[Act, ...]:
        """All of them."""
        return tuple(act for chain in self.chains for act in chain)
