"""The words people read: labels for our codes, and the case told to its reporter.

Used by the API, by pages, by the summaries in the Temporal UI and by stories.
"""

from collections.abc import Mapping

from domain import events as e
from domain.case import CallRole, Purpose, TaskKind
from domain.due import moves
from domain.facts import Entered
from domain.label import Label
from domain.labels import (
    BREACHES,
    CALL_ROLES,
    CALL_STATES,
    CHANNELS,
    CLOCKS,
    DEADLINES,
    FLAGS,
    GRADES,
    OUTCOMES,
    PHASES,
    RATINGS,
    REPORTED_BY,
    REPORTERS,
    RESULTS,
    ROLES,
    STATES,
    TAKEN,
    TASKS,
    TIERS,
    TRIES,
    VIA,
    WHYS,
    item_name,
)
from domain.localtime import short

__all__ = [
    "BREACHES",
    "CALL_ROLES",
    "CALL_STATES",
    "CHANNELS",
    "CLOCKS",
    "DEADLINES",
    "FLAGS",
    "GRADES",
    "OUTCOMES",
    "PHASES",
    "RATINGS",
    "REPORTED_BY",
    "REPORTERS",
    "RESULTS",
    "ROLES",
    "STATES",
    "TASKS",
    "TIERS",
    "WHYS",
    "Label",
    "public_text",
]

Names = Mapping[str, str]

HOW = {
    "contacted": "已联系",
    "on_site": "已到现场",
    "plan": "已定办理方案",
    "completed": "已直接办理",
    "registered": "已登记受理，编号",
}
"""How a unit responded."""

OPENED: dict[TaskKind, str] = {
    TaskKind.TRIAGE: "等待{unit}分级派遣",
    TaskKind.RESULT: "等待{unit}审核办理结果",
    TaskKind.CONFERENCE: "多个单位会商办理",
    TaskKind.HAND_UP: "已上报，等待{unit}审定",
    TaskKind.CHECK: "由{unit}核查办理情况",
    TaskKind.RATING: "请您评价",
    TaskKind.REVIEW: "由复核组两人复核",
}
"""What begins with a task, where the reporter is told."""

DECIDED: dict[str, str] = {
    "rework": "经研究，决定重新办理",
    "explain": "经研究，已向您解释说明",
    "review": "经研究，转复核组复核",
    "again": "复核决定：重新办理",
    "explained": "复核决定：已解释到位",
    "unreasonable": "复核决定：诉求超出合理范围",
}
"""What was decided after a dissatisfied rating, and in a review."""


def public_text(event: e.Event, unit_names: Names, zone: str = "Asia/Shanghai") -> str | None:
    """One line of the reporter's timeline, in Chinese.

    Repeats only what units wrote for the reporter (a response's note, a reply), never the reporter's own
    words, internal notes or names of persons. `unit_names` maps unit codes to Chinese names; an unknown
    code stands for itself; moments are told in `zone`. None for what the public does not see.
    """
    if isinstance(event.body, e.CallReplanned | e.TaskReplanned):
        return _replanned(event.body, unit_names, zone)
    for telling in (_dispatched, _worked, _missed, _decided, _linked, _ended, _afterwards):
        text = telling(event.body, unit_names)
        if text is not None:
            return text
    return None


def _replanned(body: e.CallReplanned | e.TaskReplanned, names: Names, zone: str) -> str | None:
    """Old and new, side by side; None for a task that the reporter was not told of."""
    if isinstance(body, e.TaskReplanned):
        if body.task_kind not in OPENED:
            return None
        told = [(str(TASKS[body.task_kind]), body.was, body.now)]
    else:
        told = [(DEADLINES[what], was, now) for what, was, now in moves(body.was, body.now)]
    lines = [
        f"{what}时限由 {short(was.at, zone)} 改为 {short(now.at, zone)}：{now.zh}" for what, was, now in told
    ]
    return _with(f"{names.get(body.unit, body.unit)}的期限重新计算", body.reason) + "".join(
        f"；{line}" for line in lines
    )


