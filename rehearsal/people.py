"""What people do when something happens to a case: units work, desks decide, reporters rate. All by named chance."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain import events as e
from domain import facts as f
from domain.case import BreachOf, Call, Case, Purpose, Task, TaskKind
from domain.clock import moment
from domain.people import REPORTER, Actor, Role
from domain.policy import City
from domain.views import took_part
from rehearsal.arrivals import Arrival
from rehearsal.chance import Chance, Span, Weighted
from rehearsal.queues import FIRST_CONTACT, ORDINARY, URGENT, Job, Queue
from rehearsal.staffing import Staffing

NOTE = "排演"
AT_A_DESK = (
    *(Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR, Role.AREA_CHIEF),
    *(Role.CALLBACK, Role.REVIEWER, Role.GRID_CHIEF, Role.STATION_CHIEF),
)
IN_A_UNIT = (Role.HANDLER, Role.GRID_CHIEF, Role.STATION_CHIEF)
PERSONS_OF_A_REVIEW = ("a", "b")
DISSATISFIED = (f.Why.ATTITUDE, f.Why.LATE, f.Why.POLICY, f.Why.OTHER)


@dataclass
class Handled:
    """One case in the rehearsal."""

    arrival: Arrival
    case: Case | None = None
    facts: int = 0
    armed: tuple[datetime, str] | None = None

    @property
    def key(self) -> str:
        """What its chance is named by."""
        return self.arrival.report.case_no

    @property
    def open(self) -> Case:
        """The case, which has begun."""
        assert self.case is not None
        return self.case


class Stage(Protocol):
    """Where they act: `rehearsal.street`."""

    city: City
    staffing: Staffing
    chance: Chance

    def schedule(self, at: datetime, action: Callable[[datetime], None]) -> None:
        """Do that then."""

    def bring(self, handled: Handled, body: f.Body, by: Actor, now: datetime) -> bool:
        """One fact; whether the rules allowed it."""

    def queue(self, unit: str) -> Queue:
        """What waits for that unit."""


class People:
    """Everybody. They only see events, and only bring facts."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._staffing, self._chance = stage, stage.staffing, stage.chance
        self._results = Weighted.of(
            (f.Result(name), w) for name, w in self._staffing.numbers["results"].items()
        )

    def saw(self, handled: Handled, event: e.Event, now: datetime) -> None:
        """Somebody has something to do because of it, or nobody."""
        match event.body:
            case e.Called(call):
                self._called(handled, call, now)
            case e.TaskOpened(task):
                self._opened(handled, task, now)
            case e.CallReopened(n, why="check_failed") | e.ResultDecided(n, granted=False):
                self._to_work(handled, handled.open.calls[n - 1], now)
            case _:
                pass

    def _called(self, handled: Handled, call: Call, now: datetime) -> None:
        pace = _pace(handled.open, call)
        span = self._staffing.span("notice", pace)
        length = self._chance.span(handled.key, f"respond {call.n}", self._staffing.span("respond", pace))
        job = Job(
            URGENT if call.urgent else FIRST_CONTACT,
            length,
            None,
            needed=lambda: _running(handled, call.n),
            done=lambda at: self._answers(handled, call, at),
        )
        self._noticed(call.unit, job, self._later(handled, f"notice {call.n}", span, call.unit, now))

    def _answers(self, handled: Handled, call: Call, now: datetime) -> None:
        """A first contact, or the call goes back; then to work."""
        if not _running(handled, call.n):
            return
        stage, by = self._stage, _somebody(call.unit)
        returns = _grade(handled.open) != "A" and call.purpose is Purpose.DISPATCH and call.lead
        share = self._staffing.chance("returned")
        if returns and self._chance.happens(handled.key, f"return {call.n}", share):
            stage.bring(handled, f.Return(call.n, self._reason("return"), NOTE), by, now)
        stage.bring(handled, f.Respond(call.n, "contacted", NOTE), by, now)
        self._to_work(handled, call, now)

    def _to_work(self, handled: Handled, call: Call, now: datetime) -> None:
        case, name = handled.open, f"{call.n}.{len(handled.open.calls)}.{handled.open.round}"
        pace = _pace(case, call)
        length = self._chance.span(handled.key, f"work {name}", self._staffing.span("work", pace))
        job = Job(
            URGENT if call.urgent else ORDINARY,
            length,
            case.item.class_zh if case.item else None,
            needed=lambda: _running(handled, call.n),
            done=lambda at: self._completes(handled, call, at),
            begun=lambda at, until: self._begins(handled, call.n, at, until),
        )
        at = self._later(handled, f"outside {name}", self._staffing.span("outside", pace), call.unit, now)
        self._noticed(call.unit, job, at)

    def _begins(self, handled: Handled, n: int, now: datetime, until: datetime) -> None:
        """Who sees that it will be late may ask for more time."""
        call = handled.open.calls[n - 1]
        late = call.resolve.at < until and now < call.resolve.at and BreachOf.RESOLVE not in call.breaches
        waits = any(task.call == n for task in handled.open.tasks)
        if late and not waits and call.running and not call.extended:
            share = self._staffing.chance("extended")
            if self._chance.happens(handled.key, f"extend {n}", share):
                self._stage.bring(handled, f.Extend(n, NOTE), _somebody(call.unit), now)

    def _completes(self, handled: Handled, call: Call, now: datetime) -> None:
        if _running(handled, call.n):
            drawn = self._chance.share(handled.key, f"result {call.n}")
            done = f.Complete(call.n, self._results.at(drawn), NOTE, NOTE)
            self._stage.bring(handled, done, _somebody(call.unit), now)

    def _opened(self, handled: Handled, task: Task, now: datetime) -> None:
        match task.kind:
            case TaskKind.RATING:
                self._asked(handled, task, now)
            case TaskKind.PETITION | TaskKind.SUSPENSION | TaskKind.SUSPENSION_ENDS:
                pass  # they pass by themselves
            case TaskKind.REVIEW:
                for person in PERSONS_OF_A_REVIEW:
                    self._at_the_desk(handled, task, person, now)
            case _:
                self._at_the_desk(handled, task, "a", now)

    def _asked(self, handled: Handled, task: Task, now: datetime) -> None:
        """The reporter rates, or never does."""
        if self._chance.happens(handled.key, f"rated {task.round}", self._staffing.chance("rated")):
            after = self._chance.span(
                handled.key, f"rates {task.id}", self._staffing.spans["rates_after"]["span"]
            )
            self._stage.schedule(now + after, lambda at: self._rates(handled, task, at))

    def _rates(self, handled: Handled, task: Task, now: datetime) -> None:
        case = handled.open
        if case.task(task.id) is None:
            return
        late = any(call.breaches for call in case.calls)
        share = self._staffing.satisfied(_grade(case)) * (
            self._staffing.chance("late_satisfied") if late else 1
        )
        if self._chance.happens(handled.key, f"satisfied {case.round}", share):
            rate = f.Rate(5)
        elif self._chance.happens(handled.key, f"unsolved {case.round}", self._staffing.chance("unsolved")):
            rate = f.Rate(1, why=f.Why.UNSOLVED)
        else:
            why = int(len(DISSATISFIED) * self._chance.share(handled.key, f"why {case.round}"))
            rate = f.Rate(2, why=DISSATISFIED[why])
        self._stage.bring(handled, rate, REPORTER, now)

    def _at_the_desk(self, handled: Handled, task: Task, person: str, now: datetime) -> None:
        """A decision, a check or a triage, by somebody of the unit that has it."""
        name = f"{task.kind} {task.id} {person}"
        job = Job(
            URGENT if handled.open.urgent else FIRST_CONTACT,
            self._chance.span(handled.key, name, self._staffing.task(task.kind)),
            None,
            needed=lambda: handled.open.task(task.id) is not None,
            done=lambda at: self._decides(handled, task, person, at),
        )
        span = self._staffing.spans["notice"]["urgent" if handled.open.urgent else "tasks"]
        self._noticed(task.unit, job, self._later(handled, f"notice {name}", span, task.unit, now))

    def _decides(self, handled: Handled, task: Task, person: str, now: datetime) -> None:
        if handled.open.task(task.id) is None:
            return
        by = Actor(f"{task.unit}/{person}", task.unit, AT_A_DESK)
        for body in self._decisions(handled, task):
            if self._stage.bring(handled, body, by, now):
                return

    def _decisions(self, handled: Handled, task: Task) -> tuple[f.Body, ...]:
        """What whoever has the task would do; the next, where the rules don't allow the first."""
        case, arrival = handled.open, handled.arrival

        def yes(share: str) -> bool:
            return self._chance.happens(handled.key, f"{share} {task.id}", self._staffing.chance(share))

        match task.kind:
            case TaskKind.TRIAGE if case.item is not None:
                return (f.Dispatch(),)
            case TaskKind.TRIAGE:
                return (f.Grading(NOTE, arrival.item), f.Dispatch(self._stage.city.policy.desk))
            case TaskKind.CHECK:
                return (f.Check(yes("check_passed"), NOTE),)
            case TaskKind.REASON:
                return (f.Reason("rework" if yes("reworked") else "explain", NOTE),)
            case TaskKind.REVIEW:
                return (f.Review("explained", NOTE),)
            case TaskKind.REGISTER:
                return (f.Register(task.call or 0, f"{NOTE}-{task.id}", NOTE),)
            case TaskKind.RETURN | TaskKind.CONFERENCE:
                other = self._other_unit(case) if yes("return_granted") else None
                refused = f.Approve(task.id, granted=False)
                return (f.Dispatch(other), refused) if other else (refused,)
            case TaskKind.RESULT:
                return (f.Approve(task.id, granted=yes("approved")),)
            case TaskKind.EXTEND:
                return (f.Approve(task.id, granted=yes("extension_granted")),)
            case TaskKind.CO:
                return (f.Approve(task.id, granted=task.round == 1),)
            case _:
                return (f.Approve(task.id, granted=True),)

    def _other_unit(self, case: Case) -> str | None:
        """Who gets what another returned: a co unit of the item that has had no part, else the desk."""
        desk = self._stage.city.policy.desk
        had = took_part(case)
        co = (*case.item.co_auto, *case.item.co) if case.item else ()
        return next(
            (unit for unit in (*co, desk) if unit in self._stage.city.units and unit not in had), None
        )

    def _reason(self, operation: str) -> str:
        return next(iter(self._stage.city.reasons[operation]))

    def _later(self, handled: Handled, what: str, span: Span, unit: str, now: datetime) -> datetime:
        """When that time of the unit's own hours is over."""
        city = self._stage.city
        hours = city.calendar.hours[city.hours_of(unit)]
        return moment(city.calendar, hours, now, self._chance.span(handled.key, what, span))

    def _noticed(self, unit: str, job: Job, at: datetime) -> None:
        self._stage.schedule(at, lambda now: self._stage.queue(unit).put(job, now))


def _grade(case: Case) -> str:
    return case.grade.value if case.grade else "B"


def _pace(case: Case, call: Call) -> str:
    """By what spans a call is worked on."""
    return "urgent" if call.urgent else _grade(case)


def _running(handled: Handled, n: int) -> bool:
    call = handled.open.calls[n - 1]
    return handled.open.open and call.open and call.completion is None


def _somebody(unit: str) -> Actor:
    return Actor(unit, unit, IN_A_UNIT)
