"""网格版本: how many grids each community had since when, what became of each, and a proposal of about 500 households.

Pure. A community's grids are equal sectors around its centre (`domain.place`), so an edition is a number of grids for
each community, and a grid's history is which sectors of the edition before it overlaps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from domain.organisation import Community

TARGET = 500
"""Households of a grid (the source's)."""
TOLERANCE = 0.1


@dataclass(frozen=True)
class GridEdition:
    """One edition: its name, its first day in the city's time, and the number of grids by community."""

    name: str
    valid_from: date
    grids: Mapping[str, int]

    @property
    def total(self) -> int:
        """All grids of it."""
        return sum(self.grids.values())


@dataclass(frozen=True)
class Split:
    """What is proposed for one community. `sizes` are the households of each grid, in the order of their numbers."""

    community: str
    households: int
    before: int
    sizes: tuple[int, ...]

    @property
    def after(self) -> int:
        """How many grids."""
        return len(self.sizes)

    @property
    def within(self) -> bool:
        """Whether every grid is within the tolerance of the target it was made for."""
        return self.balanced(TARGET)

    def balanced(self, target: int) -> bool:
        """Whether every grid has `target` households, give or take a tenth."""
        least, most = target * (1 - TOLERANCE), target * (1 + TOLERANCE)
        return all(least <= size <= most for size in self.sizes)


def proposal(communities: Mapping[str, Community], target: int = TARGET) -> tuple[Split, ...]:
    """Grids of about `target` households, community by community: none crosses a boundary, no two of a community differ
    by more than one household.

    A community that is already within the tolerance keeps its number of grids: people know their grid, and nobody moves
    without a reason. One that cannot be brought within the tolerance gets the nearest number.
    """
    return tuple(_split(one, target) for one in communities.values())


def _split(community: Community, target: int) -> Split:
    def with_(number: int) -> Split:
        sizes = _sizes(community.households, number)
        return Split(community.code, community.households, community.grids, sizes)

    kept = with_(community.grids)
    if kept.balanced(target):
        return kept
    return with_(max(1, (2 * community.households + target) // (2 * target)))


def _sizes(households: int, number: int) -> tuple[int, ...]:
    each, more = divmod(households, number)
    return tuple(each + (n < more) for n in range(number))


@dataclass(frozen=True)
class Lineage:
    """What one edition has of a grid: whether it is there, and of which grids of the edition before it is made."""

    edition: str
    valid_from: date
    there: bool
    made_of: tuple[str, ...]  # empty in the first edition, and where it is as it was


def lineage(editions: tuple[GridEdition, ...], community: str, number: int) -> tuple[Lineage, ...]:
    """The history of one grid, oldest first. `number` is its own within the community."""
    first = editions[:1]
    found = [Lineage(e.name, e.valid_from, number <= e.grids.get(community, 0), ()) for e in first]
    for before, now in pairwise(editions):
        of, there = now.grids.get(community, 0), before.grids.get(community, 0)
        made = parts(number, of, there) if number <= of and of != there else ()
        codes = tuple(f"{community}-G{n:02d}" for n in made)
        found.append(Lineage(now.name, now.valid_from, number <= of, codes))
    return tuple(found)


def parts(number: int, of: int, before: int) -> tuple[int, ...]:
    """Which of `before` equal sectors sector `number` of `of` overlaps, by whole numbers: no rounding."""
    return tuple(
        n for n in range(1, before + 1) if (n - 1) * of < number * before and n * of > (number - 1) * before
    )


def successor(number: int, before: int, of: int) -> int:
    """The sector of `of` that holds the middle of sector `number` of `before`."""
    return ((2 * number - 1) * of) // (2 * before) + 1


def after(communities: Mapping[str, Community], splits: tuple[Split, ...]) -> dict[str, Community]:
    """The communities as they would be with those grids."""
    numbers = {split.community: split.after for split in splits}
    return {code: replace(one, grids=numbers.get(code, one.grids)) for code, one in communities.items()}


def current(editions: tuple[GridEdition, ...], today: date) -> GridEdition | None:
    """The edition that counts on that day."""
    begun = [edition for edition in editions if edition.valid_from <= today]
    return begun[-1] if begun else None
