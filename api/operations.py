"""For operators: how each department is reached, whether its circuit is closed, and what did not reach it.

`POST /calls/{call_id}/resend` sends a message again. The operators' page shows the same.
"""

from typing import Annotated, Literal

from fastapi import Depends

from api.documented import refusals
from api.door import Door, DoorDep
from api.reading import read
from api.routing import resource
from api.schemas.operations import DepartmentList, DepartmentShown, LetterList, LetterShown
from api.staff import one_of
from domain.localtime import zone
from domain.people import Actor, Role
from readmodel.circuits import circuits, dead_letters

router = resource(prefix="/operations", tags=["operations"])
SEES = one_of(Role.OPERATOR, Role.ADMIN, Role.AUDITOR)
Operator = Annotated[Actor, Depends(SEES)]
MOST = 100
"""Messages listed: more than anybody looks into before the next look."""


@router.get("/departments", summary="各部门的接入 · departments", responses=refusals(401, 403, 503))
async def departments(door: DoorDep, by: Operator) -> DepartmentList:
    """Each that our calls go out to: by which way, and how its circuit was when it last changed."""
    return DepartmentList(items=await reached(door))


@router.get("/undelivered", summary="未送达 · undelivered", responses=refusals(401, 403, 503))
async def letters(door: DoorDep, by: Operator) -> LetterList:
    """Refused and long undelivered messages of every kind, with why; at most 100, the most pressing first."""
    return LetterList(items=await undelivered(door, by))


async def reached(door: Door) -> tuple[DepartmentShown, ...]:
    """The departments that our calls go out to, by code. Raises 503."""
    known, units = await read(door, circuits), door.city.units
    shown = []
    for unit, link in sorted(door.links.items()):
        row = known.get(unit)
        if link.outgoing and unit in units:
            state: Literal["closed", "open"] | None = (
                None if row is None else "open" if row.state == "open" else "closed"
            )
            since, why = (row.since, row.why) if row else (None, "")
            name, kind = units[unit].name_zh, link.way.kind
            shown.append(
                DepartmentShown(unit=unit, unit_name=name, kind=kind, circuit=state, since=since, why=why)
            )
    return tuple(shown)


async def undelivered(door: Door, by: Actor) -> tuple[LetterShown, ...]:
    """What departments do not have, in the city's own time; nothing of a case about the asker's own unit."""
    found = await read(door, lambda session: dead_letters(session, door.now(), MOST, by.home or by.unit))
    local = zone(door.city.calendar.timezone)
    return tuple(
        LetterShown(
            call_id=letter.call.call_id,
            case_no=letter.call.case_no,
            unit=letter.call.unit,
            unit_name=letter.call.unit_zh,
            kind=door.links[letter.call.unit].way.kind if letter.call.unit in door.links else None,
            refused=letter.refused,
            why=letter.why,
            at=letter.at.astimezone(local),
            again=letter.again,
            dispatched_at=letter.call.dispatched_at.astimezone(local),
            due_at=letter.call.due_at.astimezone(local),
            due_explained=letter.call.due_zh,
            due_explained_en=letter.call.due_en,
        )
        for letter in found
    )