def _dispatched(body: e.Body, names: Names) -> str | None:
    match body:
        case e.Accepted(report=report) if report.entered is Entered.BEHALF:
            return f"已受理，由{names.get(report.entered_by, '工作人员')}代报"
        case e.Accepted():
            return "已受理"
        case e.Refused(where=where):
            return f"不予受理。{where}"
        case e.Graded(grade=grade, item=item, classified=score):
            how = "已定为" if score is None else f"系统按内容（把握 {score:.0%}）归为"
            return f"{how}{GRADES[grade]}" + (f"：{item_name(item.exposure, item.name_zh)}" if item else "")
        case e.Called(call=call, promised=promised):
            return _called(call.unit_zh, call.role, call.purpose, call.resolve.zh, promised is not None)
        case e.TaskOpened(task=task) if task.kind in OPENED:
            return OPENED[task.kind].format(unit=task.unit_zh)
        case e.ReworkOpened(round=number):
            return f"重新办理（第 {number} 轮）"
        case _:
            return None


def _called(unit: str, role: CallRole, purpose: Purpose, until: str, moved: bool) -> str:
    what = "重新办理" if purpose is Purpose.REWORK else CALL_ROLES[role]
    how = "已改派" if purpose is Purpose.REDISPATCH else "已交"
    return f"{how}{unit}{what}，办结时限：{until}" + ("（时限重新起算）" if moved else "")


def _worked(body: e.Body, names: Names) -> str | None:
    match body:
        case e.Responded(unit=unit, how=how, note=note):
            said = names.get(unit, unit) + HOW.get(how, "已响应")
            return _with(said, "" if how == "completed" else note)
        case e.Progressed(unit=unit, note=note):
            return _with(f"{names.get(unit, unit)}反馈进展", note)
        case e.Completed(unit=unit, result=result, reply=reply):
            return _with(f"{names.get(unit, unit)}办结（{RESULTS[result]}）", reply)
        case e.Transferred(unit=unit, to_unit_zh=to_unit):
            return f"{names.get(unit, unit)}转由{to_unit}办理，时限不变"
        case e.CallReopened(unit=unit):
            return f"由{names.get(unit, unit)}继续办理"
        case e.CallExtended(unit=unit, resolve=due):
            return f"{names.get(unit, unit)}的办结时限已延长：{due.zh}"
        case e.CaseCompleted(result=result):
            return f"全部办结：{RESULTS[result]}"
        case _:
            return None


def _missed(body: e.Body, names: Names) -> str | None:
    match body:
        case e.Breached(unit=unit, clock=clock):
            return f"{names.get(unit, unit)}{BREACHES[clock]}"
        case e.ResponseMissedAgain(unit=unit):
            return f"{names.get(unit, unit)}再次未按时响应"
        case e.TaskMissed(task_kind=kind, unit=unit) if kind not in (TaskKind.RATING, TaskKind.PETITION):
            return f"{names.get(unit, unit)}未按时{TASKS[kind]}"
        case e.Escalated(to_unit=unit, to_tier=tier):
            return f"已升级到{TIERS[tier]}一级，由{names.get(unit, unit)}接办"
        case e.Petitioned(round=number):
            return f"已第 {number} 次向上级提请"
        case e.Supervised(units=units):
            return f"已督办{'、'.join(names.get(unit, unit) for unit in units)}"
        case e.Urged():
            return "您的催办已转办理单位"
        case e.Supplemented():
            return "您的补充已转办理单位"
        case e.Withdrawn(goes_on=goes_on):
            return "您已撤诉；涉及安全，由工作人员继续处理" if goes_on else "您已撤诉"
        case _:
            return None


