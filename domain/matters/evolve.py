"""From a matter and one event to the matter after it. No rule is here: what happened, happened."""

from datetime import datetime
from typing import assert_never

from domain.due import Pause
from domain.matters import events as e
from domain.matters.matter import Breach, Matter, Phase, Running, Visit, Whose
from domain.replacing import replace

PAUSED_ZH, PAUSED_EN = "等待补正材料", "waiting for missing papers"


def evolve(matter: Matter | None, event: e.MatterEvent) -> Matter:
    """The matter after the event. Raises `ValueError` where the first event does not open it."""
    if matter is None:
        if not isinstance(event.body, e.Opened):
            raise ValueError(f"a matter begins by being opened, not with {event.body.kind}")
        app = event.body.application
        phase = Phase.CONSENT if event.body.until else Phase.TO_BOOK if app.slot else Phase.APPLIED
        return Matter(app, event.at, event.seq, phase, wait=event.body.until, files=app.files)
    return replace(_after(matter, event.body, event.at), seq=event.seq)


Office = e.ClockStarted | e.Accepted | e.Decided | e.Delivered | e.Breached | e.Reported | e.Reminded
Person = e.PapersAsked | e.PapersBrought | e.ConsentGiven | e.RatingOpened | e.Rated
Visits = e.Booked | e.NoShow | e.CheckedIn | e.SecondVisit


def _after(m: Matter, body: e.Body, at: datetime) -> Matter:
    match body:
        case e.Opened():
            raise ValueError("a matter is opened once")
        case e.Ignored():
            return m
        case e.Closed(outcome=outcome):
            closed = replace(m, phase=Phase.CLOSED, outcome=outcome, closed_at=at, wait=None, remind_at=None)
            return replace(closed, running=None, petition=None, paused_at=None)
        case e.Booked() | e.NoShow() | e.CheckedIn() | e.SecondVisit():
            return _visits(m, body, at)
        case e.PapersAsked() | e.PapersBrought() | e.ConsentGiven() | e.RatingOpened() | e.Rated():
            return _person(m, body, at)
        case _:
            return _office(m, body, at)


def _office(m: Matter, body: Office, at: datetime) -> Matter:
    match body:
        case e.ClockStarted(duty=duty, budget=budget, due=due):
            running = Running(duty, budget, due.start, due)
            return replace(m, running=running, wait=None, overdue_round=0, petition=None)
        case e.Accepted():
            return replace(m, phase=Phase.HANDLING, accepted_at=m.accepted_at or at, wait=None)
        case e.Decided(granted=granted, reason=reason):
            m = replace(m, granted=granted, reason=reason, decided_at=at, running=None, petition=None)
            return replace(m, phase=Phase.DELIVERING if granted else m.phase, overdue_round=0)
        case e.Delivered(how=how):
            return replace(m, delivered_at=at, how=how, running=None, petition=None, overdue_round=0)
        case e.Breached(unit=unit, duty=duty):
            return replace(m, breaches=(*m.breaches, Breach(unit, duty, at)))
        case e.Reported(round=number, next=until):
            return replace(m, overdue_round=number, petition=until)
        case e.Reminded():
            return replace(m, remind_at=None)
        case _:
            assert_never(body)


def _person(m: Matter, body: Person, at: datetime) -> Matter:
    match body:
        case e.PapersAsked(missing=missing, until=until):
            return replace(m, phase=Phase.PAPERS, asked=missing, wait=until, paused_at=at)
        case e.PapersBrought():
            return _brought(m, body, at)
        case e.ConsentGiven(how=how):
            return replace(m, phase=Phase.APPLIED, consent=how, consent_at=at, wait=None)
        case e.RatingOpened(until=until):
            return replace(m, phase=Phase.RATING, wait=until)
        case e.Rated(result=result):
            return replace(m, rating=result)
        case _:
            assert_never(body)


def _visits(m: Matter, body: Visits, at: datetime) -> Matter:
    match body:
        case e.Booked(slot=slot, remind_at=remind_at):
            booked = replace(m, phase=Phase.BOOKED, slot=slot, remind_at=remind_at, wait=None)
            return replace(booked, bookings=m.bookings + 1)
        case e.NoShow(until=until):
            return _to_book(replace(m, no_shows=m.no_shows + 1, wait=until), m.running)
        case e.CheckedIn():
            return replace(m, phase=Phase.APPLIED, visits=(*m.visits, Visit(at)), wait=None, remind_at=None)
        case e.SecondVisit(whose=whose, why=why, until=until):
            *earlier, last = m.visits
            told = replace(m, visits=(*earlier, replace(last, failure=whose, why=why)), wait=until)
            # Whoever has to come again through our fault loses no time by it: our clock goes on from its start.
            return _to_book(told, m.running if whose is Whose.OFFICE else None)
        case _:
            assert_never(body)


def _brought(m: Matter, body: e.PapersBrought, at: datetime) -> Matter:
    """Back to where the question was asked; the wait is in the ledger."""
    running, asked_at = m.running, m.paused_at or at
    pause = Pause(asked_at, at, PAUSED_ZH, PAUSED_EN)
    if running is not None:
        running = replace(running, due=body.due, pauses=(*running.pauses, pause))
    phase, files = Phase.HANDLING if m.accepted_at else Phase.APPLIED, (*m.files, *body.files)
    return replace(m, phase=phase, running=running, files=files, wait=None, paused_at=None, pause=pause)


def _to_book(m: Matter, running: Running | None) -> Matter:
    again = replace(m, phase=Phase.TO_BOOK, slot=None, remind_at=None, running=running)
    return replace(again, petition=None, overdue_round=0)
