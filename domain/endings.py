"""Ends other than by completion: 撤诉、作废、不予受理; and what a reporter adds on the way."""

from domain import events as e
from domain.case import CallState, Outcome, Phase, TaskKind
from domain.facts import CallOff, Refuse, Supplement, Void, Withdraw
from domain.handling import finish_if_quiet
from domain.intake import not_above
from domain.people import Role
from domain.permissions import DISPATCHING, at_desk, in_phase
from domain.ruling import Forbidden, Ruling


def withdraw(ruling: Ruling, body: Withdraw) -> None:
    """撤诉 while open; a matter of safety goes on as found by staff."""
    _of_the_reporter(ruling)
    goes_on = ruling.case.urgent and ruling.case.phase in (Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING)
    if "withdrawn" in ruling.case.flags:
        raise Forbidden("withdrawn", "已经撤诉", "it was withdrawn before")
    ruling.add(e.Withdrawn(body.text, goes_on), ruling.at)
    if not goes_on:
        _end(ruling, Outcome.WITHDRAWN)


def supplement(ruling: Ruling, body: Supplement) -> None:
    """补充; changes no clock."""
    _of_the_reporter(ruling)
    if not body.text and not body.photos:
        raise Forbidden("empty", "请写明补充的内容", "say what is to be added")
    ruling.add(e.Supplemented(body.text, body.photos), ruling.at)


def _of_the_reporter(ruling: Ruling) -> None:
    if not ruling.by.has(Role.REPORTER):
        raise Forbidden("role", "由诉求人提出", "the reporter does this")


def refuse(ruling: Ruling, body: Refuse) -> None:
    """不予受理 before anybody has completed."""
    at_desk(ruling, Role.INTAKE, *DISPATCHING)
    _nobody_completed(ruling)
    ruling.add(e.Refused(body.reason, body.where), ruling.at)
    _end(ruling, Outcome.REFUSED)


def ask_void(ruling: Ruling, body: Void) -> None:
    """作废: one asks, a second decides."""
    at_desk(ruling, Role.INTAKE, *DISPATCHING)
    _nobody_completed(ruling)
    if ruling.case.task_of(TaskKind.VOID):
        raise Forbidden("undecided", "作废申请还没有结果", "a void is being decided")
    ruling.add(e.VoidAsked(body.reason), ruling.at)
    ruling.open_task(TaskKind.VOID, asked_by=ruling.by.account, reason=body.reason)


def void_decided(ruling: Ruling, granted: bool) -> None:
    """The number is kept; the case counts for nobody."""
    if granted and not any(call.completion for call in ruling.case.calls):
        _end(ruling, Outcome.VOID)


def call_off(ruling: Ruling, body: CallOff) -> None:
    """The desk takes a co call back; it counts for nobody."""
    at_desk(ruling, *DISPATCHING)
    in_phase(ruling, Phase.HANDLING)
    call = ruling.case.call(body.call)
    if call is None or call.lead or not call.open or call.completion is not None:
        raise Forbidden("no_co_call", "没有这件在办的协办", "there is no such open co call")
    ruling.end_call(call.n, CallState.CANCELLED)
    finish_if_quiet(ruling)


def _nobody_completed(ruling: Ruling) -> None:
    in_phase(ruling, Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING)
    not_above(ruling)
    if ruling.case.winner or any(call.completion for call in ruling.case.calls):
        raise Forbidden("completed", "已有单位办结", "a unit has completed")


def _end(ruling: Ruling, outcome: Outcome) -> None:
    for call in ruling.case.calls:
        if call.open:
            ruling.end_call(call.n, CallState.CANCELLED)
    ruling.close(outcome)
