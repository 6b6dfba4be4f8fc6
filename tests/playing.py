"""Plays a case through the pure rules: facts in, clock moved by hand. For tests of rules, rates and workflows."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from contracts.cases import RULES
from domain import events as e
from domain import facts as f
from domain.asks import asks
from domain.case import Call, Case, Task, TaskKind
from domain.decide import decide
from domain.evolve import evolve
from domain.people import REPORTER, SYSTEM, Actor, Role
from domain.planning import answer
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed

FRIDAY_MORNING = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
"""09:00 in Wuhan, the first working day after the National Day holiday but one."""


@dataclass
class Play:
    """One case being played."""

    city: City
    now: datetime = FRIDAY_MORNING
    connected: frozenset[str] = frozenset()
    case: Case | None = None
    events: list[e.Event] = field(default_factory=list)
    facts: int = 0

    def bring(self, body: f.Body, by: Actor = REPORTER, at: datetime | None = None) -> Refusal | None:
        """One fact now; the refusal if the rules forbid it."""
        self.facts += 1
        fact = f.Fact(f"f{self.facts}", at or self.now, by, body)
        answers = answer(self.city, self.connected, asks(self.case, fact, self.now))
        made = decide(self.case, fact, answers, self.now, RULES)
        if isinstance(made, Refusal):
            return made
        for event in made:
            self.case = evolve(self.case, event)
            self.events.append(event)
        return None

    def report(self, by: Actor = REPORTER, **changes: object) -> "Play":
        """A report comes in."""
        policy = self.city.policy
        report = f.Report(
            f"{policy.prefix}-20261009-00000000", "wechat", f.ReporterKind.RESIDENT, policy.desk, "sealed"
        )
        assert self.bring(replace(report, **changes), by) is None  # type: ignore[arg-type]
        return self

    def wait(self, **duration: float) -> "Play":
        """Time passes; every deadline on the way passes with it."""
        until = self.now + timedelta(**duration)
        while (deadline := armed(self.open)) is not None and deadline.at <= until:
            self.now = max(self.now, deadline.at)
            assert self.bring(f.DeadlinePassed(deadline.key), SYSTEM, deadline.at) is None
        self.now = until
        return self

    def miss(self) -> "Play":
        """Nobody acts until the armed deadline has passed."""
        deadline = armed(self.open)
        assert deadline is not None
        return self.wait(seconds=max(0.0, (deadline.at - self.now).total_seconds()))

    @property
    def open(self) -> Case:
        """The case, which must have begun."""
        assert self.case is not None
        return self.case

    @property
    def top(self) -> Call:
        """The topmost open lead call, which must be there."""
        assert self.open.top is not None
        return self.open.top

    def task(self, kind: TaskKind) -> Task:
        """The open task of that kind, which must be there."""
        task = self.open.task_of(kind)
        assert task is not None
        return task

    def kinds(self) -> list[str]:
        """What happened, by kind."""
        return [event.body.kind for event in self.events]

    def of(self, kind: str) -> list[e.Body]:
        """What happened of one kind."""
        return [event.body for event in self.events if event.body.kind == kind]

    def unit(self, code: str) -> Actor:
        """Somebody of that unit."""
        kinds = {"grid": Role.GRID_CHIEF, "station": Role.STATION_CHIEF}
        role = kinds.get(self.city.units[code].kind, Role.HANDLER)
        return Actor(code, code, (Role.HANDLER, role))

    def desk(self, *roles: Role, name: str = "desk") -> Actor:
        """Somebody at the command centre."""
        return Actor(name, self.city.policy.desk, roles or (Role.DISPATCHER, Role.CHIEF))

    def respond(self, call: Call | None = None) -> Refusal | None:
        """The unit answers."""
        call = call or self.top
        return self.bring(f.Respond(call.n, "contacted", "已联系"), self.unit(call.unit))

    def complete(self, call: Call | None = None, result: f.Result = f.Result.SOLVED) -> Refusal | None:
        """The unit completes."""
        call = call or self.top
        return self.bring(f.Complete(call.n, result, "已处理", "现场记录"), self.unit(call.unit))

    def check(self, passed: bool = True) -> Refusal | None:
        """The check is made by whoever holds it."""
        task = self.task(TaskKind.CHECK)
        by = self.desk(Role.CALLBACK) if task.how == "phone" else self.unit(task.unit)
        return self.bring(f.Check(passed, "看过"), by)

    def rate(self, result: int = 5, why: f.Why | None = None) -> Refusal | None:
        """The reporter rates."""
        return self.bring(f.Rate(result, why=why))
