"""Which questions a fact raises: what moments and units `decide` may need. Pure; a superset is fine, a gap is a bug.

Called by the workflow before `plan`; keys are those that the rules read from `Answers`.
"""

from collections.abc import Iterator
from datetime import datetime

from domain import facts as f
from domain.case import Call, Case, Task, TaskKind
from domain.catalogue import Grade
from domain.facts import Fact
from domain.finishing import DISSATISFIED_AT_MOST
from domain.questions import (
    AskAgain,
    AskCall,
    AskDue,
    AskGrade,
    AskLimit,
    AskReplan,
    AskReturn,
    AskRework,
    AskRung,
    AskTask,
    Question,
)
from domain.views import deadlines, took_part, unit_below
from domain.waiting import pause_of, waited
from domain.whole_budget import whole_budget


def asks(case: Case | None, fact: Fact, now: datetime) -> tuple[Question, ...]:
    """The questions of this fact in this case; `now` (UTC, story time) is when new clocks would start."""
    if case is None:
        return tuple(_of_report(fact.body, now)) if isinstance(fact.body, f.Report) else ()
    return tuple(_Asking(case, now).of(fact.body))


def _of_report(report: f.Report, now: datetime) -> Iterator[Question]:
    if report.item:
        yield AskGrade(
            "grade", report.item, report.community, report.grid, now, report.about, report.outside_due
        )
    yield AskTask(TaskKind.TRIAGE, TaskKind.TRIAGE, report.desk, None, report.grid, now)


