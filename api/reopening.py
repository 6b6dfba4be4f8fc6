"""重新受理、不是同一件: a reporter whose case has ended goes on with a linked one."""

from fastapi import Depends, Request

from api import speaking
from api.cases import Code, entitled
from api.documented import refusals
from api.door import DoorDep, limited
from api.routing import resource
from api.schemas.linking import NotTheSameIn, ReopenIn
from api.schemas.reports import Accepted
from api.tracking import accepted

router = resource(prefix="/cases/{case_no}", tags=["cases"], dependencies=[Depends(limited)])
ASK = refusals(404, 409, 422, 429, 503)


@router.post("/reopen", status_code=202, summary="重新受理 · reopen", responses=ASK)
async def reopen(request: Request, case_no: str, door: DoorDep, code: Code, body: ReopenIn) -> Accepted:
    """Once, within 30 days after closing, with something new: a linked case."""
    number = await speaking.reopen(door, await entitled(door, case_no, code), body.text, body.photos)
    return accepted(request, door, number)


@router.post("/not-the-same", status_code=202, summary="不是同一件 · not the same", responses=ASK)
async def not_the_same(
    request: Request, case_no: str, door: DoorDep, code: Code, body: NotTheSameIn
) -> Accepted:
    """A report that was merged goes on as a case of its own; the other case goes on without it."""
    number = await speaking.leave(door, await entitled(door, case_no, code), body.text)
    return accepted(request, door, number)
