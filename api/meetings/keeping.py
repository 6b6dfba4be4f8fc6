"""What is done with a meeting, whether by the API or by a page: call, hold, cancel, decide, open a decision's case."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.acceptance import Coming, accept
from api.coming import report_of
from api.door import Door
from api.meetings import raising
from api.meetings.who import must_run, sees_all
from api.reading import read, written
from api.schemas.meetings import CancelIn, DecisionIn, HeldIn, MeetingIn, TaskIn
from api.schemas.reports import Reporter, ReportIn
from domain.facts import ReporterKind
from domain.meetings import MeetingState, Vote, adopted, quorate
from domain.people import Actor
from readmodel import meetings as kept
from readmodel.meetings import MeetingSeen
from readmodel.organisation_tables import DecisionRow, MeetingRow
from readmodel.topics import close_topic

LATEST = timedelta(days=1)
"""So long after it a meeting may still be put down; one that is not called is not held."""
EARLIEST = timedelta(days=365)
CHANNEL = "meeting"
log = structlog.get_logger()


async def called(door: Door, by: Actor, body: MeetingIn) -> str:
    """Its id. Raises 403, 422, and 409 where too many are called already."""
    must_run(door, by, body.tier, body.community)
    now, at = door.now(), body.at.astimezone(UTC)
    if body.community is not None and body.community not in door.city.communities:
        raise errors.malformed("community", "没有这个社区", "there is no such community")
    for code in body.units:
        if code not in door.city.units:
            raise errors.malformed("units", f"没有 {code} 这个单位", f"there is no unit {code}")
    if not now - LATEST <= at <= now + EARLIEST:
        raise errors.malformed(
            "at",
            "时间须在一年以内；已开的会最迟次日补记",
            "within a year; one that was held, a day at most ago",
        )
    row = MeetingRow(
        id=uuid4().hex,
        tier=body.tier.value,
        community=body.community,
        title=body.title,
        agenda=body.agenda,
        place=body.place,
        at=at,
        state=MeetingState.CALLED.value,
        called_at=now,
        called_by=by.account,
        unit=by.unit,
    )
    units = tuple(dict.fromkeys(body.units))
    if not await written(door, lambda session: kept.add_meeting(session, row, units)):
        raise errors.forbidden("too_many", "待开的会太多，请先办结或取消", "Too many meetings are waiting.")
    log.info("meeting.called", meeting=row.id, account=by.account)
    return row.id


async def held(door: Door, by: Actor, meeting: str, body: HeldIn) -> None:
    """Attendance and minutes, once. Raises 403, 404, 409 before its time or a second time, 422."""
    seen = await to_run(door, by, meeting)
    now = door.now()
    if seen.meeting.at > now:
        raise errors.forbidden("not_yet", "会议还没有开始", "The meeting has not begun yet.")
    strangers = [unit for unit in body.attended if unit not in seen.units]
    if strangers:
        raise errors.malformed(
            "attended", f"{strangers[0]} 不在通知之列", f"{strangers[0]} was not invited to this meeting"
        )
    await _ended(door, by, meeting, MeetingState.HELD, body.minutes, body.attended)


async def cancelled(door: Door, by: Actor, meeting: str, body: CancelIn) -> None:
    """Not held. Raises 403, 404, and 409 where it was held or cancelled."""
    await to_run(door, by, meeting)
    await _ended(door, by, meeting, MeetingState.CANCELLED, body.reason)


async def decided(door: Door, by: Actor, meeting: str, body: DecisionIn) -> None:
    """One decision on record; adopted with a task, its case is opened.

    Raises 403, 404, 409 without a quorum or before the minutes, 422 for votes that cannot be or a task that no report
    could be. What 503 kept from becoming a case is opened by `opened` later, once.
    """
    seen = await to_run(door, by, meeting)
    vote = Vote(body.in_favour, body.against, body.abstained)
    if seen.meeting.state != MeetingState.HELD or not quorate(len(seen.units), seen.attended):
        raise errors.forbidden(
            "no_quorum",
            "须先登记到会和纪要，且到会过半，方可议决",
            "It takes minutes and more than half of those invited to decide.",
        )
    if not 1 <= vote.cast <= seen.attended:
        raise errors.malformed(
            "in_favour",
            f"票数须为 1 到 {seen.attended}",
            f"1 to {seen.attended} votes, one for each unit there",
        )
    row = DecisionRow(
        meeting=meeting,
        n=0,
        text=body.text,
        in_favour=vote.in_favour,
        against=vote.against,
        abstained=vote.abstained,
        adopted=adopted(vote, seen.attended),
        at=door.now(),
        by=by.account,
        task=body.task.model_dump_json() if body.task else None,
    )
    if row.task:
        report_of(door, _coming(door, by, row))  # refused now, not once it is decided
    n = await written(door, await _deciding(door, by, seen, row, body))
    log.info("meeting.decided", meeting=meeting, n=n, adopted=row.adopted, account=by.account)
    if row.adopted and row.task:
        await opened(door, by, meeting, n)


async def _deciding(
    door: Door, by: Actor, seen: MeetingSeen, row: DecisionRow, body: DecisionIn
) -> Callable[[AsyncSession], Awaitable[int]]:
    """What writes the decision, and closes the topic that it decides, in one transaction. Raises 409, 422."""
    open_ones = {topic.id for topic in seen.topics if topic.n is None and not topic.declined}
    if body.topic is not None and body.topic not in open_ones:
        raise errors.malformed(
            "topic", "这次会议的议程上没有这个议题，或已答复", "no open topic of this meeting's agenda"
        )
    topic = await raising.found(door, body.topic) if body.topic else None
    values = await raising.closing(door, by, topic, body.published or "") if topic else {}

    async def work(session: AsyncSession) -> int:
        n = await kept.add_decision(session, row)
        if n is None:
            raise errors.forbidden(
                "too_many", "一次会议最多 50 项议定", "At most 50 decisions of one meeting."
            )
        if topic is not None and not await close_topic(session, topic.topic.id, n=n, **values):
            raise errors.forbidden("ended", "这个议题已经答复", "This topic was answered already.")
        return n

    return work


async def opened(door: Door, by: Actor, meeting: str, n: int) -> str:
    """The case of an adopted decision's task, the same however often it is asked for. Raises 403, 404, 409, 503."""
    seen = await to_run(door, by, meeting)
    one = next((one for one in seen.decisions if one.n == n), None)
    if one is None or not one.adopted or not one.task:
        raise errors.unknown("没有这项待落实的议定", "There is no such decision that asks for something.")
    if one.case_no is not None:
        return one.case_no
    case_no = await accept(door, _coming(door, by, one))

    async def work(session: AsyncSession) -> None:
        await kept.keep_case(session, meeting, n, case_no)

    await written(door, work)
    log.info("meeting.task", meeting=meeting, n=n, case_no=case_no)
    return case_no


