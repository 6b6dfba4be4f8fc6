"""A unit as a queue: hours, skills, and who comes first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

import pytest

from domain.policy import City
from rehearsal.queues import FIRST_CONTACT, ORDINARY, URGENT, Crew, Job, Queue
from rehearsal.staffing import Team

MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
"""09:00 in Wuhan."""
HOUR = timedelta(hours=1)


@dataclass
class Bench:
    """A queue with an agenda of its own."""

    city: City
    crews: tuple[Crew, ...] = ()
    agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    done: list[tuple[str, datetime]] = field(default_factory=list)

    def queue(self, *teams: Team) -> Queue:
        hours = self.city.calendar.hours
        self.crews = tuple(Crew(team, hours[team.hours], team.people) for team in teams)
        return Queue(self.city.calendar, self.crews, self.schedule, 2.0, MONDAY + timedelta(days=9))

    def schedule(self, at: datetime, action: Callable[[datetime], None]) -> None:
        heappush(self.agenda, (at, len(self.done) + len(self.agenda), action))

    def job(self, name: str, priority: int = ORDINARY, skill: str | None = None, needed: bool = True) -> Job:
        return Job(priority, HOUR, skill, lambda: needed, lambda at: self.done.append((name, at)))

    def run(self) -> dict[str, timedelta]:
        """When each was done, from nine o'clock on."""
        while self.agenda:
            at, _, action = heappop(self.agenda)
            action(at)
        return {name: at - MONDAY for name, at in self.done}


@pytest.fixture
def bench(city: City) -> Bench:
    return Bench(city)


def team(people: int = 1, hours: str = "office", *skills: str) -> Team:
    return Team("guanli", people, frozenset(skills), hours)


def test_one_after_another_the_urgent_first(bench: Bench) -> None:
    queue = bench.queue(team())
    for name, priority in (("a", ORDINARY), ("b", ORDINARY), ("c", FIRST_CONTACT), ("d", URGENT)):
        queue.put(bench.job(name, priority), MONDAY)
    assert bench.run() == {
        "a": HOUR,
        "d": 2 * HOUR,
        "c": 3 * HOUR,
        "b": 6 * HOUR,
    }  # 12:00 to 14:00 is nobody's
    assert queue.longest == 3
    assert bench.crews[0].busy == 4 * HOUR
    assert queue.waited == HOUR + 2 * HOUR + 5 * HOUR


def test_two_people_do_two_things(bench: Bench) -> None:
    queue = bench.queue(team(2))
    for name in "abc":
        queue.put(bench.job(name), MONDAY)
    assert bench.run() == {"a": HOUR, "b": HOUR, "c": 2 * HOUR}


def test_nobody_works_out_of_hours(bench: Bench) -> None:
    queue = bench.queue(team())
    queue.put(bench.job("a"), MONDAY - 2 * HOUR)
    queue.put(bench.job("urgent", URGENT), MONDAY - HOUR)
    assert bench.run() == {"urgent": HOUR / 2, "a": 1.5 * HOUR}  # the office opens at 8:30


def test_who_has_the_skill_takes_it_and_who_has_not_is_slower(bench: Bench) -> None:
    queue = bench.queue(team(1, "office", "市容环境"), team(1, "office", "宣传广告"))
    for name in ("a", "b"):
        queue.put(bench.job(name, skill="宣传广告"), MONDAY)
    assert bench.run() == {"a": HOUR, "b": 2 * HOUR}
    assert [crew.busy for crew in bench.crews] == [2 * HOUR, HOUR]


def test_what_is_needed_no_more_is_left(bench: Bench) -> None:
    queue = bench.queue(team())
    queue.put(bench.job("gone", needed=False), MONDAY)
    queue.put(bench.job("a"), MONDAY)
    assert bench.run() == {"a": HOUR}
    assert queue.begun == 1
