"""Who has a task and until when: decisions, checks, the rating window, petitions. Pure; for `planning`."""

from datetime import datetime

from domain.case import Case, Task, TaskKind
from domain.catalogue import CheckKind
from domain.clock import due
from domain.due import Due
from domain.organisation import Unit
from domain.place import neighbour
from domain.policy import City, Limit
from domain.questions import AskTask, TaskPlan
from domain.routing import above, desk


def task_plan(city: City, ask: AskTask) -> TaskPlan | None:
    """The plan of one task; None for a hand-up from the top."""
    kind = TaskKind(ask.task)
    if kind is TaskKind.CHECK:
        return _check(city, ask)
    unit = city.units.get(ask.unit, desk(city))
    if kind is TaskKind.APPEAL:  # nobody judges their own: the desk's goes to the street committee
        unit = city.units[city.policy.committee] if ask.unit in (city.policy.desk, None) else desk(city)
    if kind is TaskKind.HAND_UP:
        upper = above(city, city.units.get(ask.unit, unit), None)
        return _plan(city, ask, upper.unit) if upper else None
    if kind is TaskKind.PETITION:
        return _plan(city, ask, unit, above=tuple(rung.unit for rung in city.policy.rungs))
    return _plan(city, ask, unit)


def due_again(city: City, case: Case, task: Task, *, urgent: bool) -> Due:
    """The deadline of a task counted anew from its start, by its own limit of today; whoever has it keeps it.

    A day that was agreed on (the end of a suspension) stays.
    """
    was, call = task.due, case.call(task.call or 0)
    if not was.budget:
        return was
    if task.kind is TaskKind.CO and task.round > 1 and call is not None:  # the co call's own further budget
        return due(city.calendar, city.hours_of(call.unit), was.clock, was.budget, was.start)
    limit = _limits(city, urgent).get(task.kind, Limit(was.clock, was.budget))
    return due(city.calendar, city.hours_of(task.unit), limit.clock, limit.budget, was.start)


def _limits(city: City, urgent: bool) -> dict[TaskKind, Limit]:
    policy = city.policy
    return {
        TaskKind.TRIAGE: policy.triage,
        TaskKind.RESULT: policy.approval,
        TaskKind.RETURN: policy.return_decision,
        TaskKind.CONFERENCE: policy.conference,
        TaskKind.CO: policy.co_overdue,
        TaskKind.HAND_UP: policy.hand_up,
        TaskKind.EXTEND: policy.request,
        TaskKind.SUSPEND: policy.request,
        TaskKind.VOID: policy.request,
        TaskKind.CHECK: policy.check_urgent if urgent else policy.check,
        TaskKind.REGISTER: policy.register,
        TaskKind.APPEAL: policy.review,
        TaskKind.EXCLUDE: policy.review,
        TaskKind.RATING: policy.rating_window,
        TaskKind.REASON: policy.reason,
        TaskKind.REVIEW: policy.review,
        TaskKind.PETITION: policy.petition_urgent if urgent else policy.petition,
    }


def registering(city: City, unit: Unit, start: datetime) -> TaskPlan | None:
    """上报登记: who tells a tier that is not connected, and until when; None where it is connected."""
    rung = next((rung for rung in city.policy.rungs if rung.unit == unit.code), None)
    if rung is None or rung.connected:
        return None
    at, limit = desk(city), city.policy.register
    return TaskPlan(at.code, at.name_zh, due(city.calendar, at.hours, limit.clock, limit.budget, start))


def _check(city: City, ask: AskTask) -> TaskPlan:
    """On site by the place's grid, or by its neighbour where the grid took part; by phone where no grid is known."""
    how = ask.item.check if ask.item else CheckKind.PHONE
    grid = _checker(city, ask) if how is CheckKind.ONSITE else None
    if how is CheckKind.ONSITE and grid is None:
        how = CheckKind.PHONE
    return _plan(city, ask, grid or city.units.get(ask.unit, desk(city)), how=how.value)


def _checker(city: City, ask: AskTask) -> Unit | None:
    code, kept_out = ask.grid, (*ask.took_part, ask.party)
    if code in kept_out:
        code = neighbour(city, code) if code else None
    return None if code is None or code in kept_out else city.units.get(code)


def _plan(city: City, ask: AskTask, unit: Unit, how: str = "", above: tuple[str, ...] = ()) -> TaskPlan:
    urgent = ask.item is not None and ask.item.urgent
    limit = _limits(city, urgent)[TaskKind(ask.task)]
    moment = due(city.calendar, unit.hours, limit.clock, limit.budget, ask.start)
    return TaskPlan(unit.code, unit.name_zh, moment, how, above)
