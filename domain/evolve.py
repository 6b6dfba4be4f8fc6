"""What an event changes. Judges nothing: whatever `decide` made is folded in, whenever it was made.

Called by `decide` (to see as it goes), by the workflow, the projector and every test.
"""

from typing import assert_never

from domain import events as e
from domain.case import (
    CallState,
    Case,
    Completion,
    Phase,
    Task,
    TaskKind,
)
from domain.evolve_judging import excluded, judged
from domain.evolve_linking import flagged, linked
from domain.replacing import replace

PHASE_OF_TASK = {
    TaskKind.TRIAGE: Phase.TRIAGE,
    TaskKind.HAND_UP: Phase.HAND_UP,
    TaskKind.CHECK: Phase.CHECKING,
    TaskKind.RATING: Phase.RATING,
    TaskKind.REASON: Phase.REASON,
    TaskKind.REVIEW: Phase.REVIEWING,
}
"""Tasks that are a phase of their own; the others go beside the handling."""

OF_A_CALL = {
    *(
        e.Called,
        e.Responded,
        e.Completed,
        e.Breached,
        e.Escalated,
        e.CallClosed,
        e.CallReopened,
        e.CallExtended,
    ),
    *(
        e.ReturnAsked,
        e.ResultDecided,
        e.ResponseMissedAgain,
        e.ClockStopped,
        e.ClockResumed,
        e.Registered,
        e.Resent,
    ),
}
"""Most of what happens: found at once, where trying the patterns of everything else first costs more than the rest."""


def evolve(case: Case | None, event: e.Event) -> Case:
    """The case after this event. `case` is None for the first event alone, which must be `Accepted`."""
    if case is None:
        return _accepted(event)
    fold = _call_event if type(event.body) in OF_A_CALL else _fold
    return replace(fold(case, event), seq=event.seq, updated_at=event.at)


def _accepted(event: e.Event) -> Case:
    if not isinstance(event.body, e.Accepted):
        raise ValueError(f"the first event of a case is accepted, not {event.body.kind}")
    report = event.body.report
    return Case(report.case_no, event.at, report, seq=event.seq, updated_at=event.at)


def _fold(case: Case, event: e.Event) -> Case:
    match event.body:
        case e.Graded(grade, item):
            return replace(case, grade=grade, item=item)
        case e.TaskOpened(task):
            return _task_opened(case, task)
        case e.TaskDone(task_id):
            return replace(case, tasks=tuple(t for t in case.tasks if t.id != task_id))
        case e.TaskMissed(task_id, task_kind):
            left = replace(case, tasks=tuple(t for t in case.tasks if t.id != task_id))
            return flagged(left, "unchecked") if task_kind is TaskKind.CHECK else left
        case e.TaskSigned(task_id, _, account):
            return replace(
                case, tasks=tuple(_signed(t, account) if t.id == task_id else t for t in case.tasks)
            )
        case (
            e.Attempted()
            | e.Rated()
            | e.RatingKept()
            | e.Checked()
            | e.Reviewed()
            | e.ReviewProposed()
            | e.ReworkOpened()
            | e.VotesCounted()
        ):
            return judged(case, event)
        case e.Urged() | e.Petitioned() | e.Supervised() | e.Withdrawn():
            return _pressed(case, event)
        case e.Closed(outcome):
            ended = replace(case, phase=Phase.CLOSED, outcome=outcome, closed_at=event.at, tasks=())
            return replace(ended, settled=event.seq)
        case e.Accepted() | e.Refused() | e.Told() | e.Progressed() | e.NoteKept() | e.Ignored():
            return case
        case e.ReasonDecided() | e.CaseCompleted() | e.VoidAsked() | e.Supplemented():
            return case
        case e.ItemCorrected() | e.CallReplanned() | e.TaskReplanned() as body:
            return _corrected(case, body)
        case _:
            return _afterwards(case, event) or linked(case, event) or _call_event(case, event)


def _afterwards(case: Case, event: e.Event) -> Case | None:
    """What is asked of a closed case, and decided: that settles it again. None for other events."""
    match event.body:
        case e.AppealAsked(n, _, clock):
            call = case.call(n)
            return _on(case, n, appealed=(*call.appealed, clock)) if call else case
        case e.AppealDecided(n, _, clock, upheld):
            call = case.call(n)
            counted = _on(case, n, upheld=(*call.upheld, clock)) if call and upheld else case
            return replace(counted, settled=event.seq)
        case e.ExcludeDecided(_, out):
            return replace(excluded(case) if out else case, settled=event.seq)
        case e.ExcludeAsked():
            return flagged(case, event.body.kind)
        case _:
            return None


