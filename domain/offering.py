"""办事 as data: what the street does for people, how, which papers it takes, and who may have it unasked.

Part of a pack (`services.csv`, `service_papers.csv`, `service_offices.csv`, `service_rules.csv`); a town without
services has none of it. Used by `domain.matters`, the doors and the pages.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.catalogue import Clock
from domain.label import Label


class Mode(StrEnum):
    """How a service is had; the values are those of `services.csv`."""

    UNASKED = "免申帮你办"
    ONLINE = "全程网上办"
    ONSITE = "现场一次办"


@dataclass(frozen=True)
class Paper:
    """One line of a service's checklist. What we can get ourselves (`ours`) is never asked of anybody."""

    name_zh: str
    name_en: str
    needed: bool = True
    ours: bool = False


@dataclass(frozen=True)
class Rule:
    """Who may have a service unasked, by data on hand: an age in years, and groups that somebody must belong to."""

    min_age: int = 0
    max_age: int | None = None
    groups: tuple[str, ...] = ()  # all of them


@dataclass(frozen=True)
class Office:
    """A window: its unit, and how many people it sees in one slot of its day."""

    name_zh: str
    unit: str
    seats: int = 2
    where_zh: str = ""
    where_en: str = ""


@dataclass(frozen=True)
class Service:
    """办事: something the street does on application, and how."""

    code: str
    name_zh: str
    name_en: str
    mode: Label  # its Chinese word is a `Mode`
    category: Label
    days: int  # working days; 0 is on the spot
    office: Label
    papers: tuple[Paper, ...] = ()
    rule: Rule | None = None

    @property
    def way(self) -> Mode:
        """The mode, for rules."""
        return Mode(str(self.mode))

    @property
    def budget(self) -> str:
        """The legal limit as a budget of office hours; what is done on the spot has half a day."""
        return f"{self.days}d" if self.days else ON_THE_SPOT

    @property
    def asked_of_people(self) -> tuple[Paper, ...]:
        """The papers that the person brings: those that we cannot get (数据多跑路)."""
        return tuple(paper for paper in self.papers if not paper.ours)


ON_THE_SPOT = "4h"


@dataclass(frozen=True)
class Times:
    """The limits of a matter that are not its service's own. It keeps them: a new pack moves no old one."""

    accept: str = "1d"  # 受理审查, office hours
    papers: str = "15d"  # 补正: for the person to bring what is missing, or to book again; office hours
    consent: str = "30d"  # 免申: silence for so long ends it; all hours
    deliver: str = "3d"  # office hours
    petition: str = "5d"  # between two reports of what is overdue; office hours
    rating: str = "7d"  # all hours

    def clock(self, name: str) -> Clock:
        """Which hours the limit of that name counts."""
        return Clock.CONTINUOUS if name in ("consent", "rating") else Clock.WORKING


DEFAULT_TIMES = Times()


@dataclass(frozen=True)
class Resident:
    """Somebody of the street's own register, as far as a rule looks: no name, no number."""

    born: date
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offering:
    """Everything a pack says of its services beside their list."""

    offices: dict[str, Office] = field(default_factory=dict)  # by the name that services.csv gives them
    slot_minutes: int = 30
    days_ahead: int = 10  # working days for which an appointment may be made
    times: Times = DEFAULT_TIMES


def eligible_from(rule: Rule, resident: Resident) -> date | None:
    """The first day on which the resident may have it; None where their groups or their age rule it out for good.

    A birthday on 29 February counts from 1 March in other years.
    """
    if not set(rule.groups) <= resident.groups:
        return None
    return _birthday(resident.born, rule.min_age)


def eligible_until(rule: Rule, resident: Resident) -> date | None:
    """The first day on which they are too old for it; None where the rule knows no such age."""
    return None if rule.max_age is None else _birthday(resident.born, rule.max_age + 1)


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
