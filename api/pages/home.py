"""`/`, `/call`: what one can do here and how the street answers; by phone."""

from collections import Counter
from weakref import WeakKeyDictionary

from fastapi.responses import Response

from api import errors
from api.door import Door, DoorDep
from api.notices import known
from api.pages.map import dots, drawing
from api.pages.rendering import PageDep
from api.pages.totals import Totals, totals
from api.reading import read
from api.remembering import Remembered
from api.routing import pages
from domain.notices import Notice
from readmodel.database import Database
from readmodel.open_cases import OpenCase, on_map

router = pages()
SHOWN_NOTICES = 3
"""Of the front page; the others are behind a summary."""
_kept: WeakKeyDictionary[Database, Remembered[list[OpenCase]]] = WeakKeyDictionary()


@router.get("/")
async def home(page: PageDep, door: DoorDep) -> Response:
    """The front page; without a read model it says so where the figures would be."""
    if page.elder:
        return page.html("elder.html")
    shown, cases, notices = await _figures(door)
    drawn = drawing(door.city)
    return page.html(
        "home.html",
        totals=shown,
        notices=notices,
        shown_notices=SHOWN_NOTICES,
        drawn=drawn,
        cases=cases,
        dots=dots(drawn, ((case.lng, case.lat, case.breached) for case in cases)),
        counts=Counter(case.community for case in cases if case.community),
        by_item=Counter(case.item for case in cases).most_common(5),
        tiles=door.settings.map_tiles,
    )


@router.get("/call")
async def call(page: PageDep) -> Response:
    """Whom to call, for who rather talks than types."""
    return page.html("call.html")


async def _figures(door: Door) -> tuple[Totals | None, list[OpenCase], list[Notice]]:
    try:
        cases = _kept.setdefault(door.database, Remembered())
        return await totals(door), await cases.get(lambda: read(door, on_map)), await known(door)
    except errors.Problem:
        return None, [], []
