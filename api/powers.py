"""`/powers/uses`: each use of the street's powers, from the record of cases or written down; as list and workbook."""

from datetime import UTC
from typing import Annotated
from uuid import uuid4

import structlog
from fastapi import Depends, Query
from fastapi.responses import Response
from pydantic import AwareDatetime

from api import errors, sheets
from api.documented import refusals
from api.door import Door, DoorDep
from api.meetings.keeping import to_read
from api.meetings.who import of_the_street
from api.organisation import street_units
from api.reading import Cursor, Limit, read, written
from api.routing import resource
from api.schemas.organisation import PowerUseIn, PowerUses, PowerUseShown
from api.staff import need, one_of
from domain.labels import EVENTS
from domain.localtime import zone
from domain.organisation_structure import Power
from domain.people import Actor, Role
from readmodel.cases import get_case
from readmodel.organisation_tables import PowerUseRow
from readmodel.powers import Asked, PowerUse, add_use, list_uses

router = resource(prefix="/powers", tags=["organisation"])
USING = (Role.CHIEF, Role.DIRECTOR)
READING = (*USING, Role.SUPERVISOR, Role.AUDITOR)
MOST_WRITTEN = 5000
"""Lines of one workbook: the newest of what was asked for."""
HEAD = ("时间", "权力", "经手", "单位", "内容", "案件", "会议")
Reader = Annotated[Actor, Depends(one_of(*READING))]
User = Annotated[Actor, Depends(one_of(*USING))]
PowerCode = Annotated[str | None, Query(max_length=64, description="One of `GET /organisation` `powers`.")]
Since = Annotated[AwareDatetime | None, Query(description="Only from this moment on.")]
log = structlog.get_logger()


@router.get("/uses", summary="赋权使用 · uses of powers", responses=refusals(401, 403, 422, 503))
async def uses(
    door: DoorDep,
    by: Reader,
    power: PowerCode = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PowerUses:
    """Dispatch, orders, reviews as the cases' own events say; all others as they were written down. Newest first."""
    asked = _asked(door, by, power, since)
    found = await read(door, lambda session: list_uses(session, asked, cursor, limit))
    return PowerUses(items=tuple(_shown(door, use) for use in found.items), next_cursor=found.next_cursor)


@router.get(
    "/uses.xlsx",
    summary="赋权使用（Excel）· uses as a workbook",
    response_class=Response,
    responses={200: {"content": {sheets.XLSX: {}}}, **refusals(401, 403, 422, 503)},
)
async def as_workbook(door: DoorDep, by: Reader, power: PowerCode = None, since: Since = None) -> Response:
    """The newest 5,000 of them."""
    asked = _asked(door, by, power, since)
    found = await read(door, lambda session: list_uses(session, asked, None, MOST_WRITTEN))
    rows = [_line(door, _shown(door, use)) for use in found.items]
    table: list[list[sheets.Cell]] = [list(HEAD), *rows]
    made = await door.in_thread(sheets.workbook, {"赋权使用": ([door.city.policy.name_zh], table)})
    headers = {"content-disposition": 'attachment; filename="powers.xlsx"', "cache-control": "no-store"}
    return Response(made, media_type=sheets.XLSX, headers=headers)


@router.post(
    "/uses",
    status_code=201,
    summary="登记赋权使用 · write a use down",
    responses=refusals(401, 403, 422, 503),
)
async def write_down(door: DoorDep, by: User, body: PowerUseIn) -> PowerUseShown:
    """A use that is no event of a case: a say in planning, a proposal, an opinion on an appointment."""
    return _shown(door, await used(door, by, body))


def may_use(by: Actor) -> None:
    """Raises 403 for everybody but chief and director."""
    need(by, *USING)


async def used(door: Door, by: Actor, body: PowerUseIn) -> PowerUse:
    """Keep it. Raises 403 outside the street's desk, 422 for an unknown power, case or meeting."""
    _of_the_street(door, by)
    power = _power(door, body.power)
    if body.case_no is not None:
        if power.events:
            raise errors.malformed(
                "case_no",
                "案件中的使用由案件自己记录，不再登记",
                "the case records its own uses",
            )
        await _known_case(door, by, body.case_no)
    if body.meeting is not None:
        await to_read(door, by, body.meeting)
    row = PowerUseRow(
        id=uuid4().hex,
        power=body.power,
        at=door.now(),
        by=by.account,
        unit=by.unit,
        what=body.what,
        case_no=body.case_no,
        meeting=body.meeting,
    )
    await written(door, lambda session: add_use(session, row))
    log.info("power.used", power=row.power, account=by.account)
    return PowerUse(
        row.id, row.power, row.at, row.by, row.unit, row.what, case_no=row.case_no, meeting=row.meeting
    )


def _asked(door: Door, by: Actor, power: str | None, since: AwareDatetime | None) -> Asked:
    """Raises 403, and 422 for a power that the city does not have."""
    if not by.has(Role.AUDITOR):
        _of_the_street(door, by)
    if power is not None:
        _power(door, power)
    kinds = {kind: one.code for one in door.city.structure.powers for kind in one.events}
    return Asked(kinds, street_units(door.city), power, since.astimezone(UTC) if since else None, by.unit)


def _power(door: Door, code: str) -> Power:
    for power in door.city.structure.powers:
        if power.code == code:
            return power
    raise errors.malformed("power", f"没有 {code} 这项权力", f"there is no power {code}")


def _of_the_street(door: Door, by: Actor) -> None:
    if not of_the_street(door, by):
        raise errors.not_yours("由街道指挥中心使用和查看", "These are the street's powers.")


async def _known_case(door: Door, by: Actor, case_no: str) -> None:
    found = await read(door, lambda session: get_case(session, door.case_no(case_no)))
    if found is None or (found.party is not None and found.party == by.unit):
        raise errors.no_case()


def _shown(door: Door, use: PowerUse) -> PowerUseShown:
    names = {power.code: power.name for power in door.city.structure.powers}
    return PowerUseShown(
        power=use.power,
        power_name=names.get(use.power, use.power),
        at=use.at.astimezone(zone(door.city.calendar.timezone)),
        by=use.by,
        unit=use.unit or None,
        event=use.kind,
        what=use.what,
        case_no=use.case_no,
        meeting=use.meeting,
    )


def _line(door: Door, use: PowerUseShown) -> list[sheets.Cell]:
    unit = door.city.units.get(use.unit or "")
    said = use.what or EVENTS.get(use.event or "", use.event)
    return [
        f"{use.at:%Y-%m-%d %H:%M}",
        use.power_name,
        use.by,
        unit.name_zh if unit else use.unit,
        said,
        use.case_no,
        use.meeting,
    ]
