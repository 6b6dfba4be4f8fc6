"""What a case shows when an act has happened, or may: written into the acts of `scenes`."""

from demo.script import Seen
from demo.views import CaseFull, Happened


def happened(event: str, by: str | None = None, **body: object) -> Seen:
    """How often this event stands in the timeline, by this account, with these fields."""

    def fits(line: Happened) -> bool:
        told = all(line.body.get(name) == value for name, value in body.items())
        return line.event == event and by in (None, line.by) and told

    return lambda full: sum(fits(line) for line in full.timeline)


def called(unit: str) -> Seen:
    """Calls of a unit."""
    return lambda full: sum(call.unit == unit for call in full.calls)


def answered(unit: str) -> Seen:
    """Calls of a unit that it has answered."""
    return lambda full: sum(call.unit == unit and call.responded_at is not None for call in full.calls)


def ended(unit: str, state: str) -> Seen:
    """Calls of a unit that ended so."""
    return lambda full: sum((call.unit, call.state) == (unit, state) for call in full.calls)


def linked(why: str) -> Seen:
    """Cases opened from this one for that reason."""
    return lambda full: sum(one.why == why for one in full.linked)


def in_state(*states: str) -> Seen:
    """Whether it is there now."""
    return lambda full: int(full.row.state in states)


def closed(full: CaseFull) -> int:
    """Whether it is closed."""
    return int(full.row.state == "closed")


def closed_as(outcome: str) -> Seen:
    """Whether it closed so."""
    return lambda full: int(full.row.outcome == outcome)


def offered(full: CaseFull) -> int:
    """Whether the system offers the desk an incident here."""
    return len(full.offered)


def by_themselves(full: CaseFull) -> int:
    """Reports that came into the incident without being named by the desk."""
    named = {no for line in full.timeline if line.event == "incident_offered" for no in line.body["cases"]}
    return sum(line.event == "joined" and line.body["case_no"] not in named for line in full.timeline)
