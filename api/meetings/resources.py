"""`/meetings`: call one, hold it, decide, and see what became of what was decided."""

from typing import Annotated

from fastapi import Depends

from api.documented import refusals
from api.door import Door, DoorDep
from api.meetings import keeping
from api.meetings.who import CALLING, READING, sees_all
from api.reading import Cursor, Limit, read
from api.routing import resource
from api.schemas.meetings import (
    CancelIn,
    DecisionIn,
    DecisionShown,
    HeldIn,
    MeetingIn,
    MeetingListed,
    Meetings,
    MeetingShown,
    TopicOnAgenda,
)
from api.staff import one_of
from domain.localtime import zone
from domain.meetings import MeetingState, MeetingTier, quorate
from domain.people import Actor
from readmodel.meetings import MeetingSeen, TaskState, list_meetings
from readmodel.organisation_tables import DecisionRow, MeetingRow

router = resource(prefix="/meetings", tags=["meetings"])
Reader = Annotated[Actor, Depends(one_of(*READING))]
Caller = Annotated[Actor, Depends(one_of(*CALLING))]
RUN = refusals(401, 403, 404, 409, 422, 503)


@router.get("", summary="联席会 · joint meetings", responses=refusals(401, 403, 422, 503))
async def meetings(door: DoorDep, by: Reader, cursor: Cursor = None, limit: Limit = 50) -> Meetings:
    """The latest first: all for the street's command centre, for others their own and those they are invited to."""
    of = None if sees_all(door, by) else by.unit
    found = await read(door, lambda session: list_meetings(session, of, cursor, limit))
    return Meetings(items=tuple(_listed(door, row) for row in found.items), next_cursor=found.next_cursor)


@router.post(
    "", status_code=201, summary="会议通知 · call a meeting", responses=refusals(401, 403, 409, 422, 503)
)
async def call(door: DoorDep, by: Caller, body: MeetingIn) -> MeetingShown:
    """Notice to the units invited, who find it in their list."""
    return await meeting(await keeping.called(door, by, body), door, by)


@router.get("/{meeting}", summary="一次会议 · one meeting", responses=refusals(401, 403, 404, 503))
async def meeting(meeting: str, door: DoorDep, by: Reader) -> MeetingShown:
    """Whole: notice, attendance, minutes, decisions with their votes, and where their cases stand."""
    return shown(door, by, await keeping.to_read(door, by, meeting))


@router.post("/{meeting}/held", summary="到会和纪要 · attendance and minutes", responses=RUN)
async def hold(meeting: str, door: DoorDep, by: Caller, body: HeldIn) -> MeetingShown:
    """Which units were there, and what was said; once, from its time on."""
    await keeping.held(door, by, meeting, body)
    return shown(door, by, await keeping.to_read(door, by, meeting))


@router.post("/{meeting}/cancel", summary="取消会议 · cancel", responses=RUN)
async def cancel(meeting: str, door: DoorDep, by: Caller, body: CancelIn) -> MeetingShown:
    """It is not held; the reason stays."""
    await keeping.cancelled(door, by, meeting, body)
    return shown(door, by, await keeping.to_read(door, by, meeting))


@router.post("/{meeting}/decisions", status_code=201, summary="议定事项 · decide", responses=RUN)
async def decide(meeting: str, door: DoorDep, by: Caller, body: DecisionIn) -> MeetingShown:
    """One matter with its vote; adopted with a task, a case is opened by the way of every report."""
    await keeping.decided(door, by, meeting, body)
    return shown(door, by, await keeping.to_read(door, by, meeting))


@router.post("/{meeting}/decisions/{n}/open", summary="转为案件 · open its case", responses=RUN)
async def open_case(meeting: str, n: int, door: DoorDep, by: Caller) -> MeetingShown:
    """For a task that could not be opened when it was decided; the same case however often."""
    await keeping.opened(door, by, meeting, n)
    return shown(door, by, await keeping.to_read(door, by, meeting))


def shown(door: Door, by: Actor, seen: MeetingSeen) -> MeetingShown:
    """As this reader sees it: numbers of cases are for the street and for who runs the meeting."""
    row, tasks = seen.meeting, seen.tasks or {}
    numbered = sees_all(door, by) or by.unit == row.community
    return MeetingShown(
        **_listed(door, row).model_dump(),
        agenda=row.agenda,
        called_by=row.called_by,
        unit=row.unit,
        units=tuple(seen.units),
        attended=tuple(unit for unit, there in seen.units.items() if there),
        quorate=quorate(len(seen.units), seen.attended),
        minutes=row.minutes,
        decisions=tuple(
            _decision(door, one, tasks.get(one.case_no or ""), numbered) for one in seen.decisions
        ),
        topics=tuple(
            TopicOnAgenda(
                id=topic.id,
                subject=topic.subject,
                n=topic.n,
                open=topic.n is None and not topic.declined,
            )
            for topic in seen.topics
        ),
    )


def _listed(door: Door, row: MeetingRow) -> MeetingListed:
    return MeetingListed(
        id=row.id,
        tier=MeetingTier(row.tier),
        community=row.community,
        title=row.title,
        place=row.place,
        at=row.at.astimezone(zone(door.city.calendar.timezone)),
        state=MeetingState(row.state),
    )


def _decision(door: Door, one: DecisionRow, task: TaskState | None, numbered: bool) -> DecisionShown:
    return DecisionShown(
        n=one.n,
        text=one.text,
        in_favour=one.in_favour,
        against=one.against,
        abstained=one.abstained,
        adopted=one.adopted,
        at=one.at.astimezone(zone(door.city.calendar.timezone)),
        by=one.by,
        wants_task=one.task is not None,
        case_no=one.case_no if task and numbered else None,
        state=task.state if task else None,
        unit=task.unit if task else None,
        overdue=task.overdue if task else False,
    )
