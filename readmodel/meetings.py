"""联席会: called, held, decided, followed. For `api.meetings` and its pages; story time, UTC."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.meetings import MeetingState
from readmodel.organisation_tables import DecisionRow, MeetingRow, TopicRow
from readmodel.pages import Page, after, page
from readmodel.party import kept_from
from readmodel.topics import of_meeting
from readmodel.upserts import CASES, DECISIONS, MEETING_UNITS, MEETINGS

MOST_CALLED = 200
"""Meetings that are called and not held yet."""
MOST_DECISIONS = 50
"""Of one meeting."""


@dataclass(frozen=True)
class TaskState:
    """Where the case of a decision stands."""

    state: str
    unit: str | None
    overdue: bool


@dataclass(frozen=True)
class MeetingSeen:
    """One meeting whole: who was invited (and was there), what was decided, where its cases stand."""

    meeting: MeetingRow
    units: dict[str, bool]
    decisions: tuple[DecisionRow, ...] = ()
    tasks: dict[str, TaskState] | None = None  # by case number; what is kept from who looks is missing
    topics: tuple[TopicRow, ...] = ()  # on its agenda

    @property
    def attended(self) -> int:
        """How many units were there."""
        return sum(self.units.values())


async def add_meeting(session: AsyncSession, row: MeetingRow, units: Sequence[str]) -> bool:
    """Call one; False where too many are called already."""
    waiting = select(func.count()).where(MEETINGS.c.state == MeetingState.CALLED.value)
    if (await session.scalar(waiting) or 0) >= MOST_CALLED:
        return False
    await session.execute(insert(MEETINGS), [row.model_dump()])
    invited = [{"meeting": row.id, "unit": unit, "attended": False} for unit in units]
    await session.execute(insert(MEETING_UNITS), invited)
    return True


async def end_meeting(
    session: AsyncSession,
    meeting: str,
    state: MeetingState,
    said: str,
    by: str,
    at: datetime,
    attended: Collection[str] = (),
) -> bool:
    """Held with its minutes, or cancelled with the reason; False where it is not called (any more)."""
    called = (MEETINGS.c.id == meeting, MEETINGS.c.state == MeetingState.CALLED.value)
    values = {"state": state.value, "minutes": said, "ended_at": at, "ended_by": by}
    done = update(MEETINGS).where(*called).values(**values).returning(MEETINGS.c.id)
    if (await session.execute(done)).first() is None:
        return False
    there = and_(MEETING_UNITS.c.meeting == meeting, MEETING_UNITS.c.unit.in_(attended))
    await session.execute(update(MEETING_UNITS).where(there).values(attended=True))
    return True


async def add_decision(session: AsyncSession, row: DecisionRow) -> int | None:
    """Its number in its meeting; None where the meeting has as many as it may. `row.n` is passed over."""
    await session.execute(select(MEETINGS.c.id).where(MEETINGS.c.id == row.meeting).with_for_update())
    latest = select(func.max(DECISIONS.c.n)).where(DECISIONS.c.meeting == row.meeting)
    n = (await session.scalar(latest) or 0) + 1
    if n > MOST_DECISIONS:
        return None
    await session.execute(insert(DECISIONS), [row.model_dump() | {"n": n}])
    return n


async def keep_case(session: AsyncSession, meeting: str, n: int, case_no: str) -> None:
    """The case that a decision became."""
    one = (DECISIONS.c.meeting == meeting, DECISIONS.c.n == n)
    await session.execute(update(DECISIONS).where(*one).values(case_no=case_no))


async def get_meeting(
    session: AsyncSession, meeting: str, not_about: str | None = None
) -> MeetingSeen | None:
    """One whole; the states of cases about `not_about` are left out."""
    row = await session.get(MeetingRow, meeting)
    if row is None:
        return None
    units = select(MEETING_UNITS.c.unit, MEETING_UNITS.c.attended).where(MEETING_UNITS.c.meeting == meeting)
    found = await session.execute(units.order_by(MEETING_UNITS.c.unit))
    decided = select(DecisionRow).where(DECISIONS.c.meeting == meeting).order_by(DECISIONS.c.n)
    decisions = tuple(await session.scalars(decided))
    numbers = [one.case_no for one in decisions if one.case_no]
    tasks = await _tasks(session, numbers, not_about) if numbers else {}
    topics = tuple(await of_meeting(session, meeting))
    return MeetingSeen(row, {one.unit: one.attended for one in found}, decisions, tasks, topics)


async def list_meetings(
    session: AsyncSession, of: str | None, cursor: str | None = None, limit: int = 50
) -> Page[MeetingRow]:
    """The latest first: all of them, or (of a unit) its own community's and those it is invited to. `BadCursor`."""
    query = select(MeetingRow).where(*after(cursor, MEETINGS.c.at, MEETINGS.c.id, descending=True))
    if of is not None:
        invited = select(MEETING_UNITS.c.meeting).where(MEETING_UNITS.c.unit == of)
        query = query.where(or_(MEETINGS.c.community == of, MEETINGS.c.id.in_(invited)))
    query = query.order_by(MEETINGS.c.at.desc(), MEETINGS.c.id.desc()).limit(limit + 1)
    return page((await session.scalars(query)).all(), limit, lambda row: (row.at, row.id))


async def _tasks(session: AsyncSession, numbers: list[str], not_about: str | None) -> dict[str, TaskState]:
    columns = (CASES.c.case_no, CASES.c.state, CASES.c.unit, CASES.c.breached)
    query = select(*columns).where(CASES.c.case_no.in_(numbers), kept_from(not_about, CASES.c.party))
    return {row.case_no: TaskState(row.state, row.unit, row.breached) for row in await session.execute(query)}
