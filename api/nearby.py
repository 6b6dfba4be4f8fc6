"""`GET /nearby`: what is open around a place and may be known to all. Shown before somebody reports it again."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.documented import refusals
from api.door import Door, DoorDep
from api.reading import read
from api.schemas.nearby import Nearby, NearbyCase
from api.schemas.text import Code
from domain.localtime import zone
from domain.place import Datum, to_wgs84
from domain.words import STATES
from readmodel.open_cases import near

router = APIRouter(tags=["reports"])
METRES = 300


def ref_of(door: Door, case_no: str) -> str:
    """What names a case to people near by: it opens nothing, and says nothing of its number."""
    return door.numbers.fingerprint(f"near\0{case_no}")


@router.get("/nearby", summary="附近 · what is open near by", responses=refusals(422, 503))
async def nearby(
    door: DoorDep,
    lng: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)],
    lat: Annotated[float, Query(ge=-85, le=85, allow_inf_nan=False)],
    item: Annotated[Code | None, Query()] = None,
    datum: Datum = "wgs84",
    metres: Annotated[int, Query(ge=50, le=1000)] = METRES,
) -> Nearby:
    """At most ten open cases of public items, nearest first: no number, no words, nobody's data."""
    point = to_wgs84(lng, lat, datum)
    found = await read(door, lambda session: near(session, *point, metres, item))
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
                metres=case.metres or 0,
            )
            for case in found
        )
    )
