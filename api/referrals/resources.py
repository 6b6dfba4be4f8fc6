"""`/referrals`: push some, upload a table after looking at what it would do, and read back what became of them."""

from typing import Annotated

from fastapi import Depends, File, Form, Request, Response, UploadFile
from pydantic import ValidationError

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.limits import RECEIPTS
from api.reading import Cursor, Limit, read
from api.referrals.columns import Row
from api.referrals.proving import Signature, proven
from api.referrals.results import referral_shown, table
from api.referrals.sheets import MOST_BYTES
from api.referrals.taking import take, take_table
from api.routing import resource
from api.schemas.referrals import ReferralIn, ReferralPage, ReferralsIn, ReferralsTaken, Source
from api.staff import one_of
from domain.people import Actor, Role
from readmodel.referrals import list_referrals

router = resource(prefix="/referrals", tags=["referrals"])
Desk = Annotated[Actor, Depends(one_of(Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR))]
TAKE = refusals(401, 403, 413, 422, 429, 503)
LOOK = refusals(401, 403, 422, 503)
MOST_WRITTEN = 200
"""Lines of one table of results; the rest is behind its cursor."""
_ROWS = {"type": "array", "items": ReferralIn.model_json_schema(), "minItems": 1, "maxItems": 1000}
_PUSHED_SCHEMA = {"type": "object", "required": ["rows"], "properties": {"rows": _ROWS}}
_PUSHED = {"requestBody": {"required": True, "content": {"application/json": {"schema": _PUSHED_SCHEMA}}}}


@router.post("/upload", summary="转办导入 · upload referrals", responses=TAKE)
async def upload(
    door: DoorDep,
    by: Desk,
    source: Annotated[Source, Form()],
    file: Annotated[UploadFile, File(description="CSV or .xlsx, at most 1000 lines and 4 MB.")],
    preview: Annotated[bool, Form()] = True,
) -> ReferralsTaken:
    """What each line would become; with `preview=false`, it does. The same number is one case."""
    return await take_table(door, by, source, await file.read(MOST_BYTES + 1), preview=preview)


@router.post(
    "/{source}",
    summary="转办推送 · push referrals",
    responses=refusals(401, 413, 422, 429, 503),
    openapi_extra=_PUSHED,
)
async def push(source: Source, request: Request, door: DoorDep, signature: Signature = "") -> ReferralsTaken:
    """From the other system itself, signed with the secret shared with it; each row is judged by itself."""
    content = await request.body()
    by = proven(door, source, content, signature)
    door.limits.spend(RECEIPTS, f"referrals {source}")
    try:
        sent = ReferralsIn.model_validate_json(content)
    except ValidationError as error:
        raise errors.invalid([dict(fault) for fault in error.errors()]) from error
    return await take(door, by, source, [Row(n, row) for n, row in enumerate(sent.rows, 1)], preview=False)


@router.get("", summary="转办件 · referrals", responses=LOOK)
async def referrals(
    door: DoorDep,
    by: Desk,
    source: Source | None = None,
    closed: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ReferralPage:
    """What was referred and what became of it, the newest first."""
    return await _page(door, source, closed, cursor, limit, by)


@router.get(
    "/results.csv",
    summary="转办结果表 · results as a table",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, **LOOK},
)
async def results_table(door: DoorDep, by: Desk, source: Source, cursor: Cursor = None) -> Response:
    """The closed ones as a table that the other side can take in; the header `Next-Cursor` leads to more."""
    return await written(door, source, cursor, by)


async def written(door: Door, source: Source, cursor: str | None, by: Actor) -> Response:
    """One file of results."""
    page = await _page(door, source, True, cursor, MOST_WRITTEN, by)
    headers = {"Content-Disposition": f'attachment; filename="{source}-results.csv"'}
    if page.next_cursor:
        headers["Next-Cursor"] = page.next_cursor
    return Response(table(page.items), media_type="text/csv; charset=utf-8", headers=headers)


@router.get(
    "/{source}/results",
    summary="转办结果 · results for the other system",
    responses=refusals(401, 422, 429, 503),
)
async def results(
    source: Source, door: DoorDep, signature: Signature = "", cursor: Cursor = None, limit: Limit = 50
) -> ReferralPage:
    """Its referrals with state, result and reply, the newest first; signed over an empty body."""
    proven(door, source, b"", signature)
    return await _page(door, source, None, cursor, limit, None)


async def _page(
    door: Door, source: Source | None, closed: bool | None, cursor: str | None, limit: int, by: Actor | None
) -> ReferralPage:
    """For somebody at the desk, or (None) for the other system, which referred them."""
    now, not_about = door.now(), by.unit if by else None
    page = await read(door, lambda session: list_referrals(session, source, closed, cursor, limit, not_about))
    shown = tuple(referral_shown(door.city, one, now, whole=by is None) for one in page.items)
    return ReferralPage(items=shown, next_cursor=page.next_cursor)
