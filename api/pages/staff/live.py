"""`/live`: what changes, for the page that is open. The stream of `GET /api/v1/events`, for who has the cookie."""

from fastapi.responses import Response

from api.door import DoorDep
from api.live import streamed, visible_to
from api.pages.staff.signing import StafferDep
from api.routing import pages

router = pages()


@router.get("/live")
async def live(door: DoorDep, who: StafferDep) -> Response:
    """Changes that this person may hear of."""
    return streamed(door, visible_to(door, who.actor))