def _decided(body: e.Body, names: Names) -> str | None:
    match body:
        case e.ResultDecided(unapproved=True):
            return "办理结果未按时审核，自动通过（未审）"
        case e.ResultDecided(granted=granted):
            return "办理结果审核通过" if granted else "办理结果未通过审核，退回继续办理"
        case e.ClockStopped(unit=unit, until=until) if until is not None:
            return f"{names.get(unit, unit)}的办理暂停计时（挂账）"
        case e.ClockResumed(unit=unit, resolve=due):
            return f"{names.get(unit, unit)}恢复计时，办结时限：{due.zh}"
        case e.ExtendAsked(unit=unit):
            return f"{names.get(unit, unit)}申请延期"
        case e.SuspendAsked(unit=unit):
            return f"{names.get(unit, unit)}申请挂账"
        case e.HandUpAsked(unit=unit):
            return f"{names.get(unit, unit)}申请上报"
        case e.HandedDown(unit=unit, to_unit=to_unit):
            return f"{names.get(unit, unit)}交{names.get(to_unit, to_unit)}办理"
        case e.ReturnAsked(unit=unit):
            return f"{names.get(unit, unit)}提出退单，指挥中心正在研究"
        case e.ReturnRejected(unit=unit):
            return f"退单未获同意，仍由{names.get(unit, unit)}办理"
        case e.ReasonDecided(choice=choice) | e.Reviewed(verdict=choice):
            return DECIDED.get(choice)
        case _:
            return None


LINKED = {
    "split": "其中一项另立案件",
    "repair": "后续修复另立案件",
    "reopen": "已重新受理，新案件",
    "left": "已单独立案",
}
"""Why another case was opened."""


def _linked(body: e.Body, names: Names) -> str | None:
    match body:
        case e.Merged(into=into, how="incident"):
            return f"已并入突发事件 {into} 统一处置"
        case e.Merged(how="me_too"):  # of a stranger's case not even the number
            return "附近同一件事正在办，已一并办理"
        case e.Merged(into=into, how="again"):
            return f"同一份报事提交了两次，已并入 {into} 一并办理"
        case e.Merged(into=into):
            return f"已并入 {into} 一并办理"
        case e.Joined(cases=cases):
            return f"另有 {len(cases)} 件报事并入本件"
        case e.Detached():
            return "一件并入的报事不属同一件，已单独办理"
        case e.IncidentOpened():
            return "已作为突发事件统一处置"
        case e.LinkOpened(why=why, case_no=case_no):
            return f"{LINKED[why]} {case_no}"
        case e.Repeated(reply=reply):
            return _with("同一事项此前已答复", reply)
        case e.PartyNamed(desk_zh=desk_zh):
            return f"按回避规定，由{desk_zh}受理"
        case e.VotesCounted(satisfied=good, dissatisfied=bad):
            return f"{good + bad} 人评价：满意 {good}，不满意 {bad}"
        case _:
            return None


def _afterwards(body: e.Body, names: Names) -> str | None:
    match body:
        case e.AppealAsked(unit=unit, clock=clock):
            return f"{names.get(unit, unit)}对{BREACHES[clock]}提出申诉"
        case e.AppealDecided(unit=unit, clock=clock, upheld=upheld):
            said = "申诉成立，不计入考核" if upheld else "申诉未获支持"
            return f"{names.get(unit, unit)}{BREACHES[clock]}：{said}"
        case e.ExcludeDecided(excluded=excluded):
            return "评价经两人复核，不计入满意率，仍予保留" if excluded else "评价照常计入"
        case _:
            return None


def _ended(body: e.Body, _: Names) -> str | None:
    match body:
        case e.Checked(passed=passed):
            return "核查通过" if passed else "核查未通过"
        case e.Rated(result=result, taken=taken, via=via):
            how = f"（{TAKEN[taken]}记录）" if taken else f"（{VIA[via]}）" if via else ""
            return f"已评价：{RATINGS[result]}{how}"
        case e.RatingKept(rating):
            return f"收到评价：{RATINGS[rating.result]}（{VIA[rating.via or '']}），核查后计入"
        case e.Attempted(outcome=outcome, number=number):
            return f"第 {number} 次电话回访：{TRIES[outcome]}"
        case e.Closed(outcome=outcome):
            return f"结案：{OUTCOMES[outcome]}"
        case _:
            return None


def _with(said: str, note: str) -> str:
    return f"{said}：{note.strip()}" if note.strip() else said
