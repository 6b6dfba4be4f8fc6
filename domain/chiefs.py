"""四长: the posts that answer for an area, a water, a road or a grid, their duty lists, and when they go round.

Posts, not persons: who holds one is said in the system. Out of the pack; pure. Asked by the doors and by the opener of
rounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.label import Label
from domain.localtime import zone

MONDAY = date(2018, 1, 1)
"""A Monday that all rounds of every so many weeks are counted from."""


class ChiefKind(StrEnum):
    """Which of the four."""

    AREA = "area"  # 片区长
    WATER = "water"  # 河湖长
    ROAD = "road"  # 路段长
    GRID = "grid"  # 网格长: the grid worker


@dataclass(frozen=True)
class Territory:
    """A road or a water. `point` (longitude, latitude, WGS-84) is known of waters."""

    code: str
    name: Label
    point: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """Its name as people write it in an address: without what stands in brackets."""
        return self.name.partition("（")[0]


@dataclass(frozen=True)
class Chief:
    """One post. `places` are codes of communities, of a water, of a road or of a grid."""

    code: str
    kind: ChiefKind
    post: Label
    places: tuple[str, ...]
    reports_to: str  # the unit that hears of a missed round


@dataclass(frozen=True)
class Duty:
    """One line of a duty list."""

    kind: ChiefKind
    text: Label


@dataclass(frozen=True)
class Beat:
    """How often posts of a kind go round: every so many weeks from Monday on, due by the office's clock."""

    weeks: int
    due: str  # `5d`, working


@dataclass(frozen=True)
class Chiefs:
    """All of it."""

    posts: dict[str, Chief] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    beats: dict[ChiefKind, Beat] = field(default_factory=dict)
    roads: dict[str, Territory] = field(default_factory=dict)
    waters: dict[str, Territory] = field(default_factory=dict)

    def of_kind(self, kind: ChiefKind) -> tuple[Chief, ...]:
        """The posts of that kind, as the pack lists them."""
        return tuple(chief for chief in self.posts.values() if chief.kind is kind)

    def duties_of(self, kind: ChiefKind) -> tuple[Label, ...]:
        """The duty list of that kind."""
        return tuple(duty.text for duty in self.duties if duty.kind is kind)


NEAR_WATER = 400
"""Metres from the point of a water within which its chief is named."""


def chiefs_at(
    chiefs: Chiefs, community: str | None, grid: str | None, words: str = "", waters: tuple[str, ...] = ()
) -> tuple[Chief, ...]:
    """The posts that answer for a place: area, water, road, grid, in that order.

    `words` is the address: a road is the chief's where it is named there, the longest name where one holds another
    (水果湖横路 is not 水果湖路). `waters` are those near by.
    """
    road, named = road_named(chiefs, words), water_named(chiefs, words)
    wanted = {ChiefKind.AREA: {community}, ChiefKind.GRID: {grid}}
    wanted |= {ChiefKind.ROAD: {road}, ChiefKind.WATER: {*waters, named}}
    return tuple(
        chief
        for kind in ChiefKind
        for chief in chiefs.of_kind(kind)
        if any(place in wanted[kind] for place in chief.places)
    )


def road_named(chiefs: Chiefs, words: str) -> str | None:
    """The road that the address names; of several the one with the longest name."""
    return _longest(chiefs.roads, words)


def water_named(chiefs: Chiefs, words: str) -> str | None:
    """The water that the address names, where it does not name a road that is called after it."""
    road = chiefs.roads.get(road_named(chiefs, words) or "")
    return _longest(chiefs.waters, words.replace(road.words, "") if road else words)


def _longest(known: dict[str, Territory], words: str) -> str | None:
    found = [place for place in known.values() if place.words in words]
    return max(found, key=lambda place: (len(place.words), place.code)).code if found else None


def period(beat: Beat, now: datetime, timezone: str) -> date:
    """The first day of the round that runs at `now` (UTC, story time), in the city's own time."""
    today = now.astimezone(zone(timezone)).date()
    length = 7 * beat.weeks
    return today - timedelta(days=(today - MONDAY).days % length)


def ends(beat: Beat, start: date, timezone: str) -> datetime:
    """When the round that began that day is over and the next one begins; UTC."""
    last = start + timedelta(weeks=beat.weeks)
    return datetime(last.year, last.month, last.day, tzinfo=zone(timezone))


def held_by_unit(chiefs: Chiefs, unit: str) -> Iterator[Chief]:
    """The posts that go with a unit: a grid's worker is its chief."""
    chief = chiefs.posts.get(unit)
    if chief is not None and chief.kind is ChiefKind.GRID:
        yield chief
