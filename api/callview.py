"""A call as its unit and the desk see it. Used by `api.calls` and `api.staffview`."""

from datetime import datetime

from api.door import Door
from api.entitled import Personal, is_hidden, personal
from api.kept_photos import link_of_call
from api.schemas.calls import CallFull, CallShown
from domain.case import CallState, Case
from domain.labels import item_name
from domain.localtime import zone
from domain.people import Actor
from domain.policy import City
from domain.words import CALL_STATES
from readmodel.calls import is_overdue
from readmodel.tables import CallRow


def call_shown(city: City, row: CallRow, now: datetime) -> CallShown:
    """One line of the unit's list, in the city's own time."""
    local = zone(city.calendar.timezone)
    return CallShown(
        call_id=row.call_id,
        case_no=row.case_no,
        unit=row.unit,
        unit_name=row.unit_zh,
        tier=row.tier,
        role=row.role,
        state=row.state,
        state_zh=CALL_STATES[row.state],
        item=None if row.exposure == "sealed" else row.item,
        item_name=item_name(row.exposure, row.item_name),
        grade=row.grade,
        community=row.community,
        grid=row.grid,
        urgent=row.urgent,
        dispatched_at=row.dispatched_at.astimezone(local),
        respond_by=row.respond_by.astimezone(local),
        respond_explained=row.respond_zh,
        respond_explained_en=row.respond_en,
        resolve_by=row.resolve_by.astimezone(local),
        resolve_explained=row.resolve_zh,
        resolve_explained_en=row.resolve_en,
        responded_at=row.responded_at.astimezone(local) if row.responded_at else None,
        completed_at=row.completed_at.astimezone(local) if row.completed_at else None,
        overdue=is_overdue(row, now),
        breaches=tuple(
            name
            for name, missed in (("respond", row.breached_respond), ("resolve", row.breached_resolve))
            if missed
        ),
        undelivered=row.undelivered,
    )


async def call_full(door: Door, by: Actor, row: CallRow, case: Case | None) -> CallFull:
    """One call whole; the unit that has it may know what it is about."""
    shown = call_shown(door.city, row, door.now())
    if case is None or is_hidden(door, by, case):
        return CallFull(**shown.model_dump())
    open_photos = case.released if row.state == CallState.OPEN else ()
    photos = tuple(link_of_call(door, row.case_no, row.n, photo) for photo in open_photos)
    return filled(shown, row, await personal(door, by, case), case.summary, photos)


def filled(
    shown: CallShown, row: CallRow, seen: Personal, summary: str = "", photos: tuple[str, ...] = ()
) -> CallFull:
    """The line with its explanations and with what was sealed, as far as seen."""
    return CallFull(
        **{**shown.model_dump(), "item": row.item, "item_name": row.item_name or shown.item_name},
        description=seen.description,
        address=seen.address,
        point=seen.point,
        reporter_name=seen.name,
        reporter_phone=seen.phone,
        summary=summary,
        photos=photos,
    )
