"""议题 answered by who runs the meeting: put on an agenda, or not and why. Deciding is `keeping`'s."""

import structlog

from api import errors
from api.door import Door
from api.meetings.keeping import to_run
from api.meetings.raising import closing, found
from api.meetings.who import must_run
from api.reading import written
from api.schemas.topics import AgendaIn, DeclineIn
from domain.meetings import MeetingState, MeetingTier
from domain.people import Actor
from readmodel import topics as kept

log = structlog.get_logger()


async def on_agenda(door: Door, by: Actor, topic: str, body: AgendaIn) -> None:
    """Put it on the agenda of a meeting of its community or the street's that is still to be held.

    It may be moved to another one while it is open. Raises 403, 404, 409, 422.
    """
    seen = await found(door, topic)
    must_run(door, by, MeetingTier.COMMUNITY, seen.topic.community)
    meeting = (await to_run(door, by, body.meeting)).meeting
    if meeting.state != MeetingState.CALLED or meeting.community not in (None, seen.topic.community):
        raise errors.malformed(
            "meeting",
            "须是本社区或街道还没有开的会",
            "a meeting of this community or the street's, not held yet",
        )
    put = await written(door, lambda session: kept.put_on_agenda(session, topic, body.meeting, body.subject))
    if put is None:
        raise errors.forbidden(
            "too_many",
            f"一次会议最多 {kept.MOST_OF_ONE} 个议题",
            f"At most {kept.MOST_OF_ONE} topics a meeting.",
        )
    _must(put)
    log.info("topic.on_agenda", topic=topic, meeting=body.meeting, account=by.account)


async def declined(door: Door, by: Actor, topic: str, body: DeclineIn) -> None:
    """Not taken up, and why. Raises 403, 404, and 409 where it was answered for good."""
    seen = await found(door, topic)
    must_run(door, by, MeetingTier.COMMUNITY, seen.topic.community)
    values = await closing(door, by, seen, body.answer)
    _must(
        await written(
            door,
            lambda session: kept.close_topic(session, topic, declined=True, subject=body.subject, **values),
        )
    )
    log.info("topic.declined", topic=topic, account=by.account)


def _must(done: bool) -> None:
    if not done:
        raise errors.forbidden("ended", "这个议题已经答复", "This topic was answered already.")
