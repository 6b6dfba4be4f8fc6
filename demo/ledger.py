"""What has happened in the show so far, written by the actors, read by the view and the judge."""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime

from demo.script import Climb, Story, Told
from demo.views import Accepted, Call

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


class Ledger:
    """The show's books. One thread, so plain sets and dicts."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.sent = 0
        self.accepted: dict[str, Accepted] = {}
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
