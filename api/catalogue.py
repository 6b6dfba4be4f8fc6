"""`GET /catalogue`: what can be reported, and what the city lists. Open to everybody.

The same for all, so kept.
"""

from functools import lru_cache

from api.door import DoorDep
from api.routing import resource
from api.schemas.catalogue import Catalogue, CommunityShown, ItemShown, LimitsShown
from domain.catalogue import Item
from domain.policy import City

router = resource(tags=["catalogue"])


@router.get("/catalogue", summary="事项目录 · the catalogue")
async def catalogue(door: DoorDep) -> Catalogue:
    """All items with who leads and by when; the communities; the reasons that may be given."""
    return _shown(Held(door.city))


class Held:
    """The city by identity, for the cache: it is loaded once and never changes."""

    def __init__(self, city: City) -> None:
        self.city = city

    def __hash__(self) -> int:
        return id(self.city)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and other.city is self.city


@lru_cache(maxsize=4)
def _shown(held: Held) -> Catalogue:
    city = held.city
    return Catalogue(
        city=city.policy.name_zh,
        items=tuple(_item(item) for item in city.catalogue.items.values()),
        response_items=tuple(_item(item) for item in city.catalogue.response_items.values()),
        communities=tuple(
            CommunityShown(code=c.code, name=c.name_zh, name_en=c.name_en, grids=c.grids)
            for c in city.communities.values()
        ),
        reasons=city.reasons,
    )


def _item(item: Item) -> ItemShown:
    limits = LimitsShown(clock=item.limits.clock, respond=item.limits.respond, resolve=item.limits.resolve)
    return ItemShown(
        code=item.code,
        grade=item.grade,
        class_name=item.class_zh,
        name=item.name_zh,
        name_en=item.name_en,
        lead=item.lead,
        limits=limits,
        urgent=item.urgent,
        check=item.check,
    )
