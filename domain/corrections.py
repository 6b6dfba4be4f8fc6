"""What today's pack and calendar make of an open case: its item, and every clock that still runs, counted anew.

Pure; for `domain.planning`. Each clock is counted from its first moment, with what was granted and without its pauses.
Whoever has a call keeps it, a missed clock stays missed, and what is answered or completed is past
(docs/decisions/0016-replan.md).
"""

from domain.case import BreachOf, Call, CallState, Case, Purpose
from domain.catalogue import Item, Limits
from domain.clock import due
from domain.due import Clocks, Due
from domain.dues import due_of
from domain.organisation import Tier
from domain.policy import City
from domain.questions import AskAgain, ReplanPlan
from domain.replacing import replace
from domain.routing import rung_limits
from domain.taskplans import due_again
from domain.whole_budget import whole_budget


def corrected(city: City, case: Case) -> ReplanPlan:
    """The case as this city would count it; equal to what it has where nothing moves."""
    item = city.catalogue.items.get(case.item.code, case.item) if case.item else None
    urgent = item is not None and item.urgent
    running = (call for call in case.calls if call.open and call.completion is None)
    return ReplanPlan(
        city.edition,
        item,
        {str(call.n): _clocks(city, case, call, item) for call in running},
        {task.id: due_again(city, case, task, urgent=urgent) for task in case.tasks},
    )


def clocks_of(call: Call) -> Clocks:
    """What the call is counted by so far."""
    return Clocks(call.limits, call.urgent, call.respond, call.resolve, call.respond_again)


def _clocks(city: City, case: Case, call: Call, item: Item | None) -> Clocks:
    if BreachOf.RESOLVE in call.breaches:
        return clocks_of(call)
    detail = city.catalogue.response_items.get(call.response_item or "")
    named = detail or item
    urgent = named.urgent if named else call.urgent
    counted = replace(call, limits=_limits(city, case, call, item), urgent=urgent)
    resolve = due_of(city, whole_budget("resolve", counted, case.report.outside_due))
    if call.responded_at is not None:
        return replace(clocks_of(counted), resolve=resolve)
    if BreachOf.RESPOND not in call.breaches:
        return replace(clocks_of(counted), resolve=resolve, respond=_respond(city, counted))
    again = None if call.again_missed else call.respond_again
    return replace(
        clocks_of(counted),
        resolve=resolve,
        again=_again(city, counted, again) if again else call.respond_again,
    )


def _respond(city: City, call: Call) -> Due:
    limits, hours = call.limits, city.hours_of(call.unit)
    return due(city.calendar, hours, limits.clock, limits.respond, call.respond.start, call.pauses)


def _again(city: City, call: Call, was: Due) -> Due:
    """The second response budget; what stood still meanwhile does not count."""
    fresh = due_of(city, AskAgain("again", call.unit, call.limits, was.start))
    if not call.pauses:
        return fresh
    hours = city.hours_of(call.unit)
    return due(city.calendar, hours, fresh.clock, fresh.budget, was.start, call.pauses)


def _limits(city: City, case: Case, call: Call, item: Item | None) -> Limits:
    """Those that today's pack gives this unit for this item, found the way the call got its own."""
    detail = city.catalogue.response_items.get(call.response_item or "")
    rung = next((rung for rung in city.policy.rungs if rung.unit == call.unit), None)
    if rung is not None:
        return rung_limits(city, rung, detail or item)
    if call.purpose is Purpose.REWORK:
        first = _redone(case, call)
        return _limits(city, case, first, item) if first else call.limits
    if detail is not None:
        return detail.limits
    if item is None or case.item is None:
        return city.policy.unclassified
    upper = city.catalogue.items.get(item.b_item or "")
    out_of_hours = call.urgent and call.purpose is Purpose.DISPATCH and call.limits != case.item.limits
    if upper is not None and call.tier is Tier.STREET and (call.purpose is Purpose.RUNG or out_of_hours):
        return upper.limits
    return item.limits


def _redone(case: Case, call: Call) -> Call | None:
    """The call that a rework does again: its unit's last accepted one before."""
    before = reversed(case.calls[: call.n - 1])
    return next((c for c in before if c.unit == call.unit and c.state is CallState.COMPLETED), None)
