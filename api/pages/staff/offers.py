"""What a person may do to a case now, asked of the rules themselves. Used by staff pages.

Every operation is tried in memory on a copy, as forecasts do; nothing is said twice and nothing changes. What the
rules refuse is not offered, or is shown with their reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import facts as f
from domain.asks import asks
from domain.case import Call, Case, Task
from domain.catalogue import Grade
from domain.decide import decide
from domain.organisation import Tier
from domain.people import Actor
from domain.planning import answer
from domain.policy import City
from domain.ruling import Refusal

_WORD = "…"
_NOT_SHOWN = {
    "role",
    "not_yours",
    "phase",
    "closed",
    "no_task",
    "not_suspended",
    "not_above",
    "call_closed",
    "above",
    "no_breach",
    "no_rating",
    "open",
}
"""Refusals that mean "this is not for you, or not now": there the button is missing without a word."""


@dataclass(frozen=True)
class Offer:
    """One operation: allowed, or refused with the rules' own reason (Chinese, English)."""

    operation: str  # the last part of its path in the API
    refused: str = ""
    refused_en: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the rules would take it now."""
        return not self.refused


def for_call(city: City, case: Case, call: Call, by: Actor, now: datetime) -> dict[str, Offer]:
    """What this actor may say about that call, by operation. `now` is story time, UTC."""
    return _offers(city, case, by, now, _about_call(city, call, now))


def for_case(city: City, case: Case, by: Actor, now: datetime) -> dict[str, Offer]:
    """What this actor may order about the whole case, by operation; decisions on tasks apart."""
    return _offers(city, case, by, now, _about_case(city, case))


def afterwards(city: City, case: Case, call: Call, by: Actor, now: datetime) -> dict[str, Offer]:
    """What this actor may ask after the end: `appeal-respond`, `appeal-resolve` and `exclude`."""
    return _offers(city, case, by, now, _afterwards(city, call))


def for_task(city: City, case: Case, task: Task, by: Actor, now: datetime) -> bool:
    """Whether this actor may decide that open task with a no, and so in most cases with a yes."""
    return _refusal(city, case, by, now, f.Approve(task.id, False, _WORD)) is None


def _offers(
    city: City, case: Case, by: Actor, now: datetime, tried: Iterator[tuple[str, f.Body]]
) -> dict[str, Offer]:
    found = {}
    for operation, body in tried:
        refusal = _refusal(city, case, by, now, body)
        if refusal is None:
            found[operation] = Offer(operation)
        elif refusal.code not in _NOT_SHOWN:
            found[operation] = Offer(operation, refusal.zh, refusal.en)
    return found


def _refusal(city: City, case: Case, by: Actor, now: datetime, body: f.Body) -> Refusal | None:
    fact = f.Fact("page", now, by, body)
    made = decide(case, fact, answer(city, frozenset(), asks(case, fact, now)), now)
    return made if isinstance(made, Refusal) else None


def _about_call(city: City, call: Call, now: datetime) -> Iterator[tuple[str, f.Body]]:
    yield "respond", f.Respond(call.n, "contacted", _WORD)
    yield "progress", f.Progress(call.n, _WORD)
    yield "complete", f.Complete(call.n, f.Result.SOLVED, _WORD)
    yield "return", f.Return(call.n, _first(city, "return"), _WORD)
    yield "extend", f.Extend(call.n, _WORD)
    yield "suspend", f.Suspend(call.n, now + timedelta(days=1), _first(city, "suspend"))
    yield "resume", f.TakeUp(call.n)
    yield "hand-up", f.HandUp(call.n, _first(city, "handup"))
    if not call.lead:
        yield "call-off", f.CallOff(call.n, _WORD)


def _afterwards(city: City, call: Call) -> Iterator[tuple[str, f.Body]]:
    yield "appeal-respond", f.Appeal(call.n, "respond", _WORD)
    yield "appeal-resolve", f.Appeal(call.n, "resolve", _WORD)
    yield "exclude", f.Exclude(_first(city, "exclude"), _WORD)


def _about_case(city: City, case: Case) -> Iterator[tuple[str, f.Body]]:
    yield "grade", f.Grading(_WORD, _another_item(city, case))
    yield "dispatch", f.Dispatch(_another_unit(city, case))
    yield "summarise", f.Summarise(_WORD)
    yield "supervise", f.Supervise(_WORD)
    yield "check", f.Check(True, _WORD)
    yield "rating", f.Rate(5)
    yield "attempt", f.Attempt("no_answer")
    yield "reason", f.Reason("explain", _WORD)
    yield "review", f.Review("explained", _WORD)
    yield "incident", f.OpenIncident()
    yield "merge", f.Merge(_WORD)
    yield "split", f.Split((f.Part(_WORD),))
    yield "repeat", f.Repeat(_WORD, case.opened_at, True, _WORD)
    yield "party", f.NameParty(_WORD, case.report.desk, case.report.desk_zh)
    yield "hand-up", _hand_up(city, case)
    yield "hand-down", f.HandDown(_WORD)
    yield "void", f.Void(_first(city, "void"))
    yield "refuse", f.Refuse(_first(city, "refuse"), _WORD)


def _hand_up(city: City, case: Case) -> f.Body:
    """As `api.orders.hand_up`: what a centre above leads it hands up itself; the desk makes it a C case."""
    if case.top is not None and case.top.tier not in (Tier.GRID, Tier.STREET):
        return f.HandUp(case.top.n, _first(city, "handup"))
    return f.Grading(_WORD, grade=Grade.C)


def _first(city: City, operation: str) -> str:
    return next(iter(city.reasons.get(operation, {})), "")


def _another_item(city: City, case: Case) -> str | None:
    mine = case.item.code if case.item else ""
    others = (i.code for i in city.catalogue.items.values() if i.code != mine and i.grade is Grade.B)
    return next(others, None)


def _another_unit(city: City, case: Case) -> str:
    had = {call.unit for call in case.calls}
    street = (unit.code for unit in city.units.values() if unit.tier is Tier.STREET and unit.code not in had)
    return next(street, city.policy.desk)
