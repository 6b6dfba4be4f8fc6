"""受理、分级、派遣: from a report to the first calls, and to other calls by a person."""

from domain import events as e
from domain.case import Call, CallRole, CallState, Outcome, Phase, Purpose, TaskKind
from domain.catalogue import Grade, Item
from domain.facts import Dispatch, Grading, Report
from domain.organisation import Tier
from domain.people import Role
from domain.permissions import DISPATCHING, at_desk, in_phase
from domain.questions import GradePlan
from domain.ruling import Forbidden, Ruling
from domain.summarising import pass_on, write

ENTERED_BY_STAFF = {"hotline", "message_board", "grid", "phone"}
"""Channels whose item a trained person chose: called at once (docs/rules.md, Grade)."""
OF_THE_STREET = (Tier.GRID, Tier.STREET)
OUTSIDE = "f6"
"""The listed reason 外地辖区."""
ELSEWHERE_ZH = "请向事发地所在的街道反映，或拨打当地 12345 热线"
ELSEWHERE_EN = "Please report it to the street where it happened, or ring the 12345 hotline there"
"""Where to go then: the event holds the Chinese, English timelines say the other."""


def accept(ruling: Ruling, report: Report) -> None:
    """Call at once, or ask the desk: docs/rules.md, Accept to Call."""
    plan = ruling.answers.grades.get("grade")
    if report.outside:
        ruling.add(e.Refused(OUTSIDE, ELSEWHERE_ZH))
        ruling.close(Outcome.REFUSED)
        return
    _on_its_way(ruling, report, plan)
    if report.joins is not None:  # it waits for nobody: should the other case say no, it is under way already
        ruling.add(e.MergeAsked(report.joins, "me_too"))


def _on_its_way(ruling: Ruling, report: Report, plan: GradePlan | None) -> None:
    if plan is None or plan.unknown or plan.item is None:
        ruling.open_task(TaskKind.TRIAGE)
        return
    ruling.add(e.Graded(plan.grade, plan.item, "reported", report.classified))
    if _at_once(ruling, report, plan.item):
        _call_as_planned(ruling, plan)
    else:
        ruling.open_task(TaskKind.TRIAGE)


def _at_once(ruling: Ruling, report: Report, item: Item) -> bool:
    chosen_before = report.link is not None  # by whoever graded or split the case it was opened from
    by_staff = not ruling.by.has(Role.REPORTER) or report.channel in ENTERED_BY_STAFF or chosen_before
    return item.auto or item.grade is Grade.A or by_staff


def _call_as_planned(ruling: Ruling, plan: GradePlan) -> None:
    ruling.call(plan.lead, Purpose.DISPATCH)
    for co in plan.co:
        ruling.call(co, Purpose.DISPATCH, CallRole.CO)
    if plan.told:
        ruling.add(e.Told(plan.told, "off_duty"))


def grade(ruling: Ruling, body: Grading) -> None:
    """分级 by the desk, until completion; wrong calls are cancelled as misdispatched."""
    at_desk(ruling, Role.INTAKE, *DISPATCHING)
    in_phase(ruling, Phase.TRIAGE, Phase.HANDLING)
    plan = ruling.answers.grades.get("grade")
    if body.item is not None and (plan is None or plan.unknown):
        raise Forbidden("unknown_item", "目录里没有这个事项", "the catalogue has no such item")
    if plan is None and body.grade not in (Grade.C, Grade.D):
        raise Forbidden(
            "no_item", "A、B 级须选定事项；C、D 级上报", "grades A and B need an item; C and D go up"
        )
    if plan is not None and ruling.case.item == plan.item and ruling.case.calls and body.grade is None:
        raise Forbidden("same_item", "正是这个事项", "that is its item already")
    _call_off(ruling)
    ruling.drop_tasks((TaskKind.TRIAGE,), "graded")
    if plan is not None and body.grade not in (Grade.C, Grade.D):
        ruling.add(e.Graded(plan.grade, plan.item, body.reason))
        _call_as_planned(ruling, plan)
        return
    upper = Grade.D if body.grade is Grade.D else Grade.C
    ruling.add(e.Graded(upper, plan.item if plan else ruling.case.item, body.reason))
    ruling.open_task(TaskKind.HAND_UP, asked_by=ruling.by.account)


def _call_off(ruling: Ruling) -> None:
    if any(call.completion for call in ruling.case.calls) or ruling.case.winner:
        raise Forbidden("completed", "已有单位办结，不能再改级", "a unit has completed: too late to regrade")
    not_above(ruling)
    for call in ruling.case.calls:
        if call.open:
            ruling.end_call(call.n, CallState.MISDISPATCHED, "called off")
    ruling.drop_tasks((TaskKind.PETITION,), "regraded")


