"""A decision on an open task by the unit that holds it (同意 / 不同意)."""

from domain import events as e
from domain.case import CallState, Task, TaskKind
from domain.facts import Approve
from domain.handling import co_decided, result_decided
from domain.intake import handed_up
from domain.people import Role
from domain.permissions import DISPATCHING, holds
from domain.ruling import Forbidden, Ruling

DECIDES: dict[TaskKind, tuple[Role, ...]] = {
    TaskKind.RESULT: DISPATCHING,
    TaskKind.RETURN: DISPATCHING,
    TaskKind.CO: DISPATCHING,
    TaskKind.CONFERENCE: (Role.DIRECTOR,),
    TaskKind.HAND_UP: (Role.CHIEF, Role.DIRECTOR),
}
"""Tasks that are settled by a yes or a no, and by whom."""


def approve(ruling: Ruling, body: Approve) -> None:
    """同意 or not. A return is granted by redispatching, so that no case is ever without a unit."""
    task = ruling.case.task(body.task)
    if task is None or task.kind not in DECIDES:
        raise Forbidden("no_task", "没有这件待批事项", "there is no such task to decide")
    holds(ruling, task, *DECIDES[task.kind])
    if body.granted and task.kind in (TaskKind.RETURN, TaskKind.CONFERENCE):
        raise Forbidden("redispatch", "同意退单请直接改派", "to grant a return, dispatch another unit")
    ruling.done(task, "granted" if body.granted else "refused", body.note or "")
    _carry_out(ruling, task, body)


def _carry_out(ruling: Ruling, task: Task, body: Approve) -> None:
    n, note = task.call or 0, body.note or ""
    if task.kind is TaskKind.RESULT:
        result_decided(ruling, n, body.granted, note)
    elif task.kind is TaskKind.HAND_UP:
        handed_up(ruling, body.granted)
    elif task.kind is TaskKind.CO and not body.granted:
        co_decided(ruling, n, CallState.CANCELLED)
    elif task.kind is TaskKind.CO:
        _extend_overdue(ruling, n)
    else:
        ruling.add(e.ReturnRejected(n, ruling.case.calls[n - 1].unit, note=note))


def _extend_overdue(ruling: Ruling, n: int) -> None:
    """The breach stays; the desk looks again when the further budget ends."""
    until = ruling.answers.dues["resolve"]
    ruling.add(e.CallExtended(n, ruling.case.calls[n - 1].unit, until))
    ruling.open_task(TaskKind.CO, n, number=2, until=until)
