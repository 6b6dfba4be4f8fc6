"""`/simplifications` (三减三增): what was cut and gained, as a ledger, our own burden beside it; also as a workbook.

Written by chiefs and directors, and by a station's chief for the own community; read by who may compare rates too.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import uuid4

import structlog
from fastapi import Depends
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import burden, errors, sheets
from api.documented import refusals
from api.door import Door, DoorDep
from api.downloads import described, download
from api.rates import ALL, month
from api.reading import Cursor, Limit, read, written
from api.routing import resource
from api.schemas.simplifications import (
    AreaShown,
    BurdenShown,
    FormShown,
    SimplificationIn,
    Simplifications,
    SimplificationShown,
    StrikeIn,
)
from api.staff import one_of
from domain.localtime import zone
from domain.people import Actor, Role
from domain.rates import shown
from domain.simplifying import AREAS, fits
from readmodel.simplifying import (
    MOST,
    add_line,
    burden_of,
    closed_between,
    get_line,
    list_lines,
    strike_line,
    sums,
)
from readmodel.simplifying_tables import SimplificationRow

router = resource(prefix="/simplifications", tags=["simplifications"])
WRITING = (Role.CHIEF, Role.DIRECTOR, Role.STATION_CHIEF)
READING = tuple(dict.fromkeys((*ALL, *WRITING)))
Reader = Annotated[Actor, Depends(one_of(*READING))]
Writer = Annotated[Actor, Depends(one_of(*WRITING))]
HEAD = ("类别", "事项", "计量", "原来", "现在", "增减", "自", "单位", "依据", "登记", "撤销")
log = structlog.get_logger()


@router.get("", summary="三减三增 · cuts and gains", responses=refusals(401, 403, 422, 503))
async def simplifications(
    door: DoorDep, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Simplifications:
    """The ledger, what it comes to, and what our own forms ask of staff this month."""
    return await ledger(door, cursor, limit)


@router.post("", status_code=201, summary="登记 · one more line", responses=refusals(401, 403, 409, 422, 503))
async def add(door: DoorDep, by: Writer, body: SimplificationIn) -> SimplificationShown:
    """What was cut must be less after than before, what was gained more."""
    return await entered(door, by, body)


@router.post("/{line}/strike", summary="撤销 · strike out", responses=refusals(401, 403, 404, 422, 503))
async def strike(line: str, door: DoorDep, by: Writer, body: StrikeIn) -> SimplificationShown:
    """The line stays to be read and counts no more."""
    return await struck(door, by, line, body)


@router.get(
    ".xlsx",
    summary="三减三增（Excel）· as a workbook",
    response_class=Response,
    responses=described(sheets.XLSX, 401, 403, 503),
)
async def as_workbook(door: DoorDep, _: Reader) -> Response:
    """The whole ledger."""
    return await workbook(door)


async def ledger(door: Door, cursor: str | None, limit: int) -> Simplifications:
    """The lines, the sums, the burden. Raises 422, 503."""
    await burden.keep(door)
    first, after = month(door.now(), door.city)

    async def query(session: AsyncSession) -> Simplifications:
        found = await list_lines(session, cursor, limit)
        areas = await sums(session)
        forms = await burden_of(session, f"{first:%Y-%m}")
        closed = await closed_between(session, first, after)
        return Simplifications(
            items=tuple(_shown(door, row) for row in found.items),
            areas=tuple(_area(area, *areas.get(area, (0, 0, 0))) for area in map(str, AREAS)),
            burden=_burden(f"{first:%Y-%m}", [FormShown(**row.model_dump()) for row in forms], closed),
            next_cursor=found.next_cursor,
        )

    return await read(door, query)


async def entered(door: Door, by: Actor, body: SimplificationIn) -> SimplificationShown:
    """Check and write it. Raises 403 for another's community, 409, 422."""
    unit, now = body.unit or by.unit, door.now()
    if unit not in door.city.units:
        raise errors.malformed("unit", f"没有 {unit} 这个单位", f"there is no unit {unit}")
    _own(by, unit)
    if not fits(body.area, body.before, body.after):
        zh, en = ("减的", "less") if body.area.cut else ("增的", "more")
        raise errors.malformed(
            "after", f"这是{zh}，现在的数须与原来不同且方向一致", f"it must be {en} than before"
        )
    if body.day > now.astimezone(zone(door.city.calendar.timezone)).date():
        raise errors.malformed("day", "日期还没有到", "the day is to come")
    row = SimplificationRow(
        **body.model_dump(exclude={"unit", "area"}),
        area=body.area.value,
        id=uuid4().hex,
        unit=unit,
        created_at=now,
        created_by=by.account,
    )
    if not await written(door, lambda session: add_line(session, row)):
        raise errors.forbidden("too_many", f"台账最多 {MOST} 条", f"The ledger holds at most {MOST} lines.")
    log.info("simplification.added", line=row.id, account=by.account)
    return _shown(door, row)


