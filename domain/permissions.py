"""Who may: the guards of docs/rules.md, raised as `Forbidden`. Used by the rules of every phase."""

from domain.case import Call, Case, Phase, Task
from domain.people import Role
from domain.ruling import Forbidden, Ruling

DISPATCHING = (Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR)
CHIEFS = (Role.CHIEF, Role.DIRECTOR)
WHO_WORKS = (Role.HANDLER, Role.GRID_CHIEF, Role.STATION_CHIEF, Role.DEPARTMENT)
"""Who speaks for a called unit; at the desk also those who dispatch."""


def in_phase(ruling: Ruling, *phases: Phase) -> None:
    """The case must be in one of these phases."""
    if ruling.case.phase not in phases:
        raise Forbidden("phase", "案件现在不在这一步", "the case is not at this step now")


def at_desk(ruling: Ruling, *roles: Role) -> None:
    """The actor must sit at the case's desk, in one of these roles."""
    if ruling.by.unit != ruling.case.report.desk or not ruling.by.has(*roles):
        raise Forbidden(
            "role", "只有指挥中心的相应岗位可以这样做", "only the command centre may, in that role"
        )


def holds(ruling: Ruling, task: Task, *roles: Role) -> None:
    """The actor must belong to the task's unit, in one of these roles, and not be who asked for it."""
    if ruling.by.unit != task.unit or not ruling.by.has(*roles):
        raise Forbidden(
            "role", f"此事由{task.unit_zh}的相应岗位决定", f"{task.unit} decides this, in another role"
        )
    if task.asked_by and task.asked_by == ruling.by.account:
        raise Forbidden("two_persons", "提出的人不能自己批准", "whoever asked cannot approve")


def own_call(ruling: Ruling, n: int) -> Call:
    """The call of that number, which must be the actor's unit's own."""
    call = ruling.case.call(n)
    desk = ruling.case.report.desk
    if call is not None and call.unconnected and ruling.by.unit == desk and ruling.by.has(*CHIEFS):
        return call  # the chief says what the tier above said
    works = WHO_WORKS if call is None or call.unit != desk else (*WHO_WORKS, *DISPATCHING)
    if call is None or call.unit != ruling.by.unit or not ruling.by.has(*works):
        raise Forbidden("not_yours", "没有这件交办，或不是交给您单位的", "no such call, or not your unit's")
    return call


def own_running_call(ruling: Ruling, n: int) -> Call:
    """The actor's own call, open and not completed."""
    in_phase(ruling, Phase.HANDLING)
    call = own_call(ruling, n)
    if not call.open:
        raise Forbidden("call_closed", "这件交办已经结束", "this call is closed")
    if call.completion is not None:
        raise Forbidden(
            "completed", "这件交办已经办结，正在审核", "this call is completed and waits for approval"
        )
    return call


def nobody_completed(ruling: Ruling) -> None:
    """It can still end otherwise: before completion, and no unit has completed."""
    in_phase(ruling, Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING)
    if ruling.case.winner or any(call.completion for call in ruling.case.calls):
        raise Forbidden("completed", "已有单位办结", "a unit has completed")


def alone(ruling: Ruling) -> None:
    """No other reporter's case ended in this one: nobody's report may be lost with it."""
    if ruling.case.attached:
        raise Forbidden("attached", "有其他报事并入本件，不能这样结束", "other reports ended in this case")


def is_open(case: Case) -> None:
    """The case must be open."""
    if not case.open:
        raise Forbidden("closed", "案件已经结案", "the case is closed")
