"""The workflow adds nothing to the rules and loses nothing: chance plays both, and the same things happen."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from domain import events as e
from domain import facts as f
from domain.case import Call, Task
from domain.people import REPORTER, SYSTEM, Actor
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed
from tests.chance import EARLIER, ITEMS, LATER, PLACES, Chance
from tests.playing import Play
from tests.workflows.conftest import CONNECTED, Begin
from tests.workflows.listener import listen
from tests.workflows.live import Live
from workflows.options import GRACE

MOVES = 10
SEQUENCES, MANY = 50, 2000
SLOW = 100.0  # a real second is a hundredth of a story second: the machine's pace moves no deadline
MOMENT = timedelta(milliseconds=1)
AFTERWARDS = 3.0  # seconds: the server is looked at when its grace is over
PASSED = ("breached", "response_missed_again", "task_missed")
TOGETHER = timedelta(seconds=AFTERWARDS)
OF_OTHERS = ("delivered", "undelivered", "link_opened")
"""What departments and linked cases bring in their own time."""


@dataclass
class Noted(Play):
    """A play that keeps what was done, so that it can be done again."""

    moves: list[tuple[f.Body, Actor, str | None] | float | None] = field(default_factory=list)
    nested: bool = False

    def bring(self, body: f.Body, by: Actor = REPORTER, at: object = None) -> Refusal | None:
        """One fact, noted with the code of its refusal. On the server it comes a moment later, and here too."""
        if by is not SYSTEM:
            self.now += MOMENT
            self._rings()
        refused = super().bring(body, by, at)  # type: ignore[arg-type]
        if by is not SYSTEM or not isinstance(body, f.DeadlinePassed | f.Report):
            self.moves.append((body, by, refused.code if refused else None))
        return refused

    def wait(self, **duration: float) -> "Play":
        """Time passes, noted in minutes; a deadline is decided when the server's timer rings, the grace after it."""
        if not self.nested:
            self.moves.append(duration["minutes"])
        until = self.now + timedelta(**duration)
        while (deadline := armed(self.open)) is not None and deadline.at + GRACE <= until:
            self.now = max(self.now, deadline.at + GRACE)
            self._rings()
        self.now = until
        return self

    def miss(self) -> "Play":
        """The armed deadline passes, noted as None."""
        self.moves.append(None)
        deadline = armed(self.open)
        assert deadline is not None
        self.nested = True
        ahead = (deadline.at - self.now).total_seconds() + AFTERWARDS
        missed = self.wait(seconds=max(1.0, ahead))
        self.nested = False
        return missed

    def _rings(self) -> None:
        """Whatever has passed is decided before anything else."""
        while self.case and (deadline := armed(self.open)) is not None and deadline.at <= self.now:
            assert super().bring(f.DeadlinePassed(deadline.key), SYSTEM, deadline.at) is None


async def again(case: Live, noted: Noted) -> None:
    """Do on the server what was done in the play."""
    for move in noted.moves:
        if move is None:
            await case.miss()
        elif isinstance(move, float | int):
            await case.forward(minutes=move)
        elif not isinstance(move[0], f.Report):
            body, by, refused = move
            verdict = await case.command(body, by)
            assert (verdict.code if isinstance(verdict, Refusal) else None) == refused, body


@pytest.mark.parametrize("seed", range(SEQUENCES))
async def test_rules_and_workflow_agree(seed: int, begin: Begin, city: City) -> None:
    await agree(seed, begin, city)


@pytest.mark.marathon
async def test_they_agree_two_thousand_times(begin: Begin, city: City) -> None:
    events = ties = 0
    for seed in range(SEQUENCES, SEQUENCES + MANY):
        both = await agree(seed, begin, city)
        events += len(both.played)
        ties += both.played_kinds != both.happened_kinds
    print(f"{MANY} sequences of up to {MOVES} steps, rules against server: {events} events, all equal")
    print(f"of them {ties} where deadlines of the same second passed in another order")


@dataclass(frozen=True)
class Both:
    """One sequence by the rules alone, and on the server."""

    played: list[e.Event]
    happened: list[e.Event]

    @property
    def played_kinds(self) -> list[str]:
        """What the rules said, in order."""
        return [event.body.kind for event in self.played]

    @property
    def happened_kinds(self) -> list[str]:
        """What the server did, in order."""
        return [event.body.kind for event in self.happened]


async def agree(seed: int, begin: Begin, city: City) -> Both:
    """Play one sequence twice: the same happened, to the same call or task, in the same order.

    Only deadlines that fall into the same second may pass in another order: there the server is a moment later.
    """
    chance = Random(seed)
    item, (community, grid) = chance.choice(ITEMS), chance.choice(PLACES)
    report: dict[str, Any] = {"item": item, "community": community, "grid": grid}
    noted = Noted(city, connected=CONNECTED)
    noted.report(**report)
    player = Chance(noted, chance)
    for _ in range(MOVES):
        if noted.open.open:
            player.move()
    case = await begin(scale=SLOW, **report)
    await listen(case.temporal.client, EARLIER, *(other.case_no for other in LATER))
    await again(case, noted)
    both = Both(_own(noted.events), _own(await case.events()))
    if both.happened_kinds != both.played_kinds:
        assert _deadlines_together(noted.events), (seed, both.happened_kinds, both.played_kinds)
        assert _by_subject(both.happened) == _by_subject(both.played), seed
    return both


def _own(events: list[e.Event]) -> list[e.Event]:
    return [event for event in events if event.body.kind not in OF_OTHERS]


def _deadlines_together(events: list[e.Event]) -> bool:
    """Whether two deadlines of different calls or tasks passed within the same seconds."""
    passed = [(event.at, _subject(event.body)) for event in events if event.body.kind in PASSED]
    pairs = pairwise(passed)
    return any(one[1] != two[1] and abs(two[0] - one[0]) <= TOGETHER for one, two in pairs)


def _by_subject(events: list[e.Event]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for event in events:
        found.setdefault(_subject(event.body), []).append(event.body.kind)
    return found


def _subject(body: e.Body) -> str:
    """The call or the task that an event is about; else the case."""
    call, task = getattr(body, "call", None), getattr(body, "task", None)
    if call is not None:
        return f"call {call.n if isinstance(call, Call) else call}"
    return f"task {task.id if isinstance(task, Task) else task}" if task is not None else "case"
