"""`/registers` over HTTP: lists, rows, tables in and out, the report, and the steps of the three lists."""

from datetime import date
from typing import Annotated

from fastapi import File, Form, Path, Query, UploadFile
from fastapi.responses import Response

from api import sheets
from api.documented import refusals
from api.door import DoorDep
from api.reading import Limit
from api.referrals.sheets import MOST_BYTES
from api.registers import finding, importing, reporting, stepping, writing
from api.registers.entitled import Reader, register_of
from api.registers.finding import Search
from api.routing import resource
from api.schemas.registers import (
    ClaimIn,
    FollowIn,
    Imported,
    Matches,
    RatedIn,
    Registers,
    RegistersReport,
    RemoveIn,
    RowIn,
    RowPage,
    RowWhole,
)
from domain.registers.declared import BY_CODE

router = resource(prefix="/registers", tags=["registers"])
Code = Annotated[str, Path(pattern="^[a-z][a-z-]{0,39}$", json_schema_extra={"enum": [*BY_CODE]})]
Key = Annotated[str, Path(pattern="^[A-Z0-9][A-Z0-9-]{0,31}$")]
Day = Annotated[date | None, Query(description="Of the city's calendar; today where it is not said.")]
READ, WRITE = refusals(401, 403, 404, 422, 503), refusals(401, 403, 404, 409, 422, 503)
AS_WORKBOOK = {200: {"content": {sheets.XLSX: {}}, "description": "The file."}, **READ}


@router.get("", summary="台账目录 · registers", responses=refusals(401, 403, 503))
async def registers(door: DoorDep, by: Reader) -> Registers:
    """All registers: their fields, the number of their rows, and whether the asker writes into them."""
    return await finding.overview(door, by)


@router.get("/report", summary="台账报表 · report", responses=refusals(401, 403, 422, 503))
async def report(door: DoorDep, by: Reader, day: Day = None) -> RegistersReport:
    """Numbers, sums, and coverage as of a day: all, and by community."""
    return await reporting.report(door, day)


@router.get(
    "/report.xlsx",
    summary="台账报表（Excel）· report as a workbook",
    response_class=Response,
    responses=AS_WORKBOOK,
)
async def report_table(door: DoorDep, by: Reader, day: Day = None) -> Response:
    """The same as a workbook."""
    found = await reporting.report(door, day)
    return file(await door.in_thread(reporting.workbook, door, found), "registers-report.xlsx")


@router.get("/{code}", summary="台账 · rows", responses=READ)
async def rows(
    door: DoorDep,
    by: Reader,
    code: Code,
    q: Annotated[str, Query(max_length=100)] = "",
    where: Annotated[list[str] | None, Query(max_length=5, description="field:value")] = None,
    cursor: Annotated[str, Query(max_length=32)] = "",
    limit: Limit = 50,
) -> RowPage:
    """Rows by number, searched through and narrowed down."""
    chosen = dict(one.partition(":")[::2] for one in where or [])
    return await finding.listed(door, by, register_of(code), Search(q, chosen, cursor, limit))


@router.post("/{code}", status_code=201, summary="登记 · enter", responses=WRITE)
async def add(door: DoorDep, by: Reader, code: Code, body: RowIn) -> RowWhole:
    """A new row, under the next number."""
    register = register_of(code)
    row = await writing.put(door, by, register, None, body.values, 0)
    return await finding.one(door, by, register, row.key)


@router.get(
    "/{code}/table.xlsx", summary="台账（Excel）· export", response_class=Response, responses=AS_WORKBOOK
)
async def export(door: DoorDep, by: Reader, code: Code) -> Response:
    """All rows, but nothing personal; changed, the table can be imported again."""
    register = register_of(code)
    return file(await finding.exported(door, register), f"{code}.xlsx")


@router.get(
    "/{code}/template.xlsx", summary="空表 · empty table", response_class=Response, responses=AS_WORKBOOK
)
async def empty(door: DoorDep, by: Reader, code: Code) -> Response:
    """The heading that an import reads."""
    register = register_of(code)
    made = sheets.workbook({str(register.label): ((), [importing.template(register)])})
    return file(made, f"{code}-template.xlsx")


@router.post(
    "/{code}/import", summary="导入 · import a table", responses=refusals(401, 403, 404, 409, 413, 422, 503)
)
async def take(
    door: DoorDep,
    by: Reader,
    code: Code,
    file: Annotated[UploadFile, File(description="CSV or .xlsx, at most 1000 lines and 4 MB.")],
    preview: Annotated[bool, Form()] = True,
) -> Imported:
    """What each line would become; with `preview=false` it does, all of the table or nothing."""
    content = await file.read(MOST_BYTES + 1)
    return await importing.take(door, by, register_of(code), content, preview=preview)


@router.get("/{code}/{key}", summary="一行 · one row", responses=READ)
async def row(door: DoorDep, by: Reader, code: Code, key: Key) -> RowWhole:
    """One row with its history."""
    return await finding.one(door, by, register_of(code), key)


@router.put("/{code}/{key}", summary="登记、修改 · enter or change", responses=WRITE)
async def put(door: DoorDep, by: Reader, code: Code, key: Key, body: RowIn) -> RowWhole:
    """The whole row; `edition` is the one that was read, 0 for a row that is new."""
    register = register_of(code)
    await writing.put(door, by, register, key, body.values, body.edition)
    return await finding.one(door, by, register, key)


@router.post("/{code}/{key}/remove", status_code=204, summary="删除 · remove", responses=WRITE)
async def remove(door: DoorDep, by: Reader, code: Code, key: Key, body: RemoveIn) -> None:
    """The row goes; its history and its number stay."""
    await writing.remove(door, by, register_of(code), key, body.edition, body.note)


@router.get("/{code}/{key}/matches", summary="匹配 · matches", responses=READ)
async def matches(door: DoorDep, by: Reader, code: Code, key: Key) -> Matches:
    """Resources for a need, unclaimed needs for a resource: the best ten."""
    return await stepping.matches(door, register_of(code), key)


@router.post("/needs/{key}/claim", status_code=201, summary="认领 · claim", responses=WRITE)
async def claim(door: DoorDep, by: Reader, key: Key, body: ClaimIn) -> RowWhole:
    """The need becomes a project of a unit."""
    asked = stepping.Claim(body.resource, body.unit, body.planned_on, body.note)
    project = await stepping.claim(door, by, key, asked)
    return await finding.one(door, by, register_of("projects"), project)


@router.post("/projects/{key}/follow-up", summary="跟进 · follow up", responses=WRITE)
async def follow_up(door: DoorDep, by: Reader, key: Key, body: FollowIn) -> RowWhole:
    """How the project stands, and when one looks again."""
    await stepping.follow_up(door, by, key, body.state, body.next_on, body.note)
    return await finding.one(door, by, register_of("projects"), key)


@router.post("/projects/{key}/rating", summary="需求方评价 · rate", responses=WRITE)
async def rate(door: DoorDep, by: Reader, key: Key, body: RatedIn) -> RowWhole:
    """The community says how it was; once."""
    await stepping.rate(door, by, key, body.rating, body.note)
    return await finding.one(door, by, register_of("projects"), key)


def file(content: bytes, name: str) -> Response:
    """A workbook to be kept."""
    return Response(
        content, media_type=sheets.XLSX, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
