"""`/absences`: grid workers away and their deputies (AB角), as a station chief puts them down.

The rules: `api.deputies`.
"""

from datetime import UTC

from api import deputies, errors
from api.deputies import Away, end_early, grids_of_station, possible_deputies, put_down
from api.documented import refusals
from api.door import Door, DoorDep
from api.reading import Cursor, Limit
from api.routing import resource
from api.schemas.duty import AbsenceIn, AbsencePage, AbsenceShown, Deputies, DeputyShown
from api.staff import Staff, at_desk
from domain.localtime import zone
from domain.organisation import UnitKind
from domain.people import Actor, Role
from readmodel.desk_tables import AbsenceRow

router = resource(prefix="/absences", tags=["duty"])


@router.get("", summary="请假与代理 · absences", responses=refusals(401, 403, 422, 503))
async def absences(door: DoorDep, by: Staff, cursor: Cursor = None, limit: Limit = 50) -> AbsencePage:
    """Those that run or are to come: of the station's grids, for a desk of all grids."""
    found = await deputies.absences(door, _seen(door, by), cursor, limit)
    return AbsencePage(items=tuple(_shown(door, row) for row in found.items), next_cursor=found.next_cursor)


@router.post("", status_code=201, summary="登记请假 · put down", responses=refusals(401, 403, 409, 422, 503))
async def put(door: DoorDep, by: Staff, body: AbsenceIn) -> AbsenceShown:
    """Somebody is away; the deputy's account acts for the grid from now on at the earliest."""
    times = body.starts_at.astimezone(UTC), body.ends_at.astimezone(UTC)
    return _shown(door, await put_down(door, by, Away(body.unit, body.deputy, *times, body.reason)))


@router.get("/deputies", summary="可代理的账号 · who may stand in", responses=refusals(401, 403, 503))
async def who_may(door: DoorDep, by: Staff) -> Deputies:
    """Accounts of the station and of its grids."""
    _grids(door, by)
    able = await possible_deputies(door, by.unit)
    units = door.city.units
    return Deputies(
        items=tuple(
            DeputyShown(account=one.username, unit=one.unit, unit_name=units[one.unit].name_zh)
            for one in able
        )
    )


@router.post("/{absence}/end", summary="结束代理 · end early", responses=refusals(401, 403, 404, 503))
async def end(absence: str, door: DoorDep, by: Staff) -> AbsenceShown:
    """The grid worker is back, or another deputy takes over from now on."""
    return _shown(door, await end_early(door, by, absence))


def _seen(door: Door, by: Actor) -> tuple[str, ...]:
    if at_desk(door, by):
        return tuple(unit.code for unit in door.city.units.values() if unit.kind is UnitKind.GRID)
    return _grids(door, by)


def _grids(door: Door, by: Actor) -> tuple[str, ...]:
    grids = grids_of_station(door, by.unit)
    if not by.has(Role.STATION_CHIEF) or not grids:
        raise errors.not_yours("由本站站长查看", "This is for the chief of the station.", ["station_chief"])
    return grids


def _shown(door: Door, row: AbsenceRow) -> AbsenceShown:
    local, unit = zone(door.city.calendar.timezone), door.city.units.get(row.unit)
    return AbsenceShown(
        id=row.id,
        unit=row.unit,
        unit_name=unit.name_zh if unit else row.unit,
        deputy=row.deputy,
        starts_at=row.starts_at.astimezone(local),
        ends_at=row.ends_at.astimezone(local),
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at.astimezone(local),
        ended_by=row.ended_by,
    )
