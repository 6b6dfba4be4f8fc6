"""我也遇到: instead of reporting it again, a reporter joins an open public case near by or of the community.

For API and page. It is a report like any other, with its own number, code and vote, which at once asks
to end in that case.
"""

from typing import Annotated

from fastapi import Depends, Path, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.acceptance import Coming, accept
from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey, limited
from api.limits import ME_TOO
from api.nearby import METRES, ref_of
from api.reading import read
from api.reports import PUBLIC
from api.routing import resource
from api.schemas.nearby import MeTooIn
from api.schemas.reports import Accepted, Place, ReportIn
from api.tracking import accepted
from domain.people import REPORTER
from domain.place import Point, to_wgs84
from readmodel.open_cases import MOST, OpenCase, in_community, near

router = resource(tags=["reports"])
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
    point = None
    if body.lng is not None and body.lat is not None:
        point = to_wgs84(body.lng, body.lat, body.datum)
    meant = await meant_by(door, ref, point, body.community)
    report = ReportIn(
        description=body.description or said_of(meant),
        item=meant.item,
        place=_place(body),
        community=None if point else body.community,
        reporter=body.reporter,
        channel=body.channel,
        photos=body.photos,
    )
    return accepted(request, door, await join(request, door, meant, report, idempotency_key))


def _place(body: MeTooIn) -> Place | None:
    given = body.model_dump(include={"lng", "lat", "address"}, exclude_none=True)
    return Place(datum=body.datum, **given) if given else None


async def meant_by(door: Door, ref: str, point: Point | None, community: str | None = None) -> OpenCase:
    """The case of that ref near a WGS-84 point; without one, of that community.

    Raises 409 where it is open no more, or not there, and 422 without either.
    """
    if point is None and community is None:
        raise errors.malformed("lng", "请给出位置或社区", "give a point, or a community")

    async def query(session: AsyncSession) -> list[OpenCase]:
        if point is not None:
            return await near(session, *point, METRES, limit=SEEN)
        return await in_community(session, community or "", limit=MOST)

    found = await read(door, query)
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
