"""Plays a matter through the pure rules: facts in, clock moved by hand. The counterpart of `tests.playing`."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.facts import DeadlinePassed
from domain.matters import events as e
from domain.matters import facts as f
from domain.matters.asks import asks
from domain.matters.decide import decide
from domain.matters.evolve import evolve
from domain.matters.matter import Application, Matter, Slot
from domain.matters.views import armed
from domain.offering import Mode
from domain.people import REPORTER, SYSTEM, Actor, Role
from domain.planning import answer
from domain.policy import City
from domain.ruling import Refusal
from tests.playing import FRIDAY_MORNING

OFFICE = Actor("minzheng", "minzheng", (Role.HANDLER,))
OTHER = Actor("renshe", "renshe", (Role.HANDLER,))
SLOT = Slot(
    FRIDAY_MORNING + timedelta(days=3, hours=1), FRIDAY_MORNING + timedelta(days=3, hours=1, minutes=30)
)
"""Monday at 10."""


def application(mode: Mode = Mode.ONLINE, **changes: object) -> Application:
    """Five working days, of the civil affairs office."""
    plain = Application(
        matter_no="TS-20261009-00000001",
        service="S-W003",
        name_zh="社会保障卡申领补换",
        name_en="Social security card",
        mode=mode,
        category="就业与社会保险",
        budget="5d",
        days=5,
        unit="minzheng",
        unit_zh="民政",
        head="c-zhifa",
        desk="street-command",
        sealed="sealed",
        slot=SLOT if mode is Mode.ONSITE else None,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@dataclass
class MatterPlay:
    """One matter being played."""

    city: City
    now: datetime = FRIDAY_MORNING
    matter: Matter | None = None
    events: list[e.MatterEvent] = field(default_factory=list)
    facts: int = 0

    def bring(self, body: f.Body, by: Actor = REPORTER) -> Refusal | None:
        """One fact now; the refusal if the rules forbid it."""
        self.facts += 1
        fact = f.MatterFact(f"f{self.facts}", self.now, by, body)
        answers = answer(self.city, frozenset(), asks(self.matter, fact, self.now))
        made = decide(self.matter, fact, answers, self.now)
        if isinstance(made, Refusal):
            return made
        for event in made:
            self.matter = evolve(self.matter, event)
            self.events.append(event)
        return None

    def begin(self, mode: Mode = Mode.ONLINE, by: Actor | None = None, **changes: object) -> "MatterPlay":
        """It begins as its mode begins."""
        sender = by or (OFFICE if mode is Mode.UNASKED else REPORTER)
        assert self.bring(f.Apply(application(mode, **changes)), sender) is None
        return self

    def office(self, body: f.Body) -> Refusal | None:
        """The office says something."""
        return self.bring(body, OFFICE)

    @property
    def open(self) -> Matter:
        """The matter, which has begun."""
        assert self.matter is not None
        return self.matter

    def miss(self) -> str:
        """Nobody acts until the armed deadline has passed; says whose it was."""
        deadline = armed(self.open)
        assert deadline is not None
        self.now = max(self.now, deadline.at)
        assert self.bring(DeadlinePassed(deadline.key), SYSTEM) is None
        return deadline.what

    def kinds(self) -> list[str]:
        """What happened, by kind."""
        return [event.body.kind for event in self.events]
