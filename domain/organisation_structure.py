"""组织体系 as a city writes it down: five levels, posts, duty lists, four relations, six powers.

Read by `infra.pack.structure`, judged by `domain.organisation_checks`, shown by `api.organisation` and its pages.
Bodies and holders are codes: no person's name is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.label import Label
from domain.organisation import UnitKind


class Side(StrEnum):
    """Which body a post is of: a unit's own, a community's 两委, or its 网格站."""

    UNIT = "unit"
    COMMITTEE = "committee"
    STATION = "station"


class Per(StrEnum):
    """What there is one body of this level for."""

    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    BUILDING = "building"
    HOUSEHOLD = "household"


class DutyKind(StrEnum):
    """责任清单, 制度流程, 考核办法, and 议事规则 of the joint meetings."""

    DUTY = "duty"
    PROCESS = "process"
    ASSESSMENT = "assessment"
    DELIBERATION = "deliberation"


class Employment(StrEnum):
    """用工性质: how who fills a post is employed there."""

    ESTABLISHED = "established"
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    SECONDED = "seconded"
    POSTED = "posted"


EMPLOYMENT: dict[str, Label] = {
    Employment.ESTABLISHED: Label("在编", "established"),
    Employment.FULL_TIME: Label("专职", "full-time"),
    Employment.PART_TIME: Label("兼职", "part-time"),
    Employment.SECONDED: Label("借调", "seconded"),
    Employment.POSTED: Label("派驻", "posted here by their own body"),
}
EVERY_COMMUNITY = "community"
"""Stands for a body where a list is every community's."""


@dataclass(frozen=True)
class Level:
    """One of the five levels, the street's first."""

    n: int
    name: Label
    per: Per


@dataclass(frozen=True)
class Post:
    """编制职数: how many may do this in that body, and by which staff codes it is filled."""

    code: str
    body: str
    side: Side
    name: Label
    posts: int
    holders: tuple[str, ...]
    employment: Employment | None = None  # None where the city does not say

    @property
    def vacant(self) -> int:
        """空缺."""
        return max(0, self.posts - len(self.holders))


@dataclass(frozen=True)
class Duty:
    """One line of a body's list; `owner` is the unit that answers for it."""

    code: str
    kind: DutyKind
    body: str
    owner: str
    name: Label


@dataclass(frozen=True)
class Relation:
    """区属、街管、街用、街考 of a resident or seat-based force: four relations, each by itself."""

    unit: str
    owned_by: Label  # 区属: the home body, which need not work in this system
    managed_by: str  # 街管
    used_by: str  # 街用: who dispatches it
    assessed_by: str  # 街考


@dataclass(frozen=True)
class Power:
    """赋权: one of the six. `events` are the kinds of event that are its use; none, and uses are written down."""

    code: str
    name: Label
    events: tuple[str, ...]
    named: bool  # in the source itself; else proposed


FORCES = (UnitKind.DEPARTMENT, UnitKind.SEAT)
"""The 5 and the N of 1+5+N: who has a `Relation`."""


@dataclass(frozen=True)
class Structure:
    """All of it; empty where a pack says none of it."""

    levels: tuple[Level, ...] = ()
    posts: tuple[Post, ...] = ()
    duties: tuple[Duty, ...] = ()
    relations: tuple[Relation, ...] = ()
    powers: tuple[Power, ...] = ()

    def posts_of(self, body: str, side: Side = Side.UNIT) -> Iterator[Post]:
        """Of one body, in the pack's order."""
        return (post for post in self.posts if (post.body, post.side) == (body, side))

    def size(self, body: str, side: Side = Side.UNIT) -> int:
        """How many posts it has in all."""
        return sum(post.posts for post in self.posts_of(body, side))

    def employed(self, employment: Employment, side: Side | None = None) -> int:
        """How many people fill posts of that kind, of one side or of all."""
        return sum(
            len(post.holders)
            for post in self.posts
            if post.employment is employment and side in (None, post.side)
        )

    def duties_of(self, body: str, *, community: bool = False) -> Iterator[Duty]:
        """Its lists; of a community also those of every community."""
        bodies = {body, EVERY_COMMUNITY} if community else {body}
        return (duty for duty in self.duties if duty.body in bodies)

    def power_of(self, kind: str) -> Power | None:
        """Which power an event of that kind uses."""
        return next((power for power in self.powers if kind in power.events), None)
