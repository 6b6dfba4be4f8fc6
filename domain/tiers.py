"""上报、退回、交办: a case moves between tiers by decision, not by a missed deadline."""

from domain import events as e
from domain.case import BreachOf, CallState, Phase, Purpose, Task, TaskKind
from domain.facts import HandDown, HandUp, Register
from domain.organisation import Tier
from domain.people import Role
from domain.permissions import holds, in_phase, own_running_call
from domain.ruling import Forbidden, Ruling

TIERS = list(Tier)


def hand_up(ruling: Ruling, body: HandUp) -> None:
    """Asked by the leading unit in the first half of its budget, for a listed reason; the tier above accepts."""
    call = own_running_call(ruling, body.call)
    top = ruling.case.top
    if not call.lead or top is None or top.n != call.n:
        raise Forbidden("not_leading", "只有正在主办的单位可以上报", "only the unit that leads hands up")
    if any(task.call == call.n for task in ruling.case.tasks):
        raise Forbidden("undecided", "前一项申请还没有结果", "an earlier request is undecided")
    if ruling.at > ruling.answers.dues["half"].at:
        raise Forbidden("too_late", "须在时限的前一半内上报", "hand up in the first half of the budget")
    if TaskKind.HAND_UP not in ruling.answers.tasks:
        raise Forbidden("at_the_top", "上面没有可以上报的一级", "nobody is above")
    ruling.add(e.HandUpAsked(call.n, call.unit, body.reason), ruling.at)
    ruling.open_task(TaskKind.HAND_UP, call.n, ruling.by.account, reason=body.reason)


def hand_up_decided(ruling: Ruling, task: Task, granted: bool) -> None:
    """Accepted: the tier above leads, and the unit's call counts for nobody. Else its clock ran on.

    A yes that comes after the deadline, or after the case climbed by itself, is none: the breach stays.
    """
    call = ruling.case.calls[(task.call or 0) - 1]
    if granted and call.open and not call.climbed and BreachOf.RESOLVE not in call.breaches:
        ruling.end_call(call.n, CallState.HANDED_UP)
        ruling.call(ruling.answers.calls["rung"], Purpose.HAND_UP, after=None)


def hand_down(ruling: Ruling, body: HandDown) -> None:
    """By the tier that has it, to a unit below (交办), or to whom it came from (退回): whole budgets from now."""
    in_phase(ruling, Phase.HANDLING)
    top, plan = ruling.case.top, ruling.answers.calls.get("down")
    if ruling.case.party is not None and body.unit == ruling.case.party:
        raise Forbidden("party", "不能交给被反映的单位", "never to the party reported")
    if top is None or plan is None or top.tier in (Tier.GRID, Tier.STREET):
        raise Forbidden("not_above", "案件不在上级", "the case does not lie above")
    if ruling.by.unit != top.unit or not ruling.by.has(Role.CHIEF, Role.DIRECTOR):
        raise Forbidden("role", f"由{top.unit_zh}值班长决定", f"the chief of {top.unit} decides")
    if top.completion is not None or TIERS.index(plan.tier) >= TIERS.index(top.tier):
        raise Forbidden("not_below", "只能交给下级办理", "it goes to a unit below")
    ruling.add(e.HandedDown(top.n, top.unit, plan.unit, body.reason), ruling.at)
    for call in reversed(ruling.case.open_leads):
        if TIERS.index(call.tier) > TIERS.index(plan.tier):
            ruling.end_call(call.n, CallState.SENT_BACK)
        elif call.unit == plan.unit:
            ruling.end_call(call.n, CallState.SUPERSEDED)
    ruling.drop_tasks((TaskKind.PETITION,), "handed down")
    ruling.call(plan, Purpose.HAND_DOWN)


def register(ruling: Ruling, body: Register) -> None:
    """上报登记 by the desk's chief with a tier that is not connected: that is its response."""
    task, call = ruling.case.task_of(TaskKind.REGISTER, body.call), ruling.case.call(body.call)
    if task is None or call is None:
        raise Forbidden("no_task", "没有待登记的上报", "there is nothing to register")
    holds(ruling, task, Role.CHIEF, Role.DIRECTOR)
    ruling.add(e.Registered(call.n, call.unit, body.outside_no, body.contact), ruling.at)
    ruling.done(task, "registered")
    if call.open and call.responded_at is None:
        ruling.add(e.Responded(call.n, call.unit, "registered", body.outside_no), ruling.at)
