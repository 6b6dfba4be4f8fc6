"""Who works in which unit and how: people, skills, hours, and the spans and shares that people are drawn by."""

from dataclasses import dataclass, field

from domain.calendar import Hours
from domain.case import TaskKind
from domain.policy import City
from rehearsal.chance import Span


@dataclass(frozen=True)
class Team:
    """So many people of a unit with the same skills and hours."""

    unit: str
    people: int
    skills: frozenset[str]  # classes of items, in Chinese; empty: all
    hours: str  # as in units.csv; empty: the unit's own


@dataclass(frozen=True)
class Staffing:
    """One file, checked."""

    spans: dict[str, dict[str, Span]]
    numbers: dict[str, dict[str, float]]
    teams: tuple[Team, ...] = ()
    hours: dict[str, Hours] = field(default_factory=dict)  # of teams, beside the pack's

    def span(self, what: str, key: str) -> Span:
        """How long that takes; grades above B are worked as B."""
        of = self.spans[what]
        return of.get(key) or of["B"]

    def task(self, kind: TaskKind) -> Span:
        """How long a task takes whoever does it."""
        of = self.spans["tasks"]
        return of.get(kind.value, of["other"])

    def chance(self, what: str) -> float:
        """A share of one."""
        return self.numbers["shares"][what]

    def satisfied(self, grade: str) -> float:
        """The share of ratings that are satisfied."""
        of = self.numbers["satisfied"]
        return of.get(grade, of["B"])

    def teams_of(self, city: City, unit: str) -> tuple[Team, ...]:
        """Its own teams, or its kind's number of people."""
        own = tuple(team for team in self.teams if team.unit == unit)
        people = int(self.numbers["people"][city.units[unit].kind.value])
        return own or (Team(unit, people, frozenset(), ""),)
