"""A decision on an open task by the unit that holds it (同意 / 不同意)."""

from domain import events as e
from domain.afterwards import appeal_decided, exclude_decided
from domain.case import CallState, Task, TaskKind
from domain.endings import void_decided
from domain.facts import Approve
from domain.handling import co_decided, result_decided
from domain.intake import handed_up
from domain.people import Role
from domain.permissions import CHIEFS, DISPATCHING, holds
from domain.ruling import Forbidden, Ruling
from domain.tiers import hand_up_decided
from domain.waiting import LONG, extension_decided, suspension_decided

REVIEWERS = (Role.REVIEWER,)
Signers = tuple[tuple[Role, ...], ...]
"""Who must agree: one person for each set of roles, all of them different."""
DECIDES: dict[TaskKind, Signers] = {
    TaskKind.RESULT: (DISPATCHING,),
    TaskKind.RETURN: (DISPATCHING,),
    TaskKind.CO: (DISPATCHING,),
    TaskKind.CONFERENCE: ((Role.DIRECTOR,),),
    TaskKind.HAND_UP: ((*CHIEFS, Role.STATION_CHIEF),),
    TaskKind.EXTEND: (DISPATCHING,),
    TaskKind.SUSPEND: (CHIEFS,),
    TaskKind.VOID: (CHIEFS,),
    TaskKind.APPEAL: (REVIEWERS, REVIEWERS),
    TaskKind.EXCLUDE: (REVIEWERS, REVIEWERS),
}
"""Tasks that are settled by a yes or a no, and by whom."""
SECOND_EXTENSION: Signers = ((Role.DIRECTOR,), (Role.AREA_CHIEF,))
LONG_SUSPENSION: Signers = (CHIEFS, CHIEFS)


def signers(task: Task) -> Signers:
    """Who must agree to this task."""
    if task.kind is TaskKind.EXTEND and task.round > 1:
        return SECOND_EXTENSION
    if task.kind is TaskKind.SUSPEND and task.how == LONG:
        return LONG_SUSPENSION
    return DECIDES[task.kind]


def approve(ruling: Ruling, body: Approve) -> None:
    """同意 or not. A return is granted by redispatching, so that no case is ever without a unit."""
    task = ruling.case.task(body.task)
    if task is None or task.kind not in DECIDES:
        raise Forbidden("no_task", "没有这件待批事项", "there is no such task to decide")
    wanted = signers(task)
    holds(ruling, task, *(role for roles in wanted for role in roles))
    if body.granted and task.kind in (TaskKind.RETURN, TaskKind.CONFERENCE):
        raise Forbidden("redispatch", "同意退单请直接改派", "to grant a return, dispatch another unit")
    if body.granted and not _all_agree(ruling, task, wanted):
        return
    ruling.done(task, "granted" if body.granted else "refused", body.note or "")
    _carry_out(ruling, task, body)


def _all_agree(ruling: Ruling, task: Task, wanted: Signers) -> bool:
    """Whether this yes is the last one needed; if not, it is kept."""
    places = {int(place): account for place, _, account in (name.partition(":") for name in task.signed)}
    if ruling.by.account in places.values():
        raise Forbidden("two_persons", "须由另一人同意", "it takes another person")
    free = [n for n, roles in enumerate(wanted) if n not in places and ruling.by.has(*roles)]
    if not free:
        raise Forbidden("role", "您这一岗位已有人同意，须由另一岗位同意", "it takes the other role now")
    if len(places) + 1 == len(wanted):
        return True
    ruling.add(e.TaskSigned(task.id, task.kind, f"{free[0]}:{ruling.by.account}", wanted[free[0]][0]))
    return False


def _carry_out(ruling: Ruling, task: Task, body: Approve) -> None:
    n, note, granted = task.call or 0, body.note or "", body.granted
    match task.kind:
        case TaskKind.RESULT:
            result_decided(ruling, n, granted, note)
        case TaskKind.HAND_UP if task.call is None:
            handed_up(ruling, granted)
        case TaskKind.HAND_UP:
            hand_up_decided(ruling, task, granted)
        case TaskKind.CO if granted:
            _extend_overdue(ruling, n)
        case TaskKind.CO:
            co_decided(ruling, n, CallState.CANCELLED)
        case TaskKind.EXTEND:
            extension_decided(ruling, n, granted)
        case TaskKind.SUSPEND:
            suspension_decided(ruling, task, granted)
        case TaskKind.VOID:
            void_decided(ruling, granted)
        case TaskKind.APPEAL:
            appeal_decided(ruling, task, granted)
        case TaskKind.EXCLUDE:
            exclude_decided(ruling, task, granted)
        case _:
            ruling.add(e.ReturnRejected(n, ruling.case.calls[n - 1].unit, note=note))


def _extend_overdue(ruling: Ruling, n: int) -> None:
    """The breach stays; the desk looks again when the further budget ends."""
    until = ruling.answers.dues["more"]
    ruling.add(e.CallExtended(n, ruling.case.calls[n - 1].unit, until))
    ruling.open_task(TaskKind.CO, n, round=2, due=until)
