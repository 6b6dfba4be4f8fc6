"""`/duty` and `/handovers`: who is on duty now, and shifts handed over, signed by both. The rules: `api.duty`."""

from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.duty import Matter, hand_over, matters_of, take_over, who_is_on_duty
from api.reading import Cursor, Limit, read
from api.routing import resource
from api.schemas.duty import HandoverIn, HandoverPage, HandoverShown, MatterShown, OnDutyNow, OnDutyShown
from api.staff import Staff, at_desk
from domain.clock import works
from domain.localtime import zone
from domain.people import Actor
from readmodel.desk_tables import HandoverRow
from readmodel.handovers import latest_handovers

router = resource(tags=["duty"])


@router.get("/duty", summary="现在谁值班 · who is on duty", responses=refusals(401, 403))
async def duty(door: DoorDep, by: Staff) -> OnDutyNow:
    """By the calendar and each unit's hours, those on duty first."""
    _desk(door, by)
    local = zone(door.city.calendar.timezone)
    at = door.now().astimezone(local)
    found = sorted(who_is_on_duty(door), key=lambda one: (not one.now, one.next, one.unit.code))
    return OnDutyNow(
        at=at,
        working_day=works(door.city.calendar, at.date()),
        items=tuple(
            OnDutyShown(
                unit=one.unit.code,
                unit_name=one.unit.name_zh,
                on_duty=one.now,
                next=one.next.astimezone(local),
            )
            for one in found
        ),
    )


@router.get("/handovers", summary="交接班 · handovers", responses=refusals(401, 403, 422, 503))
async def handovers(door: DoorDep, by: Staff, cursor: Cursor = None, limit: Limit = 20) -> HandoverPage:
    """Of this desk, the newest first, each with what was open then."""
    _desk(door, by)

    async def query(session: AsyncSession) -> HandoverPage:
        found = await latest_handovers(session, by.unit, limit, cursor)
        matters = await matters_of(session, found.items, by.unit)
        items = tuple(_shown(door, row, matters[row.id]) for row in found.items)
        return HandoverPage(items=items, next_cursor=found.next_cursor)

    return await read(door, query)


@router.post(
    "/handovers", status_code=201, summary="交班 · hand over", responses=refusals(401, 403, 409, 422, 503)
)
async def hand(door: DoorDep, by: Staff, body: HandoverIn) -> HandoverShown:
    """Who goes signs, with what is open at this moment; one handover waits at a time."""
    return await _told(door, by, await hand_over(door, by, body.note))


@router.post(
    "/handovers/{handover}/take", summary="接班 · take over", responses=refusals(401, 403, 409, 422, 503)
)
async def take(handover: str, door: DoorDep, by: Staff, body: HandoverIn) -> HandoverShown:
    """Who comes signs too; never the one who handed over."""
    return await _told(door, by, await take_over(door, by, handover, body.note))


def _desk(door: Door, by: Actor) -> None:
    if not at_desk(door, by):
        raise errors.not_yours("由指挥中心查看", "This is for a command centre.")


async def _told(door: Door, by: Actor, row: HandoverRow) -> HandoverShown:
    matters = await read(door, lambda session: matters_of(session, [row], by.unit))
    return _shown(door, row, matters[row.id])


def _shown(door: Door, row: HandoverRow, matters: list[Matter]) -> HandoverShown:
    local = zone(door.city.calendar.timezone)
    return HandoverShown(
        id=row.id,
        unit=row.unit,
        made_at=row.made_at.astimezone(local),
        made_by=row.made_by,
        note=row.note,
        matters=tuple(
            MatterShown(
                case_no=one.case_no,
                what=one.what,
                item=one.item,
                item_name=one.name,
                unit=one.unit,
                due_at=one.due_at.astimezone(local),
                due_explained=one.due_zh,
                due_explained_en=one.due_en,
            )
            for one in matters
        ),
        taken_at=row.taken_at.astimezone(local) if row.taken_at else None,
        taken_by=row.taken_by,
        taken_note=row.taken_note,
    )
