"""议题: raised by anybody for a community's meeting, told to everybody without its own words.

What is written is sealed under a key of the topic's own; the contact is forgotten once it is answered for good.
"""

import hashlib
from typing import Any
from uuid import uuid4

import structlog

from api import errors
from api.door import Door
from api.entitled import unsealed, unsealed_now
from api.meetings.who import may_run
from api.reading import read, written
from api.schemas.topics import TopicIn, TopicListed, TopicTold
from domain.catalogue import Exposure
from domain.localtime import zone
from domain.meetings import MeetingState, MeetingTier
from domain.people import Actor, Role
from domain.topics import TOPIC_STATES, state_of
from domain.words import STATES
from readmodel import topics as kept
from readmodel.organisation_tables import TopicRow
from readmodel.topics import Outcome, TopicSeen

log = structlog.get_logger()


async def raised(door: Door, by: Actor, body: TopicIn, key: str | None) -> str:
    """Its id, which is all that a resident has to follow it by; the same for the same words with the same key.

    Raises 409 where too many of that community wait, 422, 503.
    """
    if body.community not in door.city.communities:
        raise errors.malformed("community", "没有这个社区", "there is no such community")
    public = by.has(Role.REPORTER)
    same = f"{'' if public else by.account}\0{key}\0{body.model_dump_json()}"
    topic = hashlib.sha256(same.encode()).hexdigest()[:32] if key else uuid4().hex
    row = TopicRow(
        id=topic,
        community=body.community,
        raised_at=door.now(),
        unit=None if public else by.unit,
        account=None if public else by.account,
        sealed=await door.seal(seal_name(topic), body.model_dump(include={"text", "contact"})),
    )
    if not await written(door, lambda session: kept.add_topic(session, row)):
        raise errors.forbidden(
            "too_many", "该社区待议的事项太多，请过些日子再提", "Too many topics of this community wait."
        )
    log.info("topic.raised", topic=topic, community=body.community, unit=row.unit)
    return topic


async def found(door: Door, topic: str) -> TopicSeen:
    """The topic. Raises 404, 503."""
    seen = await read(door, lambda session: kept.get_topic(session, topic))
    if seen is None:
        raise errors.unknown("没有这个议题", "There is no such topic.")
    return seen


async def closing(door: Door, by: Actor, seen: TopicSeen, answer: str) -> dict[str, Any]:
    """The columns of a topic that is answered for good: what to tell everybody, and no contact any more."""
    topic = seen.topic
    told = await unsealed(door, seal_name(topic.id), topic.sealed)
    sealed = await door.seal(seal_name(topic.id), {"text": told["text"]}) if told else topic.sealed
    return {"answer": answer, "answered_at": door.now(), "answered_by": by.account, "sealed": sealed}


def told(door: Door, seen: TopicSeen) -> TopicTold:
    """As everybody may know it."""
    return TopicTold(**_told(door, seen))


def listed(door: Door, by: Actor, seen: TopicSeen) -> TopicListed:
    """As this member of staff may know it. Waits for a disk."""
    topic = seen.topic
    answers = may_run(door, by, MeetingTier.COMMUNITY, topic.community)
    own = topic.unit is not None and topic.unit == by.unit
    words = unsealed_now(door)(seal_name(topic.id), topic.sealed) if answers or own else {}
    is_open = topic.n is None and not topic.declined
    return TopicListed(
        **_told(door, seen),
        unit=topic.unit,
        meeting=topic.meeting,
        open=is_open,
        mine_to_answer=answers and is_open,
        text=words.get("text"),
        contact=words.get("contact") if answers else None,
    )


def seal_name(topic: str) -> str:
    """Name of the vault's key of a topic: erased, its words are unreadable."""
    return f"topics-{topic}"


def _told(door: Door, seen: TopicSeen) -> dict[str, Any]:
    topic, outcome, local = seen.topic, seen.outcome, zone(door.city.calendar.timezone)
    community = door.city.communities.get(topic.community)
    meeting = MeetingState(seen.meeting_state) if seen.meeting_state else None
    state = state_of(declined=topic.declined, decided=topic.n is not None, meeting=meeting)
    case = _case_state(door, outcome) if outcome else None
    return {
        "id": topic.id,
        "community": topic.community,
        "community_name": community.name_zh if community else topic.community,
        "community_name_en": community.name_en if community else topic.community,
        "raised_on": topic.raised_at.astimezone(local).date(),
        "by_unit": topic.unit is not None,
        "state": state,
        "state_zh": TOPIC_STATES[state],
        "subject": topic.subject,
        "meeting_at": seen.meeting_at.astimezone(local) if seen.meeting_at else None,
        "answer": topic.answer,
        "adopted": outcome.adopted if outcome else None,
        "in_favour": outcome.in_favour if outcome else None,
        "against": outcome.against if outcome else None,
        "abstained": outcome.abstained if outcome else None,
        "case_state": case,
        "case_state_zh": STATES[case] if case else None,
    }


def _case_state(door: Door, outcome: Outcome) -> str | None:
    """Nothing of a case about a unit or of a sealed item."""
    item = door.city.catalogue.items.get(outcome.item or "")
    hidden = outcome.party is not None or (item is not None and item.exposure is Exposure.SEALED)
    return None if hidden else outcome.case_state
