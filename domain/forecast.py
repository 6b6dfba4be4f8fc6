"""预测: what still comes if nobody acts, by the same rules that would do it. Pure; shown by pages and stories."""

from dataclasses import dataclass
from datetime import datetime

from domain import events as e
from domain.asks import asks
from domain.case import Case
from domain.decide import decide
from domain.evolve import evolve
from domain.facts import DeadlinePassed, Fact
from domain.organisation import Tier
from domain.people import SYSTEM
from domain.planning import answer
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed, due_behind

MOST_DEADLINES = 40
"""How many deadlines ahead are looked at: more than any case has below its first petition."""


@dataclass(frozen=True)
class Step:
    """A unit that would be called, at a moment (UTC, story time)."""

    at: datetime
    tier: Tier
    unit: str
    unit_zh: str
    zh: str  # how the deadline is counted that passes then
    en: str


def forecast(city: City, case: Case, now: datetime) -> tuple[Step, ...]:
    """The (when, tier, unit) still to come if nobody acts, up to the first petition or the end."""
    steps: list[Step] = []
    for _ in range(MOST_DEADLINES):
        deadline = armed(case)
        if deadline is None:
            break
        then, due = max(now, deadline.at), due_behind(case, deadline)
        fact = Fact(f"due:{deadline.key}", deadline.at, SYSTEM, DeadlinePassed(deadline.key))
        made = decide(case, fact, answer(city, frozenset(), asks(case, fact, then)), then)
        if isinstance(made, Refusal):
            break
        for event in made:
            case = evolve(case, event)
            if isinstance(event.body, e.Called):
                call = event.body.call
                words = (due.zh, due.en) if due else ("", "")
                steps.append(Step(then, call.tier, call.unit, call.unit_zh, *words))
        if any(isinstance(event.body, e.Petitioned) for event in made):
            break
    return tuple(steps)
