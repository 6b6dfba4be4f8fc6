"""议题: raised, put on an agenda, decided or not taken up, told. For `api.meetings` and its pages; story time, UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.organisation_tables import TopicRow
from readmodel.pages import Page, after, page
from readmodel.upserts import CASES, DECISIONS, MEETINGS, TOPICS

MOST_OPEN = 200
"""Topics of one community that are neither decided nor declined."""
MOST_OF_ONE = 50
"""Topics on the agenda of one meeting."""


@dataclass(frozen=True)
class Outcome:
    """The vote of the decision about a topic, and the case that it became."""

    in_favour: int
    against: int
    abstained: int
    adopted: bool
    case_state: str | None = None
    item: str | None = None
    party: str | None = None


@dataclass(frozen=True)
class TopicSeen:
    """A topic, the meeting whose agenda it is on, and what came of it."""

    topic: TopicRow
    meeting_state: str | None = None
    meeting_at: datetime | None = None
    outcome: Outcome | None = None


async def add_topic(session: AsyncSession, row: TopicRow) -> bool:
    """One more; the same once more is the same. False where too many of its community are open."""
    if await session.get(TopicRow, row.id) is not None:
        return True
    of_it = (TOPICS.c.community == row.community, _open())
    if (await session.scalar(select(func.count()).select_from(TOPICS).where(*of_it)) or 0) >= MOST_OPEN:
        return False
    await session.execute(insert(TOPICS), [row.model_dump()])
    return True


async def put_on_agenda(session: AsyncSession, topic: str, meeting: str, subject: str) -> bool | None:
    """On that meeting's agenda, under words for everybody; False if it is not open any more, None if that is full."""
    on_it = (TOPICS.c.meeting == meeting, TOPICS.c.id != topic)
    if (await session.scalar(select(func.count()).select_from(TOPICS).where(*on_it)) or 0) >= MOST_OF_ONE:
        return None
    moved = update(TOPICS).where(TOPICS.c.id == topic, _open()).values(meeting=meeting, subject=subject)
    return (await session.execute(moved.returning(TOPICS.c.id))).first() is not None


async def close_topic(session: AsyncSession, topic: str, **values: object) -> bool:
    """Answered for good, with these columns; False if it is not open any more."""
    closed = update(TOPICS).where(TOPICS.c.id == topic, _open()).values(**values)
    return (await session.execute(closed.returning(TOPICS.c.id))).first() is not None


async def get_topic(session: AsyncSession, topic: str) -> TopicSeen | None:
    """One."""
    found = (await session.execute(_seen().where(TOPICS.c.id == topic))).first()
    return _of(found) if found is not None else None


async def of_meeting(session: AsyncSession, meeting: str) -> list[TopicRow]:
    """Those on its agenda, in the order they were raised; bounded by `MOST_OF_ONE`."""
    query = select(TopicRow).where(TOPICS.c.meeting == meeting)
    return list(await session.scalars(query.order_by(TOPICS.c.raised_at, TOPICS.c.id)))


async def told_topics(
    session: AsyncSession, community: str | None, cursor: str | None, limit: int
) -> Page[TopicSeen]:
    """Those with words for everybody, the latest first. Raises `BadCursor`."""
    return await _page(session, _seen().where(TOPICS.c.subject != "", _in(community)), cursor, limit)


async def waiting_topics(session: AsyncSession, community: str | None) -> int:
    """How many nobody has put on an agenda or answered yet."""
    unread = (TOPICS.c.subject == "", _open(), _in(community))
    return await session.scalar(select(func.count()).select_from(TOPICS).where(*unread)) or 0


async def list_topics(
    session: AsyncSession, of: str | None, cursor: str | None, limit: int
) -> Page[TopicSeen]:
    """All, or of a unit: those of its community and those that it raised. The latest first. Raises `BadCursor`."""
    query = _seen()
    if of is not None:
        query = query.where(or_(TOPICS.c.community == of, TOPICS.c.unit == of))
    return await _page(session, query, cursor, limit)


async def _page(session: AsyncSession, query: Select[Any], cursor: str | None, limit: int) -> Page[TopicSeen]:
    at, name = TOPICS.c.raised_at, TOPICS.c.id
    query = query.where(*after(cursor, at, name, descending=True)).order_by(at.desc(), name.desc())
    found = [_of(row) for row in await session.execute(query.limit(limit + 1))]
    return page(found, limit, lambda seen: (seen.topic.raised_at, seen.topic.id))


def _open() -> ColumnElement[bool]:
    return and_(TOPICS.c.n.is_(None), TOPICS.c.declined.is_(False))


def _in(community: str | None) -> ColumnElement[bool]:
    return true() if community is None else TOPICS.c.community == community


def _seen() -> Select[Any]:
    decided = and_(DECISIONS.c.meeting == TOPICS.c.meeting, DECISIONS.c.n == TOPICS.c.n)
    vote = (DECISIONS.c.in_favour, DECISIONS.c.against, DECISIONS.c.abstained, DECISIONS.c.adopted)
    case = (CASES.c.state.label("case_state"), CASES.c.item, CASES.c.party)
    meeting = (MEETINGS.c.state.label("meeting_state"), MEETINGS.c.at.label("meeting_at"))
    return (
        select(TopicRow, *meeting, *vote, *case)
        .outerjoin(MEETINGS, MEETINGS.c.id == TOPICS.c.meeting)
        .outerjoin(DECISIONS, decided)
        .outerjoin(CASES, CASES.c.case_no == DECISIONS.c.case_no)
    )


def _of(row: Row[Any]) -> TopicSeen:
    topic, state, at, *came = tuple(row)
    return TopicSeen(topic, state, at, Outcome(*came) if came[0] is not None else None)
