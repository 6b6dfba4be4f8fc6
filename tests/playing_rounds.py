"""Plays a round through the pure rules: facts in, clock moved by hand. The counterpart of `tests.playing`."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.catalogue import Clock
from domain.due import Due
from domain.facts import DeadlinePassed
from domain.people import SYSTEM, Actor, Role
from domain.rounds import events as e
from domain.rounds import facts as f
from domain.rounds.decide import decide
from domain.rounds.evolve import evolve
from domain.rounds.round import Plan, Round, RoundKind
from domain.rounds.views import armed
from domain.ruling import Refusal
from tests.playing import FRIDAY_MORNING

CHIEF = Actor("road-1", "LZ01", (Role.HANDLER,), "guanli")
DIRECTOR = Actor("street-director", "street-command", (Role.DIRECTOR,))
POLICE = Actor("jiaoguan", "jiaoguan", (Role.HANDLER,))
MARKET = Actor("shichang", "shichang", (Role.HANDLER,))
LEAD = Actor("chengguan", "chengguan", (Role.HANDLER,))


def patrol(**changes: object) -> Plan:
    """A road chief's round of three days, taken late for two more."""
    due = Due(FRIDAY_MORNING + timedelta(days=3), FRIDAY_MORNING, "3d", Clock.CONTINUOUS, "3 天", "3 days")
    plain = Plan(
        round_no="TSP-LZ01-20261005",
        kind=RoundKind.PATROL,
        title_zh="中北路路段长巡查",
        title_en="Patrol: road chief of Zhongbei Road",
        lead="LZ01",
        lead_zh="中北路路段长",
        overseer="dangzheng",
        opens_at=FRIDAY_MORNING,
        due=due,
        closes_at=FRIDAY_MORNING + timedelta(days=5),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def joint(**changes: object) -> Plan:
    """Two units with urban management, an hour from now."""
    return patrol(
        **{
            "round_no": "TSJ-20261009-00000001",
            "kind": RoundKind.JOINT,
            "title_zh": "占道经营联合整治",
            "lead": "chengguan",
            "lead_zh": "城管",
            "overseer": "street-command",
            "members": ("jiaoguan", "shichang"),
            "opens_at": FRIDAY_MORNING + timedelta(hours=1),
            **changes,
        }
    )


@dataclass
class RoundPlay:
    """One round being played."""

    now: datetime = FRIDAY_MORNING
    one: Round | None = None
    events: list[e.RoundEvent] = field(default_factory=list)
    facts: int = 0

    def bring(self, body: f.Body, by: Actor = CHIEF) -> Refusal | None:
        """One fact now; the refusal if the rules forbid it."""
        self.facts += 1
        made = decide(self.one, f.RoundFact(f"f{self.facts}", self.now, by, body), self.now)
        if isinstance(made, Refusal):
            return made
        for event in made:
            self.one = evolve(self.one, event)
            self.events.append(event)
        return None

    def opened(self, plan: Plan | None = None) -> "RoundPlay":
        """It is on record."""
        plan = plan or patrol()
        by = SYSTEM if plan.kind is RoundKind.PATROL else DIRECTOR
        assert self.bring(f.Open(plan), by) is None
        return self

    @property
    def open(self) -> Round:
        """The round, which has begun."""
        assert self.one is not None
        return self.one

    def miss(self) -> str:
        """Nobody acts until the armed deadline has passed; says which it was."""
        deadline = armed(self.open)
        assert deadline is not None
        self.now = max(self.now, deadline.at)
        assert self.bring(DeadlinePassed(deadline.key), SYSTEM) is None
        return deadline.what

    def kinds(self) -> list[str]:
        """What happened, by kind."""
        return [event.body.kind for event in self.events]
