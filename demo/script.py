"""What the story is made of: reports, what units do, what must have come of it. See `scenes` and `build`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Literal

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
    suspends: bool = False  # grants a suspension
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
