"""Who can be called: tiers, units, communities and the map from a place to its grid.

Loaded once by `infra.pack`; asked by `domain.planning`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Tier(StrEnum):
    """层级: where a case now lies, lowest first."""

    GRID = "grid"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


class UnitKind(StrEnum):
    """What sort of body a unit is (the `kind` column of units.csv; grids are made from communities.csv)."""

    GRID = "grid"
    STATION = "station"
    COMMAND = "command"
    COMMITTEE = "committee"
    OFFICE = "office"
    CENTRE = "centre"
    DEPARTMENT = "department"
    SEAT = "seat"
    ORGANISATION = "organisation"
    COMPANY = "company"
    ROLE = "role"


@dataclass(frozen=True)
class Unit:
    """办理单位: anything that can be called."""

    code: str
    name_zh: str
    name_en: str
    kind: UnitKind
    tier: Tier
    overseen_by: str | None
    hours: str  # key into calendar.Hours, as written in units.csv: "office", "07:00-23:00 daily"
    external: bool  # may answer through its own system ("external" or "desk or external")
    stands_in: str = (
        ""  # of a role that nobody is bound to: who leads in its place; empty is the command centre
    )
    opened_on: date | None = None  # 挂牌: since when it works, where the city says so


@dataclass(frozen=True)
class Community:
    """社区: has a grid station of the same code and `grids` grids, `SQ07-G01` and on."""

    code: str
    name_zh: str
    name_en: str
    grids: int
    households: int
    lng: float  # WGS-84 degrees
    lat: float
    landmark: str

    @property
    def in_words(self) -> str:
        """Where it is, as somebody who goes there reads it."""
        return f"{self.name_zh}（{self.landmark}）"
