"""What one step of a case adds to the counters that operators watch: breaches, calls that ended, and how late.

Counters are for alarms: they begin at nothing with each process. Figures that anybody is judged by are those of
`domain.rates`. Called by whoever counts, with the case before and after.
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.case import Call, Case
from domain.organisation import Tier
from domain.states import BreachOf, CallState

IN_TIME, LATE = "in_time", "late"
"""Outcomes of a call that was completed; any other is the state that ended it."""


@dataclass(frozen=True)
class Missed:
    """A clock of a call of that tier was missed."""

    tier: Tier
    clock: BreachOf


@dataclass(frozen=True)
class Ended:
    """A unit's call came to its end. `late_by` (story time) only where it was completed; nothing if in time."""

    unit: str
    tier: Tier
    outcome: str
    late_by: timedelta | None = None


def missed(before: Case | None, after: Case) -> tuple[Missed, ...]:
    """The breaches that are new."""
    known = _calls(before)
    return tuple(
        Missed(call.tier, clock)
        for call in after.calls
        for clock in call.breaches[len(known[call.n].breaches) if call.n in known else 0 :]
    )


def ended(before: Case | None, after: Case) -> tuple[Ended, ...]:
    """The calls that are open no more."""
    known = _calls(before)
    return tuple(
        _ended(call) for call in after.calls if not call.open and (call.n not in known or known[call.n].open)
    )


def _calls(case: Case | None) -> dict[int, Call]:
    return {call.n: call for call in case.calls} if case else {}


def _ended(call: Call) -> Ended:
    if call.state is not CallState.COMPLETED or call.completion is None:
        return Ended(call.unit, call.tier, call.state.value)
    late_by = max(call.completion.at - call.resolve.at, timedelta())
    return Ended(call.unit, call.tier, LATE if late_by else IN_TIME, late_by)
