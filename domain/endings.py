"""Ends other than by completion: 撤诉、作废、不予受理; and what a reporter adds on the way."""

from domain import events as e
from domain.case import CallState, Outcome, Phase, TaskKind
from domain.facts import CallOff, Refuse, Repeat, Supplement, Void, Withdraw
from domain.finishing import counted_if_all_voted, of_party
from domain.handling import finish_if_quiet
from domain.intake import not_above
from domain.people import Role
from domain.permissions import DISPATCHING, alone, at_desk, in_phase, nobody_completed
from domain.ruling import Forbidden, Ruling


def withdraw(ruling: Ruling, body: Withdraw) -> None:
    """撤诉 while open; a matter of safety goes on as found by staff, one of several reporters for the others."""
    _of_the_reporter(ruling)
    unsafe = ruling.case.urgent and ruling.case.phase in (Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING)
    goes_on = unsafe or bool(ruling.case.attached)
    if "withdrawn" in ruling.case.flags:
        raise Forbidden("withdrawn", "已经撤诉", "it was withdrawn before")
    ruling.add(e.Withdrawn(body.text, goes_on), ruling.at)
    if not goes_on:
        _end(ruling, Outcome.WITHDRAWN)
    else:
        counted_if_all_voted(ruling)


def supplement(ruling: Ruling, body: Supplement) -> None:
    """补充; changes no clock."""
    _of_the_reporter(ruling)
    if not body.text and not body.photos:
        raise Forbidden("empty", "请写明补充的内容", "say what is to be added")
    of_party(ruling, body.of)
    ruling.add(e.Supplemented(body.text, body.photos, body.of), ruling.at)


def _of_the_reporter(ruling: Ruling) -> None:
    if not ruling.by.has(Role.REPORTER):
        raise Forbidden("role", "由诉求人提出", "the reporter does this")


def refuse(ruling: Ruling, body: Refuse) -> None:
    """不予受理 before anybody has completed."""
    at_desk(ruling, Role.INTAKE, *DISPATCHING)
    _may_end(ruling)
    ruling.add(e.Refused(body.reason, body.where), ruling.at)
    _end(ruling, Outcome.REFUSED)


def ask_void(ruling: Ruling, body: Void) -> None:
    """作废: one asks, a second decides."""
    at_desk(ruling, Role.INTAKE, *DISPATCHING)
    _may_end(ruling)
    if ruling.case.task_of(TaskKind.VOID):
        raise Forbidden("undecided", "作废申请还没有结果", "a void is being decided")
    ruling.add(e.VoidAsked(body.reason), ruling.at)
    ruling.open_task(TaskKind.VOID, asked_by=ruling.by.account, reason=body.reason)


def void_decided(ruling: Ruling, granted: bool) -> None:
    """The number is kept; the case counts for nobody."""
    if granted and not ruling.case.attached and not any(call.completion for call in ruling.case.calls):
        _end(ruling, Outcome.VOID)


def repeat(ruling: Ruling, body: Repeat) -> None:
    """重复件: the same person, the same matter, nothing new within the city's limit: answered by reference."""
    at_desk(ruling, Role.INTAKE, *DISPATCHING)
    _may_end(ruling)
    if not body.same_person:
        raise Forbidden(
            "not_same_person", "不是同一诉求人的件，不能按重复件答复", "not the same person's case"
        )
    if ruling.at > ruling.answers.dues["repeat"].at:
        raise Forbidden("too_late", "原件结案已久，须重新办理", "the earlier case closed too long ago")
    ruling.add(e.Repeated(body.of, body.reply), ruling.at)
    _end(ruling, Outcome.REPEAT)


def call_off(ruling: Ruling, body: CallOff) -> None:
    """The desk takes a co call back; it counts for nobody."""
    at_desk(ruling, *DISPATCHING)
    in_phase(ruling, Phase.HANDLING)
    call = ruling.case.call(body.call)
    if call is None or call.lead or not call.open or call.completion is not None:
        raise Forbidden("no_co_call", "没有这件在办的协办", "there is no such open co call")
    ruling.end_call(call.n, CallState.CANCELLED)
    finish_if_quiet(ruling)


def _may_end(ruling: Ruling) -> None:
    nobody_completed(ruling)
    not_above(ruling)
    alone(ruling)


def _end(ruling: Ruling, outcome: Outcome) -> None:
    for call in ruling.case.calls:
        if call.open:
            ruling.end_call(call.n, CallState.CANCELLED)
    ruling.close(outcome)
