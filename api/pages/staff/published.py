"""`/report/results` (成果): published figures, ours beside them, the difference; also as a Word file."""

from itertools import groupby
from typing import Annotated

from fastapi.responses import Response

from api.door import DoorDep
from api.pages.rendering import PageDep
from api.pages.staff.menu import PUBLISHED, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import Staffer
from api.published.resources import Year, file, told
from api.published.telling import signed
from api.routing import pages

router = pages()
BACK = 5
"""Years that the page offers."""
Reader = Annotated[Staffer, allowed(PUBLISHED)]


@router.get(PUBLISHED.path)
async def results(page: PageDep, door: DoorDep, who: Reader, year: Year = None) -> Response:
    """The report of a year, this one where none is named."""
    found = await told(door, year)
    parts = [
        (part, list(lines)) for part, lines in groupby(found.figures, lambda line: (line.part, line.part_en))
    ]
    latest = found.as_of.year
    years = range(latest, latest - BACK, -1)
    return show(page, who, "published.html", it=found, parts=parts, years=years, signed=signed)


@router.get(f"{PUBLISHED.path}.docx")
async def as_file(door: DoorDep, _: Reader, year: Year = None) -> Response:
    """The same to hand in."""
    return await file(door, year)
