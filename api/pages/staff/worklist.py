"""A unit's one list: its open calls and everything it has to decide or check, the most pressing first.

Used by the desk, the grid worker's page and the command centre.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.deputies import grids_for
from api.door import Door
from api.reading import read
from domain.case import CallState, TaskKind
from domain.labels import item_name
from domain.people import Actor
from readmodel.calls import CallFilter, is_overdue, list_calls
from readmodel.tables import CallRow, TaskRow
from readmodel.tasks import list_tasks

SOON = timedelta(hours=2)
"""Before a deadline: time to look."""
MOST = 200
"""Lines of one list; who has more sees the most pressing."""


@dataclass(frozen=True)
class Line:
    """One thing to do, and by when (UTC, story time)."""

    case_no: str
    what: str  # call, or the kind of a task
    name: str  # the item
    item: str | None
    community: str | None
    grid: str | None
    grade: str | None
    due_at: datetime
    why: str  # the deadline explained, Chinese
    why_en: str
    urgent: bool
    call_id: str = ""
    unit: str = ""
    unit_zh: str = ""
    state: str = ""  # of a call: waiting, working, stopped, approving
    role: str = ""
    breached: bool = False
    undelivered: bool = False
    task: str = ""
    asked_by: str = ""
    stood_in: bool = False  # of a grid whose deputy this is

    def tone(self, now: datetime) -> str:
        """`late`, `soon` or nothing: the one thing that colour says."""
        if self.due_at < now or self.breached:
            return "late"
        return "soon" if self.due_at - now <= SOON else ""


async def work_of(door: Door, by: Actor) -> list[Line]:
    """Everything open that is this person's unit's, and of the grids that they stand in for."""
    grids = await grids_for(door, by)

    async def query(session: AsyncSession) -> list[Line]:
        lines = await _open(session, (by.unit,), by.unit, door.now())
        if grids:  # of another's work a deputy is shown calls and checks alone
            others = await _open(session, grids, by.unit, door.now(), (TaskKind.CHECK.value,))
            lines += [replace(line, stood_in=True) for line in others]
        return sorted(lines, key=lambda line: (line.due_at, line.case_no, line.call_id))

    return await read(door, query)


async def _open(
    session: AsyncSession,
    units: tuple[str, ...],
    not_about: str,
    now: datetime,
    kinds: tuple[str, ...] | None = None,
) -> list[Line]:
    called = await list_calls(
        session, CallFilter(units, CallState.OPEN.value, not_about=not_about), None, MOST, now
    )
    asked = await list_tasks(session, units, kinds, None, MOST, not_about)
    return [of_call(row, now) for row in called.items] + [of_task(row) for row in asked.items]


def of_call(row: CallRow, now: datetime) -> Line:
    """A call as a line."""
    return Line(
        case_no=row.case_no,
        what="call",
        name=item_name(row.exposure, row.item_name),
        item=None if row.exposure == "sealed" else row.item,
        community=row.community,
        grid=row.grid,
        grade=row.grade,
        due_at=row.due_at,
        why=row.due_zh,
        why_en=row.due_en,
        urgent=row.urgent,
        call_id=row.call_id,
        unit=row.unit,
        unit_zh=row.unit_zh,
        state=_state(row),
        role=row.role,
        breached=is_overdue(row, now),
        undelivered=row.undelivered,
    )


def of_task(row: TaskRow) -> Line:
    """Something to decide or to check, as a line."""
    return Line(
        case_no=row.case_no,
        what=row.kind,
        name=item_name(row.exposure, row.item_name),
        item=None if row.exposure == "sealed" else row.item,
        community=row.community,
        grid=row.grid,
        grade=row.grade,
        due_at=row.due_at,
        why=row.due_zh,
        why_en=row.due_en,
        urgent=row.urgent,
        call_id=f"{row.case_no}.{row.call_n}" if row.call_n else "",
        unit=row.unit,
        unit_zh=row.unit_zh,
        task=row.id,
        asked_by=row.asked_by,
    )


def _state(row: CallRow) -> str:
    if row.completed_at is not None:
        return "approving"
    if row.stopped:
        return "stopped"
    return "working" if row.responded_at else "waiting"
