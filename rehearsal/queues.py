"""A unit as a queue: its teams take one job after another in their hours, the urgent first, then the oldest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

from domain.calendar import Calendar, Hours
from domain.clock import moment
from rehearsal.staffing import Team

Schedule = Callable[[datetime, Callable[[datetime], None]], None]
URGENT, FIRST_CONTACT, ORDINARY = 0, 1, 2
"""A first contact is made before work goes on: the response clock is the shorter."""


@dataclass(frozen=True)
class Job:
    """A piece of work of one person."""

    priority: int
    length: timedelta
    skill: str | None  # class of the item
    needed: Callable[[], bool]
    done: Callable[[datetime], None]
    begun: Callable[[datetime, datetime], None] | None = None  # now, and when it will be done


@dataclass
class Crew:
    """One team at work."""

    team: Team
    hours: Hours
    idle: int
    busy: timedelta = timedelta()
    wakes: bool = False

    def has(self, skill: str | None) -> bool:
        """Whether its people know that work."""
        return skill is None or not self.team.skills or skill in self.team.skills


@dataclass
class Queue:
    """What waits for one unit, and who takes it."""

    calendar: Calendar
    crews: tuple[Crew, ...]
    schedule: Schedule
    unskilled: float
    until: datetime  # work begun later is in no load
    waiting: list[tuple[int, int, datetime, Job]] = field(default_factory=list)
    came: int = 0
    longest: int = 0
    waited: timedelta = timedelta()
    begun: int = 0

    def put(self, job: Job, now: datetime) -> None:
        """One more job."""
        self.came += 1
        heappush(self.waiting, (job.priority, self.came, now, job))
        self._start(now)
        self.longest = max(self.longest, len(self.waiting))

    def _start(self, now: datetime) -> None:
        """Whoever is there and free takes what waits."""
        while self.waiting:
            job = self.waiting[0][-1]
            if not job.needed():
                heappop(self.waiting)
                continue
            crew = self._who(job, now)
            if crew is None:
                return
            _, _, since, _ = heappop(self.waiting)
            if now < self.until:
                self.begun += 1
                self.waited += now - since
            self._work(crew, job, now)

    def _who(self, job: Job, now: datetime) -> Crew | None:
        """A free crew on duty that knows the work, else any; who is off duty looks again when duty begins."""
        there: Crew | None = None
        for crew in self.crews:
            if not crew.idle:
                continue
            opens = moment(self.calendar, crew.hours, now, timedelta())
            if opens > now:
                self._wake(crew, opens)
            elif crew.has(job.skill):
                return crew
            else:
                there = there or crew
        return there

    def _wake(self, crew: Crew, at: datetime) -> None:
        if not crew.wakes:
            crew.wakes = True

            def awake(now: datetime) -> None:
                crew.wakes = False
                self._start(now)

            self.schedule(at, awake)

    def _work(self, crew: Crew, job: Job, now: datetime) -> None:
        length = job.length if crew.has(job.skill) else job.length * self.unskilled
        crew.idle -= 1
        if now < self.until:
            crew.busy += length
        until = moment(self.calendar, crew.hours, now, length)
        if job.begun is not None:
            job.begun(now, until)

        def finished(now: datetime) -> None:
            crew.idle += 1
            job.done(now)
            self._start(now)

        self.schedule(until, finished)
