"""A street rehearsed: reports come in, people act, deadlines pass, the rules decide. Discrete events over story time.

Called by `huying rehearse`, once for each policy. Holds the open cases alone: what is closed is counted and dropped.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush

from contracts.cases import RULES
from domain import events as e
from domain import facts as f
from domain.asks import asks
from domain.decide import ruled
from domain.people import SYSTEM, Actor
from domain.policy import City
from domain.ruling import Refusal
from domain.views import armed
from rehearsal.answering import answering
from rehearsal.arrivals import Arrival
from rehearsal.chance import Chance
from rehearsal.figures import Figures
from rehearsal.people import Handled, People
from rehearsal.queues import Crew, Queue
from rehearsal.staffing import Staffing

Action = Callable[[datetime], None]
Watch = Callable[[Handled, f.Fact, Sequence[e.Event]], None]
FACT, DEADLINE = 0, 1
"""Of the same instant: what people bring by a deadline is decided before it (docs/rules.md)."""


class Street:
    """One city with its people, from the first report to the last deadline."""

    def __init__(
        self,
        city: City,
        staffing: Staffing,
        seed: int,
        figures: Figures,
        connected: frozenset[str] = frozenset(),
        watch: Watch | None = None,
    ) -> None:
        """`watch` sees every fact that the rules allowed, and its events."""
        self.city = replace(city, calendar=replace(city.calendar, hours=city.calendar.hours | staffing.hours))
        self.staffing, self.chance, self.figures = staffing, Chance(seed), figures
        self.queues: dict[str, Queue] = {}
        self._connected, self._watch = connected, watch
        self._agenda: list[tuple[datetime, int, int, Action]] = []
        self._scheduled = 0
        self._open: dict[str, Handled] = {}
        self._people = People(self)

    def play(self, arrivals: Iterable[Arrival], until: datetime) -> None:
        """Everything up to that moment; what is open then is counted as it stands."""
        self._next(iter(arrivals))
        while self._agenda and self._agenda[0][0] <= until:
            at, _, _, action = heappop(self._agenda)
            action(at)
        for handled in self._open.values():
            self.figures.case(handled.open)

    def schedule(self, at: datetime, action: Action) -> None:
        """Do that then."""
        self._plan(at, FACT, action)

    def queue(self, unit: str) -> Queue:
        """What waits for that unit."""
        found = self.queues.get(unit)
        if found is None:
            found = self.queues[unit] = self._new_queue(unit)
        return found

    def bring(self, handled: Handled, body: f.Body, by: Actor, now: datetime) -> bool:
        """One fact; whether the rules allowed it."""
        handled.facts += 1
        fact = f.Fact(f"f{handled.facts}", now, by, body)
        answers = answering(self.city, self._connected, asks(handled.case, fact, now))
        made = ruled(handled.case, fact, answers, now, RULES)
        if isinstance(made, Refusal):
            self.figures.refused[f"{body.kind}: {made.code}"] += 1
            return False
        if self._watch is not None:
            self._watch(handled, fact, made.events)
        handled.case = made.case
        for event in made.events:
            self.figures.event(event)
        self._arm(handled)
        if not made.case.open:
            self.figures.case(made.case)
            self._open.pop(handled.key, None)
        for event in made.events:
            self._people.saw(handled, event, now)
        return True

    def _next(self, arrivals: Iterator[Arrival]) -> None:
        arrival = next(arrivals, None)
        if arrival is None:
            return

        def comes(now: datetime) -> None:
            self._next(arrivals)
            handled = self._open[arrival.report.case_no] = Handled(arrival)
            self.bring(handled, arrival.report, arrival.by, now)

        self.schedule(arrival.at, comes)

    def _arm(self, handled: Handled) -> None:
        deadline = armed(handled.open)
        wanted = (deadline.at, deadline.key) if deadline else None
        if wanted is None or wanted == handled.armed:
            handled.armed = wanted
            return
        handled.armed = wanted

        def passes(now: datetime) -> None:
            if handled.armed == wanted:
                handled.armed = None
                self.bring(handled, f.DeadlinePassed(wanted[1]), SYSTEM, now)

        self._plan(wanted[0], DEADLINE, passes)

    def _plan(self, at: datetime, rank: int, action: Action) -> None:
        self._scheduled += 1
        heappush(self._agenda, (at, rank, self._scheduled, action))

    def _new_queue(self, unit: str) -> Queue:
        hours = self.city.calendar.hours
        crews = tuple(
            Crew(team, hours[team.hours or self.city.hours_of(unit)], team.people)
            for team in self.staffing.teams_of(self.city, unit)
        )
        unskilled = self.staffing.numbers["skill"]["unskilled"]
        return Queue(self.city.calendar, crews, self.schedule, unskilled, self.figures.end)
