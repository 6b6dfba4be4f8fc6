"""Figures that a street has published of itself, and what the same comes to by what is on record here.

The published ones are a pack's (`published.csv`); `api.published` measures and sets both side by side.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from domain.label import Label
from domain.rates import Share


class Figure(StrEnum):
    """What can be measured. A pack publishes some of it; a register's stays empty until the register is there."""

    NEW_ORGANISATIONS = "new_organisations"
    BRANCHES = "branches"
    MEMBERS = "members"
    AGREEMENTS = "agreements"
    ACTIVITIES = "activities"
    PROPERTY_COMPANIES = "property_companies"
    OWNERS_COMMITTEES = "owners_committees"
    PARTNERS = "partners"
    RESOURCES = "resources"
    NEEDS = "needs"
    PROJECTS = "projects"
    RESPONSE_CLASSES = "response_classes"
    RESPONSE_ITEMS = "response_items"
    EXTERNAL = "external"
    GRIDS = "grids"
    HOUSEHOLDS = "households"
    SERVICES = "services"
    MATTERS = "matters"
    UNASKED = "unasked"
    MATTERS_SATISFIED = "matters_satisfied"
    A_CASES = "a_cases"
    A_WITHOUT = "a_without"
    A_SATISFIED = "a_satisfied"
    B_CASES = "b_cases"
    B_SATISFIED = "b_satisfied"
    CONDUCT = "conduct"


@dataclass(frozen=True)
class Published:
    """One figure as it was published: a number, a share in percent, or both. Counted from `since` of a year on."""

    figure: Figure
    name: Label
    part: Label
    line: str  # of the source
    number: int | None = None
    percent: Decimal | None = None
    since: tuple[int, int] | None = None  # month, day
    items: tuple[str, ...] = ()  # of `CONDUCT`: complaints about staff and pace


@dataclass(frozen=True)
class Measured:
    """The same by what is on record: a number, and what a share is made of."""

    number: int | None = None
    share: Share | None = None


@dataclass(frozen=True)
class Difference:
    """Ours less theirs: in numbers, and in percentage points; None where either is missing."""

    number: int | None
    points: Decimal | None


def difference(published: Published, measured: Measured | None) -> Difference:
    """What ours is more (or, negative, less) than what was published."""
    if measured is None:
        return Difference(None, None)
    number = points = None
    if measured.number is not None and published.number is not None:
        number = measured.number - published.number
    rate = measured.share.rate if measured.share else None
    if rate is not None and published.percent is not None:
        points = rate * 100 - published.percent
    return Difference(number, points)


def counted_from(published: Published, start: datetime) -> datetime:
    """When counting begins in a period that begins at `start` (the city's own time): not before `since` of its year."""
    if published.since is None:
        return start
    month, day = published.since
    return max(start, start.replace(month=month, day=day, hour=0, minute=0, second=0, microsecond=0))
