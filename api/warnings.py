"""Warnings (预警) as their unit and the desk read them. They were sent when they were given; here they are listed."""

from api.documented import refusals
from api.door import DoorDep
from api.owning import units_seen
from api.reading import Cursor, Limit, read
from api.routing import resource
from api.schemas.text import Code
from api.schemas.warnings import WarningPage, WarningShown
from api.staff import Staff
from domain.catalogue import Exposure
from domain.labels import item_name
from domain.localtime import short, zone
from domain.policy import City
from domain.words import CLOCKS
from readmodel.warnings import Warned, list_warnings

router = resource(prefix="/warnings", tags=["calls"])


@router.get("", summary="预警 · the unit's warnings", responses=refusals(401, 403, 422, 503))
async def warnings(
    door: DoorDep, by: Staff, unit: Code | None = None, cursor: Cursor = None, limit: Limit = 50
) -> WarningPage:
    """What the unit was warned of, the newest first; a desk may name any unit, or none for all."""
    units = units_seen(door, by, unit)
    page = await read(door, lambda session: list_warnings(session, units, cursor, limit, by.unit))
    shown = tuple(_shown(door.city, warned) for warned in page.items)
    return WarningPage(items=shown, next_cursor=page.next_cursor)


def _shown(city: City, warned: Warned) -> WarningShown:
    """One line, in the city's own time."""
    local, until = zone(city.calendar.timezone), short(warned.due_at, city.calendar.timezone)
    return WarningShown(
        call_id=warned.call_id,
        case_no=warned.case_no,
        unit=warned.unit,
        unit_name=warned.unit_zh,
        item=None if warned.exposure == Exposure.SEALED else warned.item,
        item_name=item_name(warned.exposure, warned.item_name),
        urgent=warned.urgent,
        clock=warned.clock,
        mark=warned.mark,
        due_at=warned.due_at.astimezone(local),
        due_explained=warned.due_zh,
        due_explained_en=warned.due_en,
        reached_at=warned.reached_at.astimezone(local),
        given_at=warned.given_at.astimezone(local),
        text=f"{CLOCKS[warned.clock]}时限已用 {warned.mark}%，{until} 到期",
    )
