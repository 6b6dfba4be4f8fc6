"""我也遇到: instead of reporting it again, a reporter joins an open public case near by. For API and page.

It is a report like any other, with its own number, code and vote, which at once asks to end in that case.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from api import errors
from api.acceptance import Coming, accept
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey, limited
from api.limits import ME_TOO
from api.nearby import METRES, ref_of
from api.reading import read
from api.reports import PUBLIC
from api.schemas.nearby import MeTooIn
from api.schemas.reports import Accepted, Place, ReportIn
from api.tracking import accepted
from domain.people import REPORTER
from domain.place import Point, to_wgs84
from readmodel.open_cases import OpenCase, near

router = APIRouter(tags=["reports"])
SEEN = 50
"""Cases near by among which the one meant is looked for."""
Ref = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@router.post(
    "/nearby/{ref}/me-too",
    status_code=202,
    summary="我也遇到 · me too",
    dependencies=[Depends(limited)],
    responses=refusals(409, 422, 429, 503),
)
async def me_too(
    request: Request, ref: Ref, door: DoorDep, body: MeTooIn, idempotency_key: IdempotencyKey = None
) -> Accepted:
    """Join an open case of `GET /nearby`: a number and a code of one's own; asked to rate like everybody."""
    meant = await meant_by(door, ref, to_wgs84(body.lng, body.lat, body.datum))
    report = ReportIn(
        description=body.description or said_of(meant),
        item=meant.item,
        place=Place(lng=body.lng, lat=body.lat, datum=body.datum, address=body.address),
        reporter=body.reporter,
        channel=body.channel,
        photos=body.photos,
    )
    return accepted(request, door, await join(request, door, meant, report, idempotency_key))


async def meant_by(door: Door, ref: str, point: Point) -> OpenCase:
    """The case of that ref near a WGS-84 point. Raises 409 where it is open no more, or not near."""
    found = await read(door, lambda session: near(session, *point, METRES, limit=SEEN))
    meant = next((case for case in found if ref_of(door, case.case_no) == ref), None)
    if meant is None:
        raise errors.forbidden(
            "not_near",
            "这件事已经办结，或不在附近：请单独报事",
            "It is closed by now, or not near there: report it on its own.",
            ["report"],
        )
    return meant


def said_of(meant: OpenCase) -> str:
    """The words of who adds none."""
    return f"我也遇到：{meant.item_name}"


async def join(request: Request, door: Door, meant: OpenCase, report: ReportIn, key: str | None) -> str:
    """Accept the report, which asks to end in the case meant; its number. Raises 422, 429 and 503."""
    door.limits.spend(ME_TOO, request.client.host if request.client else "unknown")
    coming = Coming(report, REPORTER, PUBLIC, key, door.now(), joins=meant.case_no)
    return await accept(door, coming)
