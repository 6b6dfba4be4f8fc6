"""When a budget ends: the questions about moments alone. Pure; for `domain.planning` and `domain.corrections`."""

from domain import questions as q
from domain.clock import due, due_at_least, return_due, rework_due
from domain.due import Due
from domain.outside import earlier
from domain.policy import City, Limit, Policy


def due_of(city: City, question: q.AskAgain | q.AskDue | q.AskLimit | q.AskReturn) -> Due:
    """When a budget, counted as the question says, ends by this city's calendar and hours."""
    calendar, hours, start = city.calendar, city.hours_of(question.unit), question.start
    match question:
        case q.AskAgain(limits=limits):
            return due_at_least(
                calendar, hours, limits.clock, limits.respond, city.policy.respond_again_at_least, start
            )
        case q.AskDue(clock=clock, budget=budget, pauses=pauses) if question.rework:
            least = city.policy.rework_at_least
            own = rework_due(calendar, hours, clock, budget, least, question.urgent, start, pauses)
            return earlier(own, question.outside, calendar.timezone)
        case q.AskDue(clock=clock, budget=budget, pauses=pauses):
            own = due(calendar, hours, clock, budget, start, pauses)
            return earlier(own, question.outside, calendar.timezone)
        case q.AskLimit(limit=name):
            limit = limit_named(city.policy, name)
            return due(calendar, hours, limit.clock, limit.budget, start)
        case q.AskReturn(limits=limits, capped=capped):
            most = city.policy.return_at_most if capped else Limit(limits.clock, limits.resolve)
            return return_due(calendar, hours, limits.clock, limits.resolve, most, start)


def limit_named(policy: Policy, name: str) -> Limit:
    """The policy's limit of that name; the approval's where there is none such."""
    found = getattr(policy, name, None)
    return found if isinstance(found, Limit) else policy.approval