def _call_event(case: Case, event: e.Event) -> Case:
    match event.body:
        case e.Called(call):
            return replace(case, calls=(*case.calls, call), phase=Phase.HANDLING)
        case e.ResultDecided(n, granted, unapproved):
            passed = flagged(case, "unapproved") if granted and unapproved else case
            return passed if granted else _on(passed, n, completion=None)
        case e.Escalated(n):
            return _on(case, n, climbed=True)
        case e.Completed(n, _, result, reply):
            return _on(case, n, completion=Completion(event.at, event.by.account, result, reply))
        case e.CallClosed(n, _, state):
            return _call_closed(_on(case, n, state=state, closed_at=event.at), n, state)
        case e.ReturnAsked(n):
            return _on(case, n, return_asked=True)
        case e.Resent(n):
            sent = case.call(n)
            return _on(case, n, version=sent.version + 1) if sent else case
        case e.Registered(n, _, outside_no):
            return _on(case, n, outside_no=outside_no)
        case e.ResponseMissedAgain(n):
            return _on(case, n, again_missed=True)
        case e.ClockStopped(n, until=until):
            standing = case.call(n)
            since = (standing and standing.stopped_at) or event.at
            now_suspended = until is not None
            once = now_suspended or bool(standing and standing.suspended)
            return _on(case, n, stopped_at=since, suspended=once, stopped_by_suspension=now_suspended)
        case e.Responded() | e.Breached() | e.CallReopened() | e.CallExtended() | e.ClockResumed():
            return _clock_event(case, event)
        case body:
            return _moved(case, body)


def _moved(case: Case, body: e.Body) -> Case:
    match body:
        case e.Summarised(text, photos):
            return replace(case, summary=text, released=photos)
        case e.BriefChanged(n) if (told := case.call(n)) is not None:
            return _on(case, n, version=told.version + 1)
        case e.Delivered(n) | e.Undelivered(n):
            return _on(case, n, undelivered=isinstance(body, e.Undelivered))
        case e.Transferred(n, _, unit, unit_zh) if (call := case.call(n)) is not None:
            return _on(case, n, unit=unit, unit_zh=unit_zh, transfers=call.transfers + 1)
        case _:
            return case


def _call_closed(case: Case, n: int, state: CallState) -> Case:
    call = case.call(n)
    if state is CallState.RETURNED and call and call.lead:
        return replace(case, returns=case.returns + 1)
    if state is CallState.UNFINISHED:
        return flagged(case, "unfinished_co")
    return replace(case, winner=n) if state is CallState.COMPLETED and call and call.lead else case


def _clock_event(case: Case, event: e.Event) -> Case:
    body = event.body
    assert isinstance(body, e.Responded | e.Breached | e.CallReopened | e.CallExtended | e.ClockResumed)
    call = case.call(body.call)
    if call is None:
        return case
    match body:
        case e.Responded():
            return _on(case, call.n, responded_at=event.at)
        case e.Breached(clock=clock, again=again):
            again = again or call.respond_again
            return _on(case, call.n, breaches=(*call.breaches, clock), respond_again=again)
        case e.CallReopened(pause=pause, resolve=resolve):
            winner = None if case.winner == call.n else case.winner
            reopened = replace(case, phase=Phase.HANDLING, winner=winner)
            return _on(
                reopened,
                call.n,
                completion=None,
                state=CallState.OPEN,
                closed_at=None,
                pauses=(*call.pauses, pause),
                resolve=resolve,
                version=call.version + 1,
            )
        case e.ClockResumed(pause=pause, respond=respond, resolve=resolve, again=again):
            return _on(
                case,
                call.n,
                stopped_at=None,
                stopped_by_suspension=False,
                pauses=(*call.pauses, pause),
                respond=respond,
                resolve=resolve,
                respond_again=again or call.respond_again,
                version=call.version + 1,
            )
        case e.CallExtended(resolve=resolve):
            return _on(case, call.n, resolve=resolve, extended=call.extended + 1, version=call.version + 1)
        case _:
            assert_never(body)


def _corrected(case: Case, body: e.ItemCorrected | e.CallReplanned | e.TaskReplanned) -> Case:
    match body:
        case e.ItemCorrected(item):
            return replace(case, item=item)
        case e.CallReplanned(n, now=now):
            return _on(
                case,
                n,
                limits=now.limits,
                urgent=now.urgent,
                respond=now.respond,
                resolve=now.resolve,
                respond_again=now.again,
                version=case.calls[n - 1].version + 1,
            )
        case e.TaskReplanned(task_id, now=due):
            moved = tuple(replace(t, due=due) if t.id == task_id else t for t in case.tasks)
            return replace(case, tasks=moved)


def _pressed(case: Case, event: e.Event) -> Case:
    match event.body:
        case e.Urged():
            return replace(case, urges=(*case.urges, event.at)[-20:])
        case e.Petitioned(number):
            return replace(case, petitions=number)
        case body:
            return flagged(case, body.kind)


def _task_opened(case: Case, task: Task) -> Case:
    beside = task.kind is TaskKind.HAND_UP and task.call is not None  # asked by a unit that goes on meanwhile
    phase = case.phase if beside else PHASE_OF_TASK.get(task.kind, case.phase)
    return replace(case, tasks=(*case.tasks, task), tasks_made=case.tasks_made + 1, phase=phase)


def _signed(task: Task, account: str) -> Task:
    return replace(task, signed=(*task.signed, account))


def _on(case: Case, n: int, **changes: object) -> Case:
    call = case.call(n)
    if call is None:
        return case
    changed = replace(call, **changes)  # type: ignore[arg-type]
    return replace(case, calls=tuple(changed if c.n == n else c for c in case.calls))
