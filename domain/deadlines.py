"""超期: what a missed deadline leads to. A breach is dated at the deadline; new budgets start now."""

from typing import Literal

from domain import events as e
from domain.afterwards import appeal_decided, exclude_decided
from domain.case import BreachOf, Call, CallState, Purpose, Task, TaskKind
from domain.facts import DeadlinePassed
from domain.finishing import ask_for_rating, close_as_completed, count_votes, rework
from domain.handling import co_decided, conference_undecided, result_decided
from domain.intake import handed_up, triage_missed
from domain.ruling import Ruling
from domain.views import Deadline, deadlines
from domain.waiting import end_suspension, extension_decided, suspension_decided

Cause = Literal["respond", "respond_again", "resolve"]
NOBODY_S_BREACH = {TaskKind.RATING, TaskKind.PETITION, TaskKind.SUSPENSION, TaskKind.SUSPENSION_ENDS}
"""Windows and rounds: their end is no unit's fault."""


def deadline_passed(ruling: Ruling, body: DeadlinePassed) -> None:
    """The armed deadline came. One that no longer stands changes nothing."""
    deadline = next((d for d in deadlines(ruling.case) if d.key == body.key), None)
    if deadline is None or deadline.at > ruling.now:
        return
    whose, name, *what = body.key.split(":")
    if whose == "call":
        _call_missed(ruling, ruling.case.calls[int(name) - 1], what[0], deadline)
    elif (task := ruling.case.task(name)) is not None:
        _task_missed(ruling, task)


def _call_missed(ruling: Ruling, call: Call, what: str, deadline: Deadline) -> None:
    if what == "respond":
        _response_missed(ruling, call, deadline)
    elif what == "again":
        ruling.add(e.ResponseMissedAgain(call.n, call.unit, deadline.at), deadline.at)
        _climb(ruling, call, "respond_again")
    else:
        missed = e.Breached(call.n, call.unit, BreachOf.RESOLVE, deadline.at, undelivered=call.undelivered)
        ruling.add(missed, deadline.at)
        _climb(ruling, call, "resolve")
        if not call.lead and ruling.case.winner:
            ruling.open_task(TaskKind.CO, call.n)


def _response_missed(ruling: Ruling, call: Call, deadline: Deadline) -> None:
    again = None if call.urgent or not call.lead else ruling.answers.dues["again"]
    ruling.add(
        e.Breached(call.n, call.unit, BreachOf.RESPOND, deadline.at, again, call.undelivered),
        deadline.at,
    )
    ruling.add(e.Supervised((call.unit, ruling.case.report.desk), "response_missed", call.n))
    if call.urgent:
        _climb(ruling, call, "respond")


def _climb(ruling: Ruling, call: Call, cause: Cause) -> None:
    """Only the topmost open lead call climbs, and once; at the top the matter is petitioned instead."""
    top = ruling.case.top
    if top is None or top.n != call.n or top.climbed:
        return
    rung = ruling.answers.calls.get("rung")
    if rung is not None:
        ruling.add(e.Escalated(call.n, call.unit, cause, rung.unit, rung.tier))
        ruling.call(rung, Purpose.RUNG, after=call)
    elif ruling.case.task_of(TaskKind.PETITION) is None:
        petition(ruling)


def petition(ruling: Ruling) -> None:
    """提请 to those above, and a supervision order to all below, for as long as it takes."""
    number = ruling.case.petitions + 1
    below = tuple(call.unit for call in ruling.case.calls if call.open)
    ruling.add(e.Petitioned(number, ruling.answers.tasks[TaskKind.PETITION].above))
    ruling.add(e.Supervised(tuple(dict.fromkeys(below)), "petition"))
    ruling.open_task(TaskKind.PETITION, round=number + 1)


def _task_missed(ruling: Ruling, task: Task) -> None:
    ruling.add(e.TaskMissed(task.id, task.kind, task.unit, task.due.at), task.due.at)
    winner = ruling.case.call(ruling.case.winner or 0)
    match task.kind:
        case TaskKind.TRIAGE:
            triage_missed(ruling)
        case TaskKind.HAND_UP if task.call is None:
            handed_up(ruling, False)
        case TaskKind.SUSPENSION | TaskKind.SUSPENSION_ENDS:
            _suspension(ruling, task)
        case TaskKind.CHECK:
            ask_for_rating(ruling)
        case TaskKind.RATING if ruling.case.votes:
            count_votes(ruling)
        case TaskKind.RATING | TaskKind.REVIEW:
            close_as_completed(ruling)
        case TaskKind.REASON if winner is not None:
            rework(ruling, winner, "undecided")
        case TaskKind.PETITION:
            petition(ruling)
        case _:
            _decision_missed(ruling, task)


def _decision_missed(ruling: Ruling, task: Task) -> None:
    n = task.call or 0
    match task.kind:
        case TaskKind.RESULT:
            result_decided(ruling, n, True, unapproved=True)
        case TaskKind.RETURN:
            ruling.add(e.ReturnRejected(n, ruling.case.calls[n - 1].unit, undecided=True))
        case TaskKind.CONFERENCE:
            conference_undecided(ruling, n)
        case TaskKind.EXTEND:
            extension_decided(ruling, n, False)
        case TaskKind.SUSPEND:
            suspension_decided(ruling, task, False)
        case TaskKind.CO:
            co_decided(ruling, n, CallState.UNFINISHED)
        case TaskKind.APPEAL:
            appeal_decided(ruling, task, False)
        case TaskKind.EXCLUDE:
            exclude_decided(ruling, task, False)
        case _:  # a hand-up by a unit, a void, or what nobody registered: nothing changes
            return


def _suspension(ruling: Ruling, task: Task) -> None:
    """Its day has come; or a week before it the unit is told."""
    call = ruling.case.calls[(task.call or 0) - 1]
    if task.kind is TaskKind.SUSPENSION:
        end_suspension(ruling, call, None)
    else:
        ruling.add(e.Told(call.unit, "suspension_ends"))
