"""`GET /nearby`: what is open around a place and may be known to all. Shown before somebody reports it again.

A place is a point, or a community alone: then only what is of the item's class is near enough.
"""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Query

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.reading import read
from api.routing import resource
from api.schemas.nearby import Nearby, NearbyCase
from api.schemas.text import Code
from domain.localtime import zone
from domain.place import Datum, to_wgs84
from domain.words import STATES
from readmodel.open_cases import OpenCase, in_community, near

router = resource(tags=["reports"])
METRES = 300


def ref_of(door: Door, case_no: str) -> str:
    """What names a case to people near by: it opens nothing, and says nothing of its number."""
    return door.numbers.fingerprint(f"near\0{case_no}")


@router.get("/nearby", summary="附近 · what is open near by", responses=refusals(422, 503))
async def nearby(
    door: DoorDep,
    lng: Annotated[float | None, Query(ge=-180, le=180, allow_inf_nan=False)] = None,
    lat: Annotated[float | None, Query(ge=-85, le=85, allow_inf_nan=False)] = None,
    item: Annotated[Code | None, Query()] = None,
    datum: Datum = "wgs84",
    metres: Annotated[int, Query(ge=50, le=1000)] = METRES,
    community: Annotated[Code | None, Query()] = None,
) -> Nearby:
    """At most ten open cases of public items, nearest first: no number, no words, nobody's data.

    Without a point, those of a `community` in the class of the `item`, the newest first.
    """
    if lng is not None and lat is not None:
        point = to_wgs84(lng, lat, datum)
        found = await read(door, lambda session: near(session, *point, metres, item))
    elif community is not None and item is not None:
        found = await of_community(door, community, [item])
    else:
        raise errors.malformed(
            "lng", "请给出位置，或者社区和事项", "give a point, or a community and an item"
        )
    return shown(door, found)


async def of_community(door: Door, community: str, items: Iterable[str]) -> list[OpenCase]:
    """What is open of that community in the classes of these items, the newest first. Raises 503."""
    catalogue = door.city.catalogue.items
    classes = {catalogue[code].class_zh for code in items if code in catalogue}
    return await read(door, lambda session: in_community(session, community, classes))


def shown(door: Door, found: Iterable[OpenCase]) -> Nearby:
    """As everybody may see them."""
    local = zone(door.city.calendar.timezone)
    return Nearby(
        items=tuple(
            NearbyCase(
                ref=ref_of(door, case.case_no),
                item=case.item,
                item_name=case.item_name,
                state=case.state,
                state_zh=STATES[case.state],
                community=case.community,
                unit_name=case.unit_zh,
                opened_at=case.opened_at.astimezone(local),
                metres=case.metres,
            )
            for case in found
        )
    )
