"""One decision in the making: the case as it changes, and the events so far. Used by the rules of every phase."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain import events as e
from domain.case import Call, CallRole, CallState, Case, Outcome, Purpose, Task, TaskKind
from domain.evolve import evolve
from domain.facts import Fact
from domain.people import Actor, Role
from domain.questions import Answers, CallPlan, TaskPlan

ABOUT_A_CALL = {
    TaskKind.RESULT,
    TaskKind.RETURN,
    TaskKind.CONFERENCE,
    TaskKind.CO,
    TaskKind.HAND_UP,
    TaskKind.EXTEND,
    TaskKind.SUSPEND,
    TaskKind.SUSPENSION,
    TaskKind.SUSPENSION_ENDS,
    TaskKind.REGISTER,
}
"""Tasks that are over with their call."""


BY_DECISION = {Purpose.DISPATCH, Purpose.REDISPATCH, Purpose.HAND_UP, Purpose.HAND_DOWN}
MOST_CALLS = 100
"""A person calls no further unit then: a case moves to each new run whole. A deadline always calls the next rung."""


@dataclass(frozen=True)
class Refusal:
    """The rules forbid it: why, in both languages, and what would be allowed now. Nothing changed."""

    code: str
    zh: str
    en: str
    allowed: tuple[str, ...] = ()


class Forbidden(Exception):
    """Raised by a rule, caught by `decide`."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en


@dataclass
class Ruling:
    """What one fact leads to. `now` is the moment of the decision, UTC story time."""

    case: Case
    fact: Fact
    answers: Answers
    now: datetime
    events: list[e.Event] = field(default_factory=list)
    rules: int = 1

    @property
    def by(self) -> Actor:
        """Who brought the fact."""
        return self.fact.by

    @property
    def at(self) -> datetime:
        """When our door received it."""
        return min(self.fact.received_at, self.now)

    def add(self, body: e.Body, at: datetime | None = None) -> None:
        """It happened, now or at the moment given; the next rule sees it."""
        event = e.Event(self.case.seq + 1, at or self.now, self.by, body)
        self.case = evolve(self.case, event)
        self.events.append(event)

    def call(
        self, plan: CallPlan, purpose: Purpose, role: CallRole = CallRole.LEAD, after: Call | None = None
    ) -> None:
        """A unit is called, as planned. `after` is the missed call below, or the call it stands in for."""
        if (
            purpose in BY_DECISION
            and len(self.case.calls) >= MOST_CALLS
            and not self.fact.by.has(Role.SYSTEM)
        ):
            raise Forbidden(
                "too_many_calls",
                "这个案件的呼叫已经太多，请由现有单位办理",
                "too many calls: no more by hand",
            )
        below = after.n if after and purpose is Purpose.RUNG else after.below if after else None
        call = Call(
            n=len(self.case.calls) + 1,
            unit=plan.unit,
            unit_zh=plan.unit_zh,
            tier=plan.tier,
            role=role,
            purpose=purpose,
            channel=plan.channel,
            limits=plan.limits,
            urgent=plan.urgent,
            connected=plan.connected,
            dispatched_at=self.now,
            respond=plan.respond,
            resolve=plan.resolve,
            above_zh=plan.above_zh,
            below=below,
            response_item=plan.response_item,
            undelivered_after=plan.undelivered_after,
            unconnected=plan.register is not None,
        )
        promised = after.resolve.at if after and purpose is Purpose.REDISPATCH else None
        self.add(e.Called(call, promised))
        if plan.register is not None:
            self._open(TaskKind.REGISTER, plan.register, {"call": call.n})

    def open_task(self, kind: TaskKind, call: int | None = None, asked_by: str = "", **more: Any) -> None:
        """A unit has something to decide, as planned under the kind's name; `more` are further fields of `Task`."""
        self._open(kind, self.answers.tasks[kind.value], {"call": call, "asked_by": asked_by} | more)

    def _open(self, kind: TaskKind, plan: TaskPlan, more: dict[str, Any]) -> None:
        planned: dict[str, Any] = {
            "unit": plan.unit,
            "unit_zh": plan.unit_zh,
            "due": plan.due,
            "how": plan.how,
        }
        name = f"t{self.case.tasks_made + 1}"
        self.add(e.TaskOpened(Task(id=name, kind=kind, opened_at=self.now, **(planned | more))))

    def done(self, task: Task | None, outcome: str, note: str = "") -> None:
        """That task needs nobody any more."""
        if task is not None:
            self.add(e.TaskDone(task.id, task.kind, outcome, note))

    def drop_tasks(self, kinds: Iterable[TaskKind], outcome: str, call: int | None = None) -> None:
        """Tasks of these kinds (about that call) are no longer needed."""
        wanted = set(kinds)
        for task in self.case.tasks:
            if task.kind in wanted and call in (None, task.call):
                self.done(task, outcome)

    def end_call(self, n: int, state: CallState, why: str = "ended") -> None:
        """The call ends so, and whatever waited for a decision about it."""
        for task in self.case.tasks:
            if task.call == n and task.kind in ABOUT_A_CALL:
                self.done(task, why)
        self.add(e.CallClosed(n, self.case.calls[n - 1].unit, state))

    def close(self, outcome: Outcome) -> None:
        """The end."""
        self.add(e.Closed(outcome))
