"""From a round and one event to the round after it. No rule is here: what happened, happened."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain.rounds import events as e
from domain.rounds.round import Finding, Round, RoundPhase


def evolve(one: Round | None, event: e.RoundEvent) -> Round:
    """The round after the event. Raises `ValueError` where the first event does not open it."""
    if one is None:
        if not isinstance(event.body, e.Opened):
            raise ValueError(f"a round begins by being opened, not with {event.body.kind}")
        return Round(event.body.plan, event.at, event.seq)
    return replace(_after(one, event.body, event.at), seq=event.seq)


def _after(one: Round, body: e.Body, at: datetime) -> Round:
    match body:
        case e.Opened():
            raise ValueError("a round is opened once")
        case e.Began():
            return replace(one, phase=RoundPhase.UNDER_WAY, started_at=at)
        case e.Came(unit=unit):
            return replace(one, came=(*one.came, unit))
        case e.Found(case_no=case_no, unit=unit):
            return replace(one, findings=(*one.findings, Finding(case_no, at, unit)))
        case e.Missed():
            return replace(one, missed=True)
        case e.Finished(summary=summary):
            return replace(one, finished_at=at, summary=summary)
        case e.Cancelled(reason=reason):
            return replace(one, summary=reason)
        case e.Closed(outcome=outcome):
            return replace(one, phase=RoundPhase.CLOSED, outcome=outcome, closed_at=at)
        case e.Ignored():
            return one
        case _:
            assert_never(body)
