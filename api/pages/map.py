"""The schematic map as the templates draw it. Used by the pages that show one."""

from functools import lru_cache

from api.catalogue import Held
from domain.policy import City
from domain.schematic import Schematic, schematic


def drawing(city: City) -> Schematic:
    """The drawing of that city, made once."""
    return _drawn(Held(city))


@lru_cache(maxsize=4)
def _drawn(held: Held) -> Schematic:
    return schematic(held.city)
