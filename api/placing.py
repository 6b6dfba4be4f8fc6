"""From what a reporter says of the place to a community and its grid. Used by `api.reports`."""

from dataclasses import dataclass

from api import errors
from api.schemas.reports import Place, ReportIn
from domain.organisation import UnitKind
from domain.people import Actor
from domain.place import locate, to_wgs84
from domain.policy import City

_ROUGH = 3
"""Decimals of a degree that leave the vault: about 100 m."""
_CHINA = (70.0, 0.0, 140.0, 60.0)


@dataclass(frozen=True)
class Placed:
    """Where a report is, as far as known. `exact` is personal and goes into the vault."""

    community: str | None = None
    grid: str | None = None
    exact: tuple[float, float] | None = None  # WGS-84
    outside: bool = False

    @property
    def rough(self) -> tuple[float, float] | None:
        """The point as everybody may see it."""
        return (round(self.exact[0], _ROUGH), round(self.exact[1], _ROUGH)) if self.exact else None


def place(city: City, report: ReportIn, by: Actor) -> Placed:
    """What is said counts, then the point, then where the registering grid worker is at home.

    Raises 422 for a community or a grid that the city does not have.
    """
    exact = _point(report.place)
    if report.grid is not None:
        community = _community_of(city, report.grid)
        if report.community not in (None, community):
            raise errors.malformed("grid", "网格不属于该社区", "that grid is not in that community")
        return Placed(community, report.grid, exact)
    found = locate(city, *exact) if exact else None
    if report.community is not None:
        if report.community not in city.communities:
            raise errors.malformed("community", "没有这个社区", "there is no such community")
        inside = found is not None and found[0] == report.community
        return Placed(report.community, found[1] if found and inside else None, exact)
    if exact is not None:
        return Placed(found[0], found[1], exact) if found else Placed(exact=exact, outside=True)
    return _at_home(city, by)


def _point(said: Place | None) -> tuple[float, float] | None:
    if said is None or said.lng is None or said.lat is None:
        return None
    west, south, east, north = _CHINA
    if not (west < said.lng < east and south < said.lat < north):
        return (
            said.lng,
            said.lat,
        )  # the Chinese datums are defined for China alone; elsewhere is outside anyway
    return to_wgs84(said.lng, said.lat, said.datum)


def _community_of(city: City, grid: str) -> str:
    unit = city.units.get(grid)
    if unit is None or unit.kind is not UnitKind.GRID or unit.overseen_by not in city.communities:
        raise errors.malformed("grid", "没有这个网格", "there is no such grid")
    return unit.overseen_by


def _at_home(city: City, by: Actor) -> Placed:
    unit = city.units.get(by.unit)
    if unit is not None and unit.kind is UnitKind.GRID:
        return Placed(unit.overseen_by, unit.code)
    return Placed(by.unit) if by.unit in city.communities else Placed()
