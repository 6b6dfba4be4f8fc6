"""Answers every question of a decision from one city's data: who, and by when. Pure and in memory.

Called by the `plan` activity, by forecasts, rehearsals and tests. Never raises on data of a checked pack: an unknown
unit becomes the command centre, flagged.
"""

from collections.abc import Iterable
from typing import assert_never

from domain import questions as q
from domain.catalogue import Grade, Item
from domain.clock import due, rework_due
from domain.corrections import corrected
from domain.dues import due_of
from domain.outside import earlier
from domain.policy import City
from domain.routing import Route, above, away_from, channel_of, first_route, route, tier_of
from domain.taskplans import registering, task_plan


def answer(city: City, connected: frozenset[str], questions: Iterable[q.Question]) -> q.Answers:
    """All answers at once. `connected` are the units whose own systems get their calls over HTTP."""
    answers = q.Answers()
    for question in questions:
        _answer(city, connected, question, answers)
    return answers


def _answer(city: City, connected: frozenset[str], question: q.Question, into: q.Answers) -> None:
    match question:
        case q.AskGrade():
            into.grades[question.key] = _grade(city, connected, question)
        case q.AskCall():
            into.calls[question.key] = _call(city, connected, question)
        case q.AskRung():
            unit = city.units.get(question.unit)
            upper = above(city, unit, question.item, question.party) if unit else None
            if upper is not None:
                into.calls[question.key] = _planned(city, connected, upper, question.item, question)
        case q.AskRework():
            into.calls[question.key] = _rework(city, connected, question)
        case q.AskTask():
            plan = task_plan(city, question)
            if plan is not None:
                into.tasks[question.key] = plan
        case q.AskAgain() | q.AskDue() | q.AskLimit() | q.AskReturn():
            into.dues[question.key] = due_of(city, question)
        case q.AskReplan(case=case):
            into.replans[question.key] = corrected(city, case)
        case _:
            assert_never(question)


def _grade(city: City, connected: frozenset[str], ask: q.AskGrade) -> q.GradePlan:
    item = city.catalogue.items.get(ask.item or "")
    if item is None:
        lead = _planned(city, connected, route(city, city.policy.desk, None, None, None), None, ask)
        return q.GradePlan(Grade.B, None, lead, unknown=True)
    first, told = first_route(city, item, ask.community, ask.grid, ask.start)
    others = (route(city, code, item, ask.community, ask.grid) for code in item.co_auto)
    lead = _planned(city, connected, first, item, ask)
    co = tuple(
        _planned(city, connected, r, item, ask) for r in others if r.unit.code not in (lead.unit, ask.party)
    )
    return q.GradePlan(item.grade, item, lead, co, told if told != ask.party else None)


def _call(city: City, connected: frozenset[str], ask: q.AskCall) -> q.CallPlan:
    detail = city.catalogue.response_items.get(ask.response_item or "")
    item = detail or ask.item
    to = route(city, ask.unit or (detail.lead if detail else city.policy.desk), item, ask.community, ask.grid)
    return _planned(city, connected, to, item, ask, detail.code if detail else None)


def _planned(
    city: City,
    connected: frozenset[str],
    to: Route,
    item: Item | None,
    ask: q.AskGrade | q.AskCall | q.AskRung,
    response_item: str | None = None,
) -> q.CallPlan:
    to = away_from(city, ask.party, to, item)
    unit, limits = to.unit, to.limits
    upper, calendar, clock = above(city, unit, item, ask.party), city.calendar, (unit.hours, limits.clock)
    return q.CallPlan(
        unit=unit.code,
        unit_zh=unit.name_zh,
        tier=tier_of(city, unit),
        channel=channel_of(unit, item, by_response_item=response_item is not None),
        limits=limits,
        urgent=item.urgent if item else False,
        connected=unit.code in connected,
        respond=earlier(due(calendar, *clock, limits.respond, ask.start), ask.outside, calendar.timezone),
        resolve=earlier(due(calendar, *clock, limits.resolve, ask.start), ask.outside, calendar.timezone),
        above_zh=upper.unit.name_zh if upper else None,
        response_item=response_item,
        undelivered_after=_patience(city, item),
        unknown=to.unknown,
        register=registering(city, unit, ask.start),
    )


def _rework(city: City, connected: frozenset[str], ask: q.AskRework) -> q.CallPlan:
    unit = city.units.get(ask.unit, city.units[city.policy.desk])
    urgent, least = bool(ask.item and ask.item.urgent), city.policy.rework_at_least
    upper = above(city, unit, ask.item)
    limits, calendar = ask.limits, city.calendar
    own = rework_due(calendar, unit.hours, limits.clock, limits.resolve, least, urgent, ask.start)
    return q.CallPlan(
        unit=unit.code,
        unit_zh=unit.name_zh,
        tier=tier_of(city, unit),
        channel=channel_of(unit, ask.item, by_response_item=False),
        limits=limits,
        urgent=urgent,
        connected=unit.code in connected,
        respond=due(calendar, unit.hours, limits.clock, limits.respond, ask.start),
        resolve=earlier(own, ask.outside, calendar.timezone),
        above_zh=upper.unit.name_zh if upper else None,
        undelivered_after=_patience(city, ask.item),
    )


def _patience(city: City, item: Item | None) -> str:
    return city.policy.undelivered_urgent if item is not None and item.urgent else city.policy.undelivered