async def struck(door: Door, by: Actor, line: str, body: StrikeIn) -> SimplificationShown:
    """Strike it out. Raises 403, and 404 where none of that id stands."""
    found = await read(door, lambda session: get_line(session, line))
    if found is not None:
        _own(by, found.unit)
    now = door.now()
    if not await written(door, lambda session: strike_line(session, line, now, by.account, body.reason)):
        raise errors.unknown("没有这一条，或已经撤销", "There is no such line, or it is struck out already.")
    log.info("simplification.struck", line=line, account=by.account)
    done = await read(door, lambda session: get_line(session, line))
    assert done is not None, "what was struck out stays"
    return _shown(door, done)


async def workbook(door: Door) -> Response:
    """The whole ledger to take away. Raises 503."""
    rows = (await read(door, lambda session: list_lines(session, None, MOST))).items
    local = zone(door.city.calendar.timezone)
    now = door.now().astimezone(local)
    table: list[list[sheets.Cell]] = [list(HEAD), *(_cells(_shown(door, row)) for row in rows)]
    above = f"{door.city.policy.name_zh} 三减三增台账，截至 {now:%Y-%m-%d %H:%M}"
    made = await door.in_thread(sheets.workbook, {"三减三增": ([above], table)})
    return download(made, sheets.XLSX, f"simplifications-{now:%Y%m%d}.xlsx")


def _own(by: Actor, unit: str) -> None:
    if not by.has(Role.CHIEF, Role.DIRECTOR) and unit != by.unit:
        raise errors.not_yours("只能登记本社区的", "A station writes for its own community.")


def _cells(line: SimplificationShown) -> list[sheets.Cell]:
    struck = f"{line.struck_by}：{line.struck_why}" if line.struck_at else ""
    numbers = (line.before, line.after, line.after - line.before)
    head = (line.area_name, line.title, line.measure)
    return [*head, *numbers, line.day.isoformat(), line.unit_name, line.evidence, line.created_by, struck]


def _shown(door: Door, row: SimplificationRow) -> SimplificationShown:
    local = zone(door.city.calendar.timezone)
    unit, name = door.city.units.get(row.unit), AREAS[row.area]

    def here(moment: datetime | None) -> datetime | None:
        return moment.astimezone(local) if moment else None

    return SimplificationShown(
        **row.model_dump(exclude={"created_at", "struck_at"}),
        area_name=name,
        area_name_en=name.en,
        unit_name=unit.name_zh if unit else row.unit,
        created_at=row.created_at.astimezone(local),
        struck_at=here(row.struck_at),
    )


def _area(area: str, lines: int, before: int, after: int) -> AreaShown:
    name = AREAS[area]
    return AreaShown(area=area, name=name, name_en=name.en, lines=lines, before=before, after=after)


def _burden(named: str, forms: list[FormShown], closed: int) -> BurdenShown:
    sent, filled = sum(form.sent for form in forms), sum(form.filled for form in forms)

    def a_case(number: int) -> str | None:
        return shown(Decimal(number) / closed) if closed else None

    return BurdenShown(
        month=named,
        forms=tuple(forms),
        sent=sent,
        filled=filled,
        closed=closed,
        fields_a_case=a_case(filled),
        touches_a_case=a_case(filled + sent),
    )
