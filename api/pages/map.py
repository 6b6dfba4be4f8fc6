"""The schematic map as the templates draw it. Used by the pages that show one."""

from collections.abc import Iterable
from functools import lru_cache

from api.catalogue import Held
from domain.policy import City
from domain.schematic import Schematic, schematic

Point = tuple[float | None, float | None, bool]
"""Longitude, latitude (WGS-84), and whether it is overdue."""


def drawing(city: City) -> Schematic:
    """The drawing of that city, made once."""
    return _drawn(Held(city))


def dots(drawn: Schematic, points: Iterable[Point]) -> list[tuple[float, float, bool]]:
    """Where cases lie in the drawing, as roughly as their points are kept; those outside of it are left out.

    One dot for all that lie in one place, late where any of them is.
    """
    places: dict[tuple[float, float], bool] = {}
    for lng, lat, late in points:
        if lng is not None and lat is not None:
            places[lng, lat] = late or places.get((lng, lat), False)
    placed = ((*drawn.dot(*place), late) for place, late in places.items())
    return [(x, y, late) for x, y, late in placed if 0 <= x <= drawn.width and 0 <= y <= drawn.height]


@lru_cache(maxsize=4)
def _drawn(held: Held) -> Schematic:
    return schematic(held.city)
