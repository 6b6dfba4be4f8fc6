"""What a case shows: its state, its one armed deadline, whether it is late. For rules, workflow and pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.case import BreachOf, Call, CallState, Case, Phase, Task, TaskKind, rank
from domain.due import Due

STATES = (
    "triage",
    "called",
    "handling",
    "returned",
    "conference",
    "suspended",
    "approving",
    "checking",
    "rating",
    "reviewing",
    "closed",
)
"""The states of the HTTP contract."""

_STATE_OF_PHASE = {
    Phase.TRIAGE: "triage",
    Phase.HAND_UP: "approving",
    Phase.CHECKING: "checking",
    Phase.RATING: "rating",
    Phase.REASON: "reviewing",
    Phase.REVIEWING: "reviewing",
    Phase.CLOSED: "closed",
}


@dataclass(frozen=True)
class Deadline:
    """Whose deadline comes next, and when (UTC, story time)."""

    at: datetime
    key: str  # "call:3:respond", "call:3:again", "call:3:resolve", "task:t5"
    unit: str
    unit_zh: str
    what: str  # respond, resolve, or a TaskKind


def call_dues(call: Call) -> Iterator[tuple[str, Due]]:
    """What of one call can still pass: `respond` or `again`, and `resolve`, each with its deadline explained.

    None where its clocks stand or are missed already.
    """
    if not call.running:
        return
    if call.responded_at is None:
        if BreachOf.RESPOND not in call.breaches:
            yield "respond", call.respond
        elif call.respond_again is not None and not call.again_missed:
            yield "again", call.respond_again
    if BreachOf.RESOLVE not in call.breaches:
        yield "resolve", call.resolve


def call_deadlines(call: Call) -> Iterator[Deadline]:
    """The deadlines of one call that can still pass."""
    return (_of_call(call, what, due.at) for what, due in call_dues(call))


def clock_of(what: str) -> BreachOf:
    """Which clock of a call a deadline of `call_dues` is of: `again` is one more budget of the response."""
    return BreachOf.RESOLVE if what == "resolve" else BreachOf.RESPOND


def deadlines(case: Case) -> Iterator[Deadline]:
    """Every deadline of the case that can still pass; a closed case has only those of what was asked since."""
    for call in case.calls if case.open else ():
        yield from call_deadlines(call)
    for task in case.tasks:
        yield Deadline(task.due.at, f"task:{task.id}", task.unit, task.unit_zh, task.kind)


def armed(case: Case) -> Deadline | None:
    """The one armed deadline: the earliest. An open case always has one; a closed one, while something is asked."""
    return min(deadlines(case), key=lambda d: (d.at, d.key), default=None)


def state(case: Case) -> str:
    """The state of the HTTP contract, that of the topmost open lead call while units are at work."""
    shown = _STATE_OF_PHASE.get(case.phase)
    if shown:
        return shown
    if case.task_of(TaskKind.CONFERENCE):
        return "conference"
    top = case.top
    if top is None:
        return "handling"
    if case.task_of(TaskKind.RETURN, top.n):
        return "returned"
    if case.task_of(TaskKind.SUSPENSION, top.n):
        return "suspended"
    if case.task_of(TaskKind.RESULT):
        return "approving"
    return "called" if top.responded_at is None else "handling"


def shown_deadline(case: Case) -> Deadline | None:
    """The deadline that people look at: of the topmost open lead call if it has one, else the armed one."""
    if not case.open:
        return None
    top = case.top
    if top is not None and top.stopped_at is not None:
        return min(_about(case, top), key=lambda d: d.at, default=armed(case))
    if case.phase is Phase.HANDLING and top is not None:
        resolve = _of_call(top, "resolve", top.resolve.at)
        return next(iter(sorted(call_deadlines(top), key=lambda d: d.at)), resolve)
    return armed(case)


def _about(case: Case, call: Call) -> list[Deadline]:
    """Deadlines of what waits about a call whose clocks stand."""
    keys = {f"task:{task.id}" for task in case.tasks if task.call == call.n}
    return [deadline for deadline in deadlines(case) if deadline.key in keys]


def holder(case: Case) -> Call | Task | None:
    """Who has it now: the topmost open lead call, else the most pressing task, else the last winner."""
    if not case.open:
        return case.call(case.winner) if case.winner else None
    if case.phase is Phase.HANDLING and case.top is not None:
        return case.top
    if case.tasks:
        return min(case.tasks, key=lambda task: task.due.at)
    return case.call(case.winner) if case.winner else None


def due_behind(case: Case, deadline: Deadline | None) -> Due | None:
    """The deadline with its budget, clock and explanation; None for none, and for one that stands no more."""
    if deadline is None:
        return None
    whose, name, *what = deadline.key.split(":")
    if whose == "task":
        task = case.task(name)
        return task.due if task else None
    call = case.calls[int(name) - 1]
    return {"respond": call.respond, "again": call.respond_again}.get(what[0], call.resolve)


def overdue(case: Case, now: datetime) -> bool:
    """Whether any open call has missed a clock, or its resolve deadline is past."""
    return any(c.open and (c.breaches or (c.running and c.resolve.at < now)) for c in case.calls)


def took_part(case: Case) -> tuple[str, ...]:
    """Units that were called and not called off: they neither check nor judge this case."""
    off = {CallState.MISDISPATCHED, CallState.RETURNED, CallState.CANCELLED}
    return tuple(sorted({c.unit for c in case.calls if c.state not in off}))


def unit_below(case: Case) -> str:
    """Whom the topmost call came from: the highest open lead of a tier below it, else the desk."""
    top = case.top
    lower = [c for c in case.calls if c.lead and top and rank(c) < rank(top) and c.tier != top.tier]
    return max(lower, key=rank).unit if lower else case.report.desk


def _of_call(call: Call, what: str, at: datetime) -> Deadline:
    return Deadline(at, f"call:{call.n}:{what}", call.unit, call.unit_zh, clock_of(what))
