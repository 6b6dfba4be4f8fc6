"""Which dates a fact may need: questions to `plan`, as a case asks them. Pure; the workflow asks before `decide`."""

from dataclasses import dataclass
from datetime import datetime

from domain.due import Pause
from domain.facts import DeadlinePassed
from domain.matters import facts as f
from domain.matters.evolve import PAUSED_EN, PAUSED_ZH
from domain.matters.matter import Application, Duty, Matter, Phase
from domain.offering import Mode, Times
from domain.questions import AskDue


@dataclass(frozen=True)
class _Asker:
    app: Application

    def limit(self, name: str, start: datetime) -> AskDue:
        times = self.app.times
        budget: str = getattr(times, name)
        return AskDue(name, self.app.unit, times.clock(name), budget, start)

    def decide(self, start: datetime) -> AskDue:
        return AskDue("decide", self.app.unit, self.app.times.clock("decide"), self.app.budget, start)


def asks(matter: Matter | None, fact: f.MatterFact, now: datetime) -> tuple[AskDue, ...]:
    """The questions whose answers `decide` reads by their keys; `now` is UTC story time."""
    if matter is None:
        body = fact.body
        return _first(body.application, now) if isinstance(body, f.Apply) else ()
    ask = _Asker(matter.application)
    match fact.body:
        case f.Accept():
            return (ask.decide(now),)
        case f.CheckIn():
            return (ask.decide(matter.running.start if matter.running else now),)
        case f.Consent(given=True):
            return (ask.decide(now),)
        case f.AskPapers() | f.ComeAgain():
            return (ask.limit("papers", now),)
        case f.Bring() if matter.running is not None and matter.paused_at is not None:
            return (_resumed(ask, matter, now),)
        case f.Decide(granted=True):
            return (ask.limit("deliver", now),)
        case f.Decide() | f.Deliver():
            return (ask.limit("rating", now),)
        case DeadlinePassed():
            return _passed(ask, matter, now)
        case _:
            return ()


def _first(app: Application, now: datetime) -> tuple[AskDue, ...]:
    ask = _Asker(app)
    match app.mode:
        case Mode.UNASKED:
            return (ask.limit("consent", now),)
        case Mode.ONLINE:
            return (ask.limit("accept", now),)
        case Mode.ONSITE:
            return ()


def _resumed(ask: _Asker, matter: Matter, now: datetime) -> AskDue:
    """Where the office's clock ends when it goes on now."""
    running, paused_at = matter.running, matter.paused_at
    assert running is not None
    assert paused_at is not None
    pauses = (*running.pauses, Pause(paused_at, now, PAUSED_ZH, PAUSED_EN))
    clock = ask.app.times.clock(running.duty)
    return AskDue("resumed", ask.app.unit, clock, running.budget, running.start, pauses)


def _passed(ask: _Asker, matter: Matter, now: datetime) -> tuple[AskDue, ...]:
    match matter.phase:
        case Phase.BOOKED:
            return (ask.limit("papers", now),)
        case Phase.APPLIED | Phase.HANDLING | Phase.DELIVERING:
            return (ask.limit("petition", now),)
        case _:
            return ()


def budget_of(app: Application, duty: Duty) -> str:
    """How long the office has for it."""
    times: Times = app.times
    return {Duty.ACCEPT: times.accept, Duty.DECIDE: app.budget, Duty.DELIVER: times.deliver}[duty]
