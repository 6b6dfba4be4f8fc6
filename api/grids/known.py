"""`/grids`: the editions of the grids and the history of each, for everybody."""

from typing import Annotated

from fastapi import Depends, Path

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, read_limited
from api.routing import resource
from api.schemas.grids import EditionPage, EditionShown, GridHistory, LineageShown
from domain.grids import current, lineage
from domain.localtime import zone

router = resource(prefix="/grids", tags=["grids"])


@router.get(
    "/editions", summary="网格版本 · editions", dependencies=[Depends(read_limited)], responses=refusals(429)
)
async def editions(door: DoorDep) -> EditionPage:
    """All editions, oldest first, with the number of grids of each community."""
    return EditionPage(items=editions_shown(door))


def editions_shown(door: Door) -> tuple[EditionShown, ...]:
    """As the route, for pages."""
    today = door.now().astimezone(zone(door.city.calendar.timezone)).date()
    counts = current(door.city.grid_editions, today)
    return tuple(
        EditionShown(
            name=one.name,
            valid_from=one.valid_from,
            total=one.total,
            grids=dict(one.grids),
            current=one is counts,
        )
        for one in door.city.grid_editions
    )


@router.get(
    "/{code}/history",
    summary="网格沿革 · the history of a grid",
    dependencies=[Depends(read_limited)],
    responses=refusals(404, 429),
)
async def history(code: Annotated[str, Path(max_length=64)], door: DoorDep) -> GridHistory:
    """In which editions it is there, and of which grids of the edition before it was made."""
    community, _, number = code.rpartition("-G")
    most = max((one.grids.get(community, 0) for one in door.city.grid_editions), default=0)
    if not number.isdecimal() or not 1 <= int(number) <= most or code != f"{community}-G{int(number):02d}":
        raise errors.unknown("没有这个网格", "There is no such grid.")
    items = tuple(
        LineageShown(edition=one.edition, valid_from=one.valid_from, there=one.there, made_of=one.made_of)
        for one in lineage(door.city.grid_editions, community, int(number))
    )
    return GridHistory(grid=code, items=items)
