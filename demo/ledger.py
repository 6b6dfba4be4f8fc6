"""What has happened in the show so far, written by the actors, read by the view and the judge."""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime

from demo.script import Act, Climb, Story, Told
from demo.views import Accepted, Call, CaseFull

LATEST = 200
ACCEPTED_WITHIN = 3.0
"""Real seconds that a unit may know of a case before its reporter has the answer in hand."""
TIERS = ("grid", "street", "district", "city")


@dataclass(frozen=True)
class Climbed:
    """A case went one step up."""

    case_no: str
    at: datetime
    who: str
    clock: str
    to: str
    planned: Climb | None


@dataclass(frozen=True)
class Played:
    """A planned act has happened."""

    act: Act
    case_no: str
    at: datetime


class Ledger:
    """The show's books. One thread, so plain sets and dicts."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.sent = 0
        self.accepted: dict[str, Accepted] = {}
        self.linked: dict[str, Accepted] = {}  # cases opened from others
        self.played: dict[str, Played] = {}
        self.hindered: dict[str, str] = {}  # acts that the API refused last time, and why
        self._waiting: dict[str, asyncio.Event] = {}
        self.by_case: dict[str, Told] = {}
        self.answered: set[str] = set()
        self.closed: set[str] = set()
        self.rated: Counter[str] = Counter()
        self.open_tiers: Counter[str] = Counter()
        self.climbs: dict[tuple[str, str, str], Climbed] = {}
        self.faults: list[str] = []
        self.news: deque[str] = deque(maxlen=LATEST)
        self.refused = 0
        self.failed_deliveries = 0

    def accept(self, told: Told, accepted: Accepted) -> None:
        """The report has its case."""
        self.accepted[told.key] = accepted
        self.by_case[accepted.case_no] = told
        self._event(told.key).set()

    async def has_case(self, key: str) -> None:
        """Wait until that report has its case."""
        await self._event(key).wait()

    def accept_linked(self, told: Told, accepted: Accepted) -> None:
        """A case was opened from another one; its story goes on."""
        self.linked[told.key] = accepted
        self.by_case[accepted.case_no] = told

    def held(self, key: str) -> Accepted | None:
        """What the reporter of that key holds."""
        return self.accepted.get(key) or self.linked.get(key)

    def play(self, act: Act, full: CaseFull, at: datetime) -> None:
        """An act has happened. Who is told that the matter is dealt with elsewhere has been answered."""
        self.played[act.key] = Played(act, full.row.case_no, at)
        self.answered.update(full.attached)
        if full.row.state == "closed":
            self.answered.add(full.row.case_no)
        self.news.append(f"{at:%m-%d %H:%M} ★ {act.does} {full.row.case_no}：{act.says}")
        self._event(act.key).set()

    async def has_happened(self, key: str) -> None:
        """Wait until that act has been played."""
        await self._event(key).wait()

    def _event(self, key: str) -> asyncio.Event:
        return self._waiting.setdefault(key, asyncio.Event())

    @property
    def unplayed(self) -> list[Act]:
        """Acts that are still to come."""
        return [act for act in self.story.acts if act.key not in self.played]

    @property
    def counted(self) -> Counter[str]:
        """How often each operation has been played."""
        return Counter(played.act.does for played in self.played.values() if not played.act.step)

    async def told_of(self, case_no: str) -> Told | None:
        """The report behind a case; None where the story wrote none (a linked case)."""
        for _ in range(30):
            if case_no in self.by_case:
                return self.by_case[case_no]
            await asyncio.sleep(ACCEPTED_WITHIN / 30)
        return None

    def climbed(self, case_no: str, at: datetime, who: str, clock: str, to: str) -> None:
        """A case went up; once for each step."""
        step = (case_no, who, to)
        if step in self.climbs:
            return
        told = self.by_case.get(case_no)
        planned = next((c for c in told.climbs if (c.who, c.to) == (who, to)), None) if told else None
        self.climbs[step] = Climbed(case_no, at, who, clock, to, planned)
        why = planned.because if planned else f"{clock}，未在计划内"
        self.news.append(f"{at:%m-%d %H:%M} ↑ {case_no} {who} → {to}：{why}")

    def count_open(self, calls: list[Call]) -> None:
        """Where the open cases lie now."""
        highest: dict[str, int] = {}
        for call in calls:
            if call.tier in TIERS and call.role == "lead":
                highest[call.case_no] = max(highest.get(call.case_no, 0), TIERS.index(call.tier))
        self.open_tiers = Counter(TIERS[tier] for tier in highest.values())

    @property
    def unanswered(self) -> list[str]:
        """Case numbers that nobody has answered."""
        return [case_no for case_no in self.by_case if case_no not in self.answered]
