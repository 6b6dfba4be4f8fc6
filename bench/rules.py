"""How fast the rules are: facts of typical cases decided, and their events folded, on one core and nothing around."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bench.door import HOME, city
from bench.figure import Figure, size
from contracts.cases import RULES
from domain import facts as f
from domain.asks import asks
from domain.case import Case, TaskKind
from domain.decide import decide
from domain.evolve import evolve
from domain.facts import Fact
from domain.people import REPORTER, Actor
from domain.planning import answer
from domain.policy import City
from domain.questions import Answers
from domain.ruling import Refusal
from tests.playing import Play

LEAST_A_SECOND = 20_000
AGAIN = 10  # times in one round: about 20 ms
Step = tuple[Case | None, Fact, Answers, datetime]
"""What `decide` is asked."""


@dataclass
class Noted(Play):
    """A case being played that keeps what the rules were asked."""

    steps: list[Step] = field(default_factory=list)

    def bring(self, body: f.Body, by: Actor = REPORTER, at: datetime | None = None) -> Refusal | None:
        """As in a test, and kept."""
        fact = Fact(f"f{self.facts + 1}", at or self.now, by, body)
        answers = answer(self.city, self.connected, asks(self.case, fact, self.now))
        self.steps.append((self.case, fact, answers, self.now))
        return super().bring(body, by, at)


def steps(street: City) -> list[Step]:
    """A B case done well, an A case that climbs to the district, and one that its reporter was not content with."""
    happy, climbs, reworked = Noted(street), Noted(street), Noted(street)
    happy.report(item="B0102", **HOME)
    happy.respond()
    happy.complete()
    happy.check()
    happy.rate(5)
    climbs.report(item="A107", **HOME).wait(days=25)
    climbs.complete()
    climbs.rate(3)
    reworked.report(item="A106", **HOME)
    reworked.complete()
    reworked.rate(1, f.Why.UNSOLVED)
    reworked.complete()
    reworked.rate(4)
    assert all(case.open.task_of(TaskKind.TRIAGE) is None for case in (happy, climbs, reworked))
    return [*happy.steps, *climbs.steps, *reworked.steps]


def judged(step: Step) -> int:
    """Decide, and fold what follows; how many events that was."""
    case, fact, answers, now = step
    made = decide(case, fact, answers, now, RULES)
    assert not isinstance(made, Refusal), made
    for event in made:
        case = evolve(case, event)
    return len(made)


def measured(rounds: int) -> Figure:
    """The best of many short rounds: whatever else the machine does only makes it slower."""
    asked = steps(city())
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(AGAIN):
            for step in asked:
                judged(step)
        best = min(best, time.process_time() - began)
    return Figure("decide and evolve, on one core", AGAIN * len(asked) / best, "a second", LEAST_A_SECOND)


async def run() -> Sequence[Figure]:
    """`BENCH_ROUNDS` rounds of those cases."""
    return [measured(size("ROUNDS", 100))]
