"""申诉、剔除评价: what may be asked of a closed case, once each, for two other persons to decide."""

from domain import events as e
from domain.case import BreachOf, Case, Task, TaskKind
from domain.facts import Appeal, Exclude
from domain.people import Role
from domain.permissions import DISPATCHING, WHO_WORKS, own_call
from domain.ruling import Forbidden, Ruling
from domain.views import took_part

WHO_EXCLUDES = (Role.CALLBACK, *DISPATCHING)


def appeal(ruling: Ruling, body: Appeal) -> None:
    """By the unit that missed the clock, within the city's limit after the end, with evidence."""
    _afterwards(ruling)
    call = own_call(ruling, body.call)
    clock = BreachOf(body.clock)
    if clock not in call.breaches:
        raise Forbidden("no_breach", "这件交办没有该项超期", "that clock of the call was not missed")
    if clock in call.appealed:
        raise Forbidden("appealed", "每项超期只能申诉一次", "a breach is appealed once")
    _evidence(body.note, body.photos)
    ruling.add(e.AppealAsked(call.n, call.unit, clock, body.note, body.photos), ruling.at)
    ruling.open_task(TaskKind.APPEAL, call.n, ruling.by.account, reason=clock.value)


def exclude(ruling: Ruling, body: Exclude) -> None:
    """By the desk, or by a unit that the rating counts for; for a listed reason, with evidence."""
    _afterwards(ruling)
    case, last = ruling.case, ruling.case.latest_rating
    of_desk = ruling.by.unit == case.report.desk and ruling.by.has(*WHO_EXCLUDES)
    of_unit = ruling.by.unit in took_part(case) and ruling.by.has(*WHO_WORKS)
    if not of_desk and not of_unit:
        raise Forbidden("not_yours", "没有这个案件，或与您单位无关", "no such case, or not your unit's")
    if last is None or last.excluded:
        raise Forbidden("no_rating", "没有可以剔除的评价", "there is no rating to exclude")
    if case.task_of(TaskKind.EXCLUDE) or "exclude_asked" in case.flags:
        raise Forbidden("asked", "评价只能申请剔除一次", "an exclusion is asked for once")
    _evidence(body.note, body.photos)
    ruling.add(e.ExcludeAsked(body.reason, body.note, body.photos), ruling.at)
    ruling.open_task(TaskKind.EXCLUDE, asked_by=ruling.by.account, reason=body.reason)


def _afterwards(ruling: Ruling) -> None:
    if ruling.case.open:
        raise Forbidden("open", "结案后才能提出", "only when the case is closed")
    if ruling.at > ruling.answers.dues["appeal"].at:
        raise Forbidden("too_late", "已过可提出的期限", "the time for it is over")


def _evidence(note: str, photos: tuple[str, ...]) -> None:
    if not note.strip() and not photos:
        raise Forbidden("evidence", "须附依据", "it needs evidence")


def appeal_decided(ruling: Ruling, task: Task, upheld: bool) -> None:
    """Both said yes, one said no, or nobody did in time: then the breach counts as before."""
    call = ruling.case.calls[(task.call or 0) - 1]
    ruling.add(e.AppealDecided(call.n, call.unit, BreachOf(task.reason), upheld))


def exclude_decided(ruling: Ruling, task: Task, excluded: bool) -> None:
    """Likewise: then the rating counts as before."""
    ruling.add(e.ExcludeDecided(task.reason, excluded))


def at_rest(case: Case) -> bool:
    """Closed, and nothing asked of it is undecided: its workflow may end."""
    return not case.open and not case.tasks