async def to_run(door: Door, by: Actor, meeting: str) -> MeetingSeen:
    """The meeting, for who may run it. Raises 404 for one that they may not know of, and 403."""
    seen = await to_read(door, by, meeting)
    must_run(door, by, seen.meeting.tier, seen.meeting.community)
    return seen


async def to_read(door: Door, by: Actor, meeting: str) -> MeetingSeen:
    """The meeting, for who may read it. Raises 404."""
    seen = await read(door, lambda session: kept.get_meeting(session, meeting, by.unit))
    if seen is not None and (
        sees_all(door, by) or by.unit == seen.meeting.community or by.unit in seen.units
    ):
        return seen
    raise errors.unknown("没有这次会议", "There is no such meeting, or it is not yours to see.")


async def _ended(
    door: Door, by: Actor, meeting: str, state: MeetingState, said: str, attended: tuple[str, ...] = ()
) -> None:
    now = door.now()
    done = await written(
        door, lambda session: kept.end_meeting(session, meeting, state, said, by.account, now, attended)
    )
    if not done:
        raise errors.forbidden("ended", "会议已登记或已取消", "It was held or cancelled already.")
    log.info("meeting.ended", meeting=meeting, state=state.value, account=by.account)


def _coming(door: Door, by: Actor, one: DecisionRow) -> Coming:
    """The report that a decision is: its key is the decision, its moment the one at which it was decided."""
    task = TaskIn.model_validate(json.loads(one.task or "{}"))
    body = ReportIn(
        description=one.text,
        item=task.item,
        community=task.community,
        grid=task.grid,
        about=task.about,
        reporter=Reporter(kind=ReporterKind.GRASSROOTS),
        channel=CHANNEL,
        on_behalf=False,
    )
    return Coming(body, by, CHANNEL, f"{one.meeting}.{one.n}", one.at)
