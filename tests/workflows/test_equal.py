"""The workflow adds nothing to the rules and loses nothing: chance plays both, and the same things happen."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from domain import facts as f
from domain.people import REPORTER, SYSTEM, Actor
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed
from tests.chance import EARLIER, ITEMS, LATER, PLACES, Chance
from tests.playing import Play
from tests.workflows.conftest import CONNECTED, Begin
from tests.workflows.listener import listen
from tests.workflows.live import Live

MOVES = 10
SEQUENCES, MANY = 50, 2000
SLOW = 100.0  # a real second is a hundredth of a story second: the machine's pace moves no deadline
MOMENT = timedelta(milliseconds=1)
AFTERWARDS = 3.0  # seconds: the server is looked at when its grace is over
OF_OTHERS = ("delivered", "undelivered", "link_opened")
"""What departments and linked cases bring in their own time."""


@dataclass
class Noted(Play):
    """A play that keeps what was done, so that it can be done again."""

    moves: list[tuple[f.Body, Actor, str | None] | float | None] = field(default_factory=list)
    nested: bool = False

    def bring(self, body: f.Body, by: Actor = REPORTER, at: object = None) -> Refusal | None:
        """One fact, noted with the code of its refusal. On the server it comes a moment later, and here too."""
        deadline = armed(self.case) if self.case else None
        if deadline is not None and by is not SYSTEM and deadline.at > self.now + MOMENT:
            self.now += MOMENT
        refused = super().bring(body, by, at)  # type: ignore[arg-type]
        if by is not SYSTEM or not isinstance(body, f.DeadlinePassed | f.Report):
            self.moves.append((body, by, refused.code if refused else None))
        return refused

    def wait(self, **duration: float) -> "Play":
        """Time passes, noted in minutes."""
        if not self.nested:
            self.moves.append(duration["minutes"])
        return super().wait(**duration)

    def miss(self) -> "Play":
        """The armed deadline passes, noted as None."""
        self.moves.append(None)
        self.nested = True
        super().miss()
        missed = super().wait(seconds=AFTERWARDS)
        self.nested = False
        return missed


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
    events = 0
    for seed in range(SEQUENCES, SEQUENCES + MANY):
        events += await agree(seed, begin, city)
    print(f"{MANY} sequences of up to {MOVES} steps, rules against server: {events} events, all equal")


async def agree(seed: int, begin: Begin, city: City) -> int:
    """Play one sequence twice; how many events it made."""
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
    happened = [kind for kind in await case.kinds() if kind not in OF_OTHERS]
    assert happened == [kind for kind in noted.kinds() if kind not in OF_OTHERS]
    return len(happened)
