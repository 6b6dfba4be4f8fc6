"""What comes and goes after a referral was taken in: ratings given there, and results sent there once more."""

from dataclasses import replace
from typing import Annotated

from fastapi import File, Form, Request, UploadFile
from pydantic import ValidationError

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.limits import RECEIPTS
from api.reading import read, written
from api.referrals.brought import take_ratings, take_ratings_table
from api.referrals.columns import Row
from api.referrals.proving import Signature, proven
from api.referrals.resources import TAKE, Desk
from api.referrals.sheets import MOST_BYTES
from api.routing import resource
from api.schemas.referral_ratings import BroughtIn, BroughtRowsIn, RatingsBrought
from api.schemas.referrals import Source
from api.schemas.text import Answer, Asked, OutsideNo
from domain.people import Actor, Role
from readmodel.referrals import known_referrals
from readmodel.written_back import send_again

router = resource(prefix="/referrals", tags=["referrals"])
_ROWS = {"type": "array", "items": BroughtIn.model_json_schema(), "minItems": 1, "maxItems": 1000}
_SCHEMA = {"type": "object", "required": ["rows"], "properties": {"rows": _ROWS}}
_PUSHED = {"requestBody": {"required": True, "content": {"application/json": {"schema": _SCHEMA}}}}


class ResendIn(Asked):
    """Which referral's result goes out again."""

    outside_no: OutsideNo


class Resent(Answer):
    """It goes out with the next look."""

    case_no: str


@router.post("/ratings/upload", summary="导入转办评价 · upload ratings given there", responses=TAKE)
async def upload_ratings(
    door: DoorDep,
    by: Desk,
    source: Annotated[Source, Form()],
    file: Annotated[UploadFile, File(description="CSV or .xlsx, at most 1000 lines and 4 MB.")],
    preview: Annotated[bool, Form()] = True,
) -> RatingsBrought:
    """What each line would be; with `preview=false`, it is. Each is its reporter's own rating, once."""
    return await take_ratings_table(door, by, source, await file.read(MOST_BYTES + 1), preview=preview)


@router.post(
    "/{source}/ratings",
    summary="转办评价推送 · push ratings given there",
    responses=refusals(401, 413, 422, 429, 503),
    openapi_extra=_PUSHED,
)
async def push_ratings(
    source: Source, request: Request, door: DoorDep, signature: Signature = ""
) -> RatingsBrought:
    """From the other system itself, signed as its referrals are; each row is judged by itself."""
    content = await request.body()
    by = replace(proven(door, source, content, signature), roles=(Role.REPORTER,))
    door.limits.spend(RECEIPTS, f"ratings {source}")
    try:
        sent = BroughtRowsIn.model_validate_json(content)
    except ValidationError as error:
        raise errors.invalid([dict(fault) for fault in error.errors()]) from error
    return await take_ratings(
        door, by, source, [Row(n, row) for n, row in enumerate(sent.rows, 1)], preview=False
    )


@router.post(
    "/{source}/resend", summary="结果重发 · send a result again", responses=refusals(401, 403, 404, 422, 503)
)
async def resend(source: Source, door: DoorDep, by: Desk, body: ResendIn) -> Resent:
    """The last result of a referral goes out again, if it waits or was refused."""
    return Resent(case_no=await sent_again(door, by, source, body.outside_no))


async def sent_again(door: Door, by: Actor, source: Source, outside_no: str) -> str:
    """The case number. Raises 404 where nothing of it waits."""
    known = await read(door, lambda session: known_referrals(session, source, [outside_no], by.unit))
    case_no = known.get(outside_no)
    if case_no is None or not await written(door, lambda session: send_again(session, case_no, door.clock())):
        raise errors.unknown("没有待重发的结果", "There is no result to send again.")
    return case_no
