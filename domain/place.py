"""From a point to its grid, and on to the neighbour. Pure; asked by the doors and by `domain.taskplans`.

Until real polygons are given: the nearest community centre, then a stable split into sectors around it.
"""

from math import atan2, cos, floor, pi, radians, sin, sqrt
from typing import Literal

from domain.organisation import Community, UnitKind
from domain.policy import City

Datum = Literal["wgs84", "gcj02", "bd09"]
Point = tuple[float, float]
"""Longitude, latitude, in degrees."""

# Krasovsky 1940, the ellipsoid of GCJ-02: semi-major axis in metres, first eccentricity squared.
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
_BAIDU = pi * 3000.0 / 180.0
_SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of where GCJ-02 differs from WGS-84."""
_ROUNDS = 5
"""Fixed-point rounds of the inverse: after five the rest is below a centimetre."""


def to_wgs84(lng: float, lat: float, datum: Datum) -> Point:
    """The point in WGS-84, in degrees. GCJ-02 is what Chinese maps show; BD-09 is Baidu's further shift."""
    if datum == "wgs84":
        return lng, lat
    if datum == "bd09":
        lng, lat = _from_baidu(lng, lat)
    guess = lng, lat
    for _ in range(_ROUNDS):
        shifted = to_gcj02(*guess)
        guess = guess[0] - (shifted[0] - lng), guess[1] - (shifted[1] - lat)
    return guess


def to_gcj02(lng: float, lat: float) -> Point:
    """A WGS-84 point as Chinese maps show it; outside China the two are the same."""
    west, south, east_end, north_end = _SHIFTED
    if not (west <= lng <= east_end and south <= lat <= north_end):
        return lng, lat
    x, y = lng - 105.0, lat - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = radians(lat)
    bend = 1 - _ECCENTRICITY * sin(phi) ** 2
    metres_north = _AXIS * (1 - _ECCENTRICITY) / (bend * sqrt(bend))
    metres_east = _AXIS / sqrt(bend) * cos(phi)
    return lng + _degrees(east, metres_east), lat + _degrees(north, metres_north)


def _degrees(metres: float, radius: float) -> float:
    """Degrees of an arc of so many metres."""
    return metres * 180.0 / (radius * pi)


def _from_baidu(lng: float, lat: float) -> Point:
    x, y = lng - 0.0065, lat - 0.006
    radius = sqrt(x * x + y * y) - 0.00002 * sin(y * _BAIDU)
    angle = atan2(y, x) - 0.000003 * cos(x * _BAIDU)
    return radius * cos(angle), radius * sin(angle)


def locate(city: City, lng: float, lat: float) -> tuple[str, str] | None:
    """The community and the grid of a WGS-84 point; None outside the pack's area."""
    west, south, east, north = city.area
    if not (west <= lng <= east and south <= lat <= north):
        return None
    nearest = min(city.communities.values(), key=lambda c: (_distance(c, lng, lat), c.code))
    return nearest.code, grid_at(nearest, lng, lat)


def _distance(community: Community, lng: float, lat: float) -> float:
    """Not metres, but in their order within one city."""
    east = (lng - community.lng) * cos(radians(community.lat))
    return east * east + (lat - community.lat) ** 2


def grid_at(community: Community, lng: float, lat: float) -> str:
    """The community's grid that holds a WGS-84 point of it."""
    return grid_code(community, _sector(community, lng, lat))


def _sector(community: Community, lng: float, lat: float) -> int:
    """Which of the community's equal sectors holds the point, numbered from west against the clock."""
    east = (lng - community.lng) * cos(radians(community.lat))
    turn = (atan2(lat - community.lat, east) + pi) / (2 * pi)
    return min(floor(turn * community.grids), community.grids - 1) + 1


def grid_code(community: Community, number: int) -> str:
    """`SQ07-G03`."""
    return f"{community.code}-G{number:02d}"


def station_of(city: City, grid: str) -> str | None:
    """The station that oversees a grid; None for what is no grid."""
    unit = city.units.get(grid)
    return unit.overseen_by if unit is not None and unit.kind is UnitKind.GRID else None


def neighbour(city: City, grid: str) -> str | None:
    """The next grid of the community, which checks where the grid itself took part; None if alone."""
    community = city.communities.get(station_of(city, grid) or "")
    if community is None or community.grids == 1:
        return None
    number = int(grid.rpartition("G")[2])
    return grid_code(community, number % community.grids + 1)
