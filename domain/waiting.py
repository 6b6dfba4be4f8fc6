"""延期、挂账: more time, or a clock that stands. Requests of a unit, decided by the desk."""

from datetime import datetime

from domain import events as e
from domain.case import BreachOf, Call, Task, TaskKind
from domain.catalogue import Clock
from domain.due import Due, Pause
from domain.facts import Extend, Suspend, TakeUp
from domain.permissions import DISPATCHING, own_running_call
from domain.ruling import Forbidden, Ruling

MOST_EXTENSIONS = 2
LONG = "long"
"""`how` of a suspension that takes a second person."""


def extend(ruling: Ruling, body: Extend) -> None:
    """Asked before the deadline; each grant adds one original budget, and there are two at most."""
    call = _may_ask(ruling, body.call)
    if call.extended >= MOST_EXTENSIONS:
        raise Forbidden("extended_twice", "最多延期两次", "two extensions at most")
    if call.resolve.at == ruling.case.report.outside_due:
        raise Forbidden(
            "outside_due",
            "转办期限不由本街道延长，请与转办单位协商",
            "the referral's deadline is not ours to move",
        )
    ruling.add(e.ExtendAsked(call.n, call.unit, body.reason), ruling.at)
    _stop_if_early(ruling, call)
    ruling.open_task(TaskKind.EXTEND, call.n, ruling.by.account, round=call.extended + 1, reason=body.reason)


def suspend(ruling: Ruling, body: Suspend) -> None:
    """Once a call, until a day within a year, for a listed reason."""
    call = _may_ask(ruling, body.call)
    if call.suspended:
        raise Forbidden("suspended_before", "每件只能挂账一次", "a call is suspended once at most")
    if not ruling.now < body.until <= ruling.answers.dues["suspend_at_most"].at:
        raise Forbidden("until", "挂账到期日须在一年之内", "the end must lie within a year")
    ruling.add(e.SuspendAsked(call.n, call.unit, body.until, body.reason), ruling.at)
    _stop_if_early(ruling, call)
    how = LONG if body.until > ruling.answers.dues["suspend_alone"].at else ""
    ruling.open_task(
        TaskKind.SUSPEND, call.n, ruling.by.account, how=how, until=body.until, reason=body.reason
    )


def _may_ask(ruling: Ruling, n: int) -> Call:
    call = own_running_call(ruling, n)
    if not call.running or any(task.call == n for task in ruling.case.tasks):
        raise Forbidden("undecided", "前一项申请还没有结果", "an earlier request is undecided")
    if BreachOf.RESOLVE in call.breaches or ruling.at >= call.resolve.at:
        raise Forbidden("too_late", "须在到期前申请", "ask before the deadline")
    return call


def _stop_if_early(ruling: Ruling, call: Call) -> None:
    """A request that comes early enough stops the clock until it is decided."""
    if ruling.answers.dues["ask_ahead"].at <= call.resolve.at:
        ruling.add(e.ClockStopped(call.n, call.unit, "asked"))


def take_up(ruling: Ruling, body: TakeUp) -> None:
    """A suspension ends before its day, by the unit or the desk."""
    call = ruling.case.call(body.call)
    task = ruling.case.task_of(TaskKind.SUSPENSION, body.call)
    of_desk = ruling.by.unit == ruling.case.report.desk and ruling.by.has(*DISPATCHING)
    if call is None or not (of_desk or ruling.by.unit == call.unit):
        raise Forbidden("not_yours", "没有这件交办，或不是交给您单位的", "no such call, or not your unit's")
    if task is None:
        raise Forbidden("not_suspended", "这件交办没有挂账", "this call is not suspended")
    end_suspension(ruling, call, task)


def end_suspension(ruling: Ruling, call: Call, task: Task | None) -> None:
    """The clock goes on; the days it stood do not count."""
    ruling.done(task, "ended")
    ruling.drop_tasks((TaskKind.SUSPENSION_ENDS,), "ended", call.n)
    take_up_clock(ruling, call)


def extension_decided(ruling: Ruling, n: int, granted: bool) -> None:
    """A refusal uses none up; a yes that comes after the deadline is none."""
    call = ruling.case.calls[n - 1]
    take_up_clock(ruling, call)
    if granted and BreachOf.RESOLVE not in call.breaches:
        ruling.add(e.CallExtended(n, call.unit, ruling.answers.dues["extended"]))


def suspension_decided(ruling: Ruling, task: Task, granted: bool) -> None:
    """The clock stands until the day; a week before it the unit is told. A yes after the deadline is none."""
    call = ruling.case.calls[(task.call or 0) - 1]
    if not granted or task.until is None or BreachOf.RESOLVE in call.breaches:
        take_up_clock(ruling, call)
        return
    ruling.add(e.ClockStopped(call.n, call.unit, task.reason, task.until))
    _wait(ruling, TaskKind.SUSPENSION, call, task.until)
    notice = ruling.answers.dues["suspension_notice"]
    told_at = task.until - (notice.at - notice.start)
    if told_at > ruling.now:
        _wait(ruling, TaskKind.SUSPENSION_ENDS, call, told_at)


def _wait(ruling: Ruling, kind: TaskKind, call: Call, at: datetime) -> None:
    due = Due(at, ruling.now, "", Clock.CONTINUOUS, "挂账到期日", "end of the suspension")
    name = f"t{ruling.case.tasks_made + 1}"
    ruling.add(e.TaskOpened(Task(name, kind, call.unit, call.unit_zh, due, ruling.now, call.n)))


def take_up_clock(ruling: Ruling, call: Call) -> None:
    """If the call's clocks stand, they go on from now, the pause left out."""
    now_call = ruling.case.calls[call.n - 1]
    if now_call.stopped_at is None:
        return
    pause = pause_of(now_call, ruling.now)
    dues = ruling.answers.dues
    again = dues.get("paused_again")
    ruling.add(
        e.ClockResumed(call.n, call.unit, pause, dues["paused_respond"], dues["paused_resolve"], again)
    )


def waited(call: Call, now: datetime, *, checked: bool) -> tuple[Pause, ...]:
    """The wait since its completion, for an approval or a check, that ends now and does not count."""
    zh, en = ("核查", "being checked") if checked else ("等待审核", "waiting for a decision")
    return (Pause(call.completion.at, now, zh, en),) if call.completion else ()


def pause_of(call: Call, now: datetime) -> Pause:
    """The pause that ends now."""
    zh, en = ("挂账", "suspended") if call.stopped_by_suspension else ("等待批准", "a request was undecided")
    return Pause(call.stopped_at or now, now, zh, en)