def not_above(ruling: Ruling) -> None:
    """While a tier above has it, the street moves nothing: that tier sends it back or down first."""
    if any(call.open and call.tier not in OF_THE_STREET for call in ruling.case.calls):
        raise Forbidden(
            "above", "案件已在上级，由上级退回或交办", "it lies above: that tier sends it back or down"
        )


def dispatch(ruling: Ruling, body: Dispatch) -> None:
    """派遣 from triage; 改派 after a return, by a conference, or of a wrong call; co units beside."""
    in_phase(ruling, Phase.TRIAGE, Phase.HANDLING)
    planned = [plan for key, plan in ruling.answers.calls.items() if key == "lead" or key.startswith("co:")]
    if ruling.case.party is not None and ruling.case.party in (body.lead, *body.co):
        raise Forbidden("party", "不能交给被反映的单位", "never to the party reported")
    if any(plan.tier not in OF_THE_STREET for plan in planned):
        raise Forbidden(
            "hand_up", "上级由上报、升级到达，不能直接派遣", "a tier above is reached by handing up"
        )
    conference = ruling.case.task_of(TaskKind.CONFERENCE)
    at_desk(ruling, *((Role.DIRECTOR,) if conference else DISPATCHING))
    had = _summarised(ruling, body)
    if ruling.case.phase is Phase.TRIAGE:
        _dispatch_first(ruling)
    elif body.lead or body.response_item:
        _redispatch(ruling)
    elif not body.co:
        raise Forbidden("no_unit", "请指明主办或协办单位", "name a lead or a co unit")
    for unit in body.co:
        ruling.call(ruling.answers.calls[f"co:{unit}"], Purpose.DISPATCH, CallRole.CO)
    pass_on(ruling, had)


def _summarised(ruling: Ruling, body: Dispatch) -> tuple[Call, ...]:
    """The summary and photos that came along are the case's before anybody is called; who has it by then."""
    case = ruling.case
    summary = case.summary if body.summary is None else body.summary
    photos = case.released if body.photos is None else body.photos
    if (summary, photos) == (case.summary, case.released):
        return ()
    write(ruling, summary, photos)
    return case.calls


def _dispatch_first(ruling: Ruling) -> None:
    named, plan = ruling.answers.calls.get("lead"), ruling.answers.grades.get("grade")
    if named is None and (plan is None or plan.item is None):
        raise Forbidden(
            "no_unit", "还没有事项：请先分级，或指明主办单位", "no item yet: grade it, or name a lead"
        )
    ruling.drop_tasks((TaskKind.TRIAGE,), "dispatched")
    if ruling.case.grade is None:
        ruling.add(e.Graded(Grade.B, None, "dispatched"))
    if named is not None:
        ruling.call(named, Purpose.DISPATCH)
    elif plan is not None:
        _call_as_planned(ruling, plan)


def _redispatch(ruling: Ruling) -> None:
    case, plan = ruling.case, ruling.answers.calls["lead"]
    returns = [t for t in case.tasks if t.kind in (TaskKind.RETURN, TaskKind.CONFERENCE)]
    task = min(returns, key=lambda t: not case.calls[(t.call or 1) - 1].lead, default=None)  # a lead's first
    if task is not None and task.asked_by == ruling.by.account:
        raise Forbidden("two_persons", "提出的人不能自己批准", "whoever asked cannot approve")
    old = case.call(task.call) if task and task.call else case.top
    if old is None or old.completion is not None or case.winner:
        raise Forbidden(
            "completed", "已有单位办结，不能再改派", "a unit has completed: too late to redispatch"
        )
    not_above(ruling)
    if old.unit == plan.unit:
        raise Forbidden("same_unit", "正是这个单位在办", "that unit has it already")
    if task is None:
        ruling.end_call(old.n, CallState.MISDISPATCHED, "called off")
    else:
        ruling.end_call(old.n, CallState.RETURNED, "redispatched")
    ruling.call(plan, Purpose.REDISPATCH, old.role, old)


def handed_up(ruling: Ruling, granted: bool) -> None:
    """The tier above took it (C: it leads; D: it asks the tier above itself), or did not (the desk leads)."""
    case, rung = ruling.case, ruling.answers.calls.get("rung")
    further = ruling.answers.tasks.get(TaskKind.HAND_UP)
    if granted and case.grade is Grade.D and further is not None:
        ruling.open_task(TaskKind.HAND_UP, asked_by=ruling.by.account)
    elif granted and rung is not None:
        ruling.call(rung, Purpose.DISPATCH)
    else:
        ruling.call(ruling.answers.calls["lead"], Purpose.DISPATCH)


def triage_missed(ruling: Ruling) -> None:
    """It goes on by itself: by its item where one was chosen, else as an unclassified B case of the desk."""
    plan = ruling.answers.grades.get("grade")
    if plan is not None and plan.item is not None:
        _call_as_planned(ruling, plan)
        return
    ruling.add(e.Graded(Grade.B, None, "triage_missed"))
    ruling.call(ruling.answers.calls["lead"], Purpose.DISPATCH)
