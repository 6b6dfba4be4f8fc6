"""`/organisation`: how the street is organised, for everybody: five levels, 1+6+6, 1+5+N, 5/7+N, six powers."""

from fastapi import Depends
from fastapi.responses import Response

from api import errors
from api.documents import latest
from api.door import DoorDep, read_limited
from api.organisation import structure_of
from api.pages.rendering import PageDep
from api.routing import pages

router = pages()


@router.get("/organisation", dependencies=[Depends(read_limited)])
async def organisation(page: PageDep, door: DoorDep) -> Response:
    """The structure as `GET /organisation` of the API tells it."""
    try:
        documents = (await latest(door)).items
    except errors.Problem:  # no database answers: the structure is the pack's and is shown all the same
        documents = ()
    return page.html("organisation.html", it=structure_of(door.city), documents=documents)
