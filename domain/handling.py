"""响应、办结、退单: what a called unit does, and who wins when several have it."""

from domain import events as e
from domain.case import BreachOf, Call, CallState, Case, Purpose, TaskKind, rank
from domain.facts import Complete, Progress, Respond, Result, Return
from domain.finishing import completed
from domain.organisation import Tier
from domain.permissions import own_call, own_running_call
from domain.ruling import Forbidden, Ruling
from domain.splitting import repair_allowed, want_repair
from domain.waiting import take_up_clock, waited

LATE_WORK = {CallState.RELIEVED, CallState.SUPERSEDED, CallState.UNFINISHED}
"""Ends of a call after which its unit's completion is still kept, as a note."""


MOOT_ON_COMPLETION = (
    TaskKind.RETURN,
    TaskKind.CONFERENCE,
    TaskKind.CO,
    TaskKind.HAND_UP,
    TaskKind.REGISTER,
    TaskKind.EXTEND,
    TaskKind.SUSPEND,
    TaskKind.SUSPENSION,
    TaskKind.SUSPENSION_ENDS,
)
"""What nobody need decide any more about a call that is completed."""


def respond(ruling: Ruling, body: Respond) -> None:
    """响应, late or not: the first one counts."""
    call = own_running_call(ruling, body.call)
    if call.responded_at is not None:
        raise Forbidden("responded", "已经响应过了", "already answered")
    ruling.add(e.Responded(call.n, call.unit, body.how, body.note, body.said_at), ruling.at)


def progress(ruling: Ruling, body: Progress) -> None:
    """A word on how it goes."""
    call = own_running_call(ruling, body.call)
    ruling.add(e.Progressed(call.n, call.unit, body.note, body.said_at), ruling.at)


def complete(ruling: Ruling, body: Complete) -> None:
    """办结: accepted at once where solved, else after the desk's approval; a late one after the end is a note."""
    late = own_call(ruling, body.call)
    if ruling.case.open and late.state in LATE_WORK:
        ruling.add(e.NoteKept(late.n, late.unit, body.result, body.reply), ruling.at)
        return
    call = own_running_call(ruling, body.call)
    if body.result is not Result.SOLVED and not (body.photos or body.internal_note):
        raise Forbidden("evidence", "不是已解决的结果须附依据", "a result other than solved needs evidence")
    repair_allowed(call, body)
    if call.responded_at is None:
        ruling.add(e.Responded(call.n, call.unit, "completed", body.reply), ruling.at)
    take_up_clock(ruling, call)
    ruling.drop_tasks(MOOT_ON_COMPLETION, "completed", call.n)
    said = e.Completed(
        call.n, call.unit, body.result, body.reply, body.internal_note, body.photos, body.said_at
    )
    ruling.add(said, ruling.at)
    want_repair(ruling, body)
    if body.result is Result.SOLVED:
        accept(ruling, call.n)
    else:
        ruling.open_task(TaskKind.RESULT, call.n, ruling.by.account)


def accept(ruling: Ruling, n: int) -> None:
    """This completion counts. A lead's ends the other leads: upper ones relieved, lower ones superseded."""
    call = ruling.case.calls[n - 1]
    ruling.end_call(n, CallState.COMPLETED)
    if call.lead:
        _others_stand_down(ruling, call)
        _overdue_co_calls_to_desk(ruling)
    finish_if_quiet(ruling)


def _others_stand_down(ruling: Ruling, winner: Call) -> None:
    for other in ruling.case.open_leads:
        state = CallState.RELIEVED if rank(other) > rank(winner) else CallState.SUPERSEDED
        ruling.end_call(other.n, state)
    ruling.drop_tasks((TaskKind.PETITION,), "completed")


def _overdue_co_calls_to_desk(ruling: Ruling) -> None:
    for call in ruling.case.calls:
        if call.running and not call.lead and BreachOf.RESOLVE in call.breaches:
            ruling.open_task(TaskKind.CO, call.n)


def finish_if_quiet(ruling: Ruling) -> None:
    """The case completes when a lead has won and no called unit is open."""
    winner = _winner(ruling.case)
    if winner is not None and not any(call.open for call in ruling.case.calls):
        completed(ruling, winner)


def _winner(case: Case) -> Call | None:
    return case.call(case.winner) if case.winner else None


def result_decided(
    ruling: Ruling, n: int, granted: bool, note: str = "", *, unapproved: bool = False
) -> None:
    """The desk approved a result (or let it pass, 未审); or refused it, and the unit's clock goes on."""
    call = ruling.case.calls[n - 1]
    ruling.add(e.ResultDecided(n, granted, unapproved, note))
    if granted:
        accept(ruling, n)
    elif BreachOf.RESOLVE not in call.breaches:
        goes_on(ruling, call, "refused")
    elif not call.lead and ruling.case.winner:
        ruling.open_task(TaskKind.CO, n)


def goes_on(ruling: Ruling, call: Call, why: str) -> None:
    """The same call again; the time from its completion to now does not count."""
    plan = ruling.answers.dues["resolve"]
    if call.completion is None:
        return
    (pause,) = waited(call, ruling.now, checked=False)
    ruling.add(e.CallReopened(call.n, call.unit, why, pause, plan))


def ask_return(ruling: Ruling, body: Return) -> None:
    """退单: once a call, early, for a listed reason; the second unit's is a conference, and there is no third."""
    call = own_running_call(ruling, body.call)
    if call.return_asked:
        raise Forbidden("returned_before", "每件只能退单一次", "a call is returned once at most")
    if call.tier not in (Tier.GRID, Tier.STREET):
        raise Forbidden("above", "上级不退单", "a tier above the street does not return")
    if ruling.case.returns > 1:
        raise Forbidden("conference_held", "会商后不再退单", "no return after a conference")
    if ruling.at > ruling.answers.dues["return"].at:
        raise Forbidden("too_late", "已过可退单的时限", "the time for a return is over")
    if call.responded_at is not None and not body.note.strip():
        raise Forbidden("evidence", "响应后退单须写明依据", "after responding a return needs evidence")
    ruling.add(e.ReturnAsked(call.n, call.unit, body.reason, body.note, body.said_at), ruling.at)
    second = ruling.case.returns == 1 and call.lead
    ruling.open_task(TaskKind.CONFERENCE if second else TaskKind.RETURN, call.n, ruling.by.account)


def conference_undecided(ruling: Ruling, n: int) -> None:
    """Nobody decided: the command centre leads."""
    from_unit = ruling.case.calls[n - 1]
    ruling.end_call(n, CallState.RETURNED)
    ruling.call(ruling.answers.calls["lead"], Purpose.REDISPATCH, from_unit.role, from_unit)


def co_decided(ruling: Ruling, n: int, state: CallState) -> None:
    """The desk cancelled the overdue co call, or left it unfinished."""
    ruling.end_call(n, state)
    finish_if_quiet(ruling)