class _Asking:
    """The questions about one case at one moment."""

    def __init__(self, case: Case, now: datetime) -> None:
        self.case, self.now, self.report = case, now, case.report

    def of(self, body: f.Body) -> Iterator[Question]:
        """By what came in."""
        match body:
            case f.Grading(item=item, grade=grade):
                yield from self.grading(item, grade)
            case f.Dispatch():
                yield from self.dispatch(body)
            case f.Complete(call=n, result=result):
                yield from self.completion(self.case.call(n), solved=result is f.Result.SOLVED)
            case f.Return(call=n):
                yield from self.return_of(self.case.call(n))
            case f.Approve(task=task_id):
                yield from self.decision(self.case.task(task_id))
            case f.Check(passed=passed):
                yield from self.check(passed=passed)
            case f.Rate(result=result) if result > DISSATISFIED_AT_MOST and not self.case.attached:
                return  # it is the only one, and closes the case
            case f.Rate() | f.Reason() | f.Review():
                yield from self.after_rating()
            case f.DeadlinePassed(key):
                yield from self.deadline(key)
            case _:
                yield from self.of_requests(body)

    def of_requests(self, body: f.Body) -> Iterator[Question]:
        """By what was asked for."""
        match body:
            case f.Extend(call=n) | f.Suspend(call=n) | f.TakeUp(call=n) | f.HandUp(call=n):
                yield from self.request(self.case.call(n))
            case f.Transfer(call=n, unit=unit):
                yield from self.transfer(self.case.call(n), unit)
            case f.HandDown(unit=unit):
                yield self.call_to("down", unit or unit_below(self.case))
            case f.CallOff():
                yield from self.ending()
            case f.Void():
                yield self.task(TaskKind.VOID, self.report.desk)
            case f.Replan():
                yield AskReplan("replan", self.case)
            case _:
                yield from self.of_others(body)

    def of_others(self, body: f.Body) -> Iterator[Question]:
        """By what ties it to other cases, or is asked after its end."""
        desk = self.report.desk
        match body:
            case f.Withdraw() | f.Leave() if self.case.attached:
                yield from self.after_rating()
            case f.Repeat(closed_at=closed_at):
                yield AskLimit("repeat", "repeat", desk, closed_at)
            case f.NameParty(desk=new_desk):
                yield self.call_to("lead", new_desk)
                yield from self.ending()
            case f.Appeal() | f.Exclude():
                call = self.case.call(body.call) if isinstance(body, f.Appeal) else None
                yield AskLimit("appeal", "appeal", desk, self.case.closed_at or self.now)
                yield self.task(TaskKind.APPEAL, call.unit if call else desk)
                yield self.task(TaskKind.EXCLUDE, desk)
            case _:
                return

    def grading(self, item: str | None, grade: Grade | None) -> Iterator[Question]:
        if item:
            yield self.grade(item)
        if grade in (Grade.C, Grade.D):
            yield self.task(TaskKind.HAND_UP, self.report.desk)

    def dispatch(self, body: f.Dispatch) -> Iterator[Question]:
        if body.lead or body.response_item:
            yield self.call_to("lead", body.lead or "", body.response_item)
        elif self.case.item:
            yield self.grade(self.case.item.code)
        for unit in body.co:
            yield self.call_to(f"co:{unit}", unit)

    def completion(self, call: Call | None, *, solved: bool) -> Iterator[Question]:
        if not solved:
            yield self.task(TaskKind.RESULT, self.report.desk)
        yield self.task(TaskKind.CO, self.report.desk)
        yield from self.ending()
        if call is not None:
            yield from self.paused(call)

    def decided(self, call: Call) -> Iterator[Question]:
        """What a decision about a call may end it with, or give it more time by."""
        yield self.task(TaskKind.CO, self.report.desk)
        yield from self.ending()
        yield from self.dues(call)

    def request(self, call: Call | None) -> Iterator[Question]:
        if call is None:
            return
        for kind in (TaskKind.EXTEND, TaskKind.SUSPEND):
            yield self.task(kind, self.report.desk)
        yield self.task(TaskKind.HAND_UP, call.unit)
        yield AskReturn("half", call.unit, call.limits, call.dispatched_at, capped=False)
        for limit in ("ask_ahead", "suspend_at_most", "suspend_alone"):
            yield AskLimit(limit, limit, call.unit, self.now)
        yield from self.paused(call)

    def transfer(self, call: Call | None, unit: str) -> Iterator[Question]:
        """Who is above either grid, and what the other one is called."""
        for key, grid in (("station", call.unit if call else ""), ("other_station", unit)):
            report, party = self.report, self.case.party
            yield AskRung(key, grid, self.case.item, report.community, report.grid, self.now, party)
        yield self.call_to("transfer", unit)

    def ending(self) -> Iterator[Question]:
        yield self.task(TaskKind.CHECK, self.report.desk)
        yield self.task(TaskKind.RATING, self.report.desk)

    def return_of(self, call: Call | None) -> Iterator[Question]:
        if call is not None:
            yield AskReturn("return", call.unit, call.limits, call.dispatched_at)
            yield self.task(TaskKind.RETURN, self.report.desk)
            yield self.task(TaskKind.CONFERENCE, self.report.desk)

    def decision(self, task: Task | None) -> Iterator[Question]:
        if task is None:
            return
        call = self.case.call(task.call or 0)
        if task.kind is TaskKind.HAND_UP:
            yield from self.hand_up(task)
        elif task.kind is TaskKind.SUSPEND and call is not None:
            yield AskLimit("suspension_notice", "suspension_notice", call.unit, self.now)
            yield from self.paused(call)
        elif task.kind is TaskKind.CONFERENCE:
            yield self.call_to("lead", self.report.desk)
        elif call is not None:
            yield from self.decided(call)

    def hand_up(self, task: Task) -> Iterator[Question]:
        yield self.task(TaskKind.HAND_UP, task.unit)
        yield self.call_to("rung", task.unit)
        item = self.case.item
        yield self.call_to("lead", item.lead if item else self.report.desk)

    def check(self, *, passed: bool) -> Iterator[Question]:
        if passed:
            yield from self.rating()
            return
        winner = self.case.call(self.case.winner or 0)
        if winner is not None:
            yield from self.dues(winner, checked=True)
            yield self.rework(winner)

    def rating(self) -> Iterator[Question]:
        yield self.task(TaskKind.RATING, self.report.desk)
        if self.case.kept:  # one that was brought before counts at once
            yield from self.after_rating()

    def after_rating(self) -> Iterator[Question]:
        yield self.task(TaskKind.REASON, self.report.desk)
        yield self.task(TaskKind.REVIEW, self.report.desk)
        winner = self.case.call(self.case.winner or 0)
        if winner is not None:
            yield self.rework(winner)

    def deadline(self, key: str) -> Iterator[Question]:
        if key not in {deadline.key for deadline in deadlines(self.case)}:
            return  # nothing of this case, whoever says that it passed
        whose, name, *what = key.split(":")
        if whose == "call":
            call = self.case.call(int(name))
            if call is not None:
                yield from self.missed(call, what[0])
            return
        task = self.case.task(name)
        if task is not None:
            yield from self.task_missed(task)

    def missed(self, call: Call, what: str) -> Iterator[Question]:
        top = self.case.top
        climbs = top is not None and top.n == call.n and (what != "respond" or call.urgent)
        if climbs:
            report, party, item = self.report, self.case.party, self.case.item
            place, outside = (report.community, report.grid), report.outside_due
            yield AskRung("rung", call.unit, item, *place, self.now, party, outside)
            yield self.task(TaskKind.PETITION, self.report.desk)
        elif what == "respond":
            yield AskAgain("again", call.unit, call.limits, self.now)
        if not call.lead and what == "resolve":
            yield self.task(TaskKind.CO, self.report.desk)

    def task_missed(self, task: Task) -> Iterator[Question]:
        match task.kind:
            case TaskKind.TRIAGE:
                if self.case.item:
                    yield self.grade(self.case.item.code)
                yield self.call_to("lead", self.report.desk)
            case TaskKind.CHECK:
                yield from self.rating()
            case TaskKind.REASON:
                yield from self.after_rating()
            case TaskKind.RATING if self.case.votes:
                yield from self.after_rating()
            case TaskKind.PETITION:
                yield self.task(TaskKind.PETITION, self.report.desk)
            case TaskKind.SUSPENSION if (call := self.case.call(task.call or 0)) is not None:
                yield from self.paused(call)
            case _:
                yield from self.decision(task)

    def grade(self, item: str) -> AskGrade:
        report, party = self.report, self.case.party
        place = (report.community, report.grid)
        return AskGrade("grade", item, *place, self.now, party, report.outside_due)

    def call_to(self, key: str, unit: str, response_item: str | None = None) -> AskCall:
        report = self.report
        item, party = self.case.item, self.case.party
        place, outside = (report.community, report.grid), report.outside_due
        return AskCall(key, unit, item, *place, self.now, response_item, party, outside)

    def task(self, kind: TaskKind, unit: str) -> AskTask:
        took = took_part(self.case) if kind is TaskKind.CHECK else ()
        item, party = self.case.item, self.case.party
        return AskTask(kind, kind, unit, item, self.report.grid, self.now, took, party)

    def dues(self, call: Call, *, checked: bool = False) -> Iterator[Question]:
        """When the resolve budget ends if a wait since the completion does not count; with one more; as paused."""
        yield whole_budget("resolve", call, self.report.outside_due, waited(call, self.now, checked=checked))
        stopped = (pause_of(call, self.now),) if call.stopped_at else ()
        yield whole_budget("extended", call, self.report.outside_due, stopped, 1)
        yield AskDue("more", call.unit, call.limits.clock, call.limits.resolve, self.now)
        yield from self.paused(call)

    def paused(self, call: Call) -> Iterator[Question]:
        """When the clocks end if the pause that runs ends now."""
        if call.stopped_at is None:
            return
        pauses = (*call.pauses, pause_of(call, self.now))
        yield whole_budget("paused_resolve", call, self.report.outside_due, pauses[-1:])
        clock, respond = call.limits.clock, call.respond
        yield AskDue("paused_respond", call.unit, clock, call.limits.respond, respond.start, pauses)
        if call.respond_again is not None:
            again = call.respond_again
            yield AskDue("paused_again", call.unit, clock, again.budget, again.start, pauses)

    def rework(self, winner: Call) -> AskRework:
        return AskRework(
            "rework", winner.unit, self.case.item, winner.limits, self.now, self.report.outside_due
        )
