"""`/deliberations`: raise a matter for a community's meeting, see what became of it, put it on an agenda or not."""

from typing import Annotated

from fastapi import Depends, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession

from api.documented import refusals
from api.door import Door, DoorDep, IdempotencyKey, limited, raising_limited, read_limited
from api.meetings import answering
from api.meetings.raising import found, listed, raised, told
from api.meetings.who import CALLING, READING, sees_all
from api.reading import Cursor, Limit, read
from api.routing import resource
from api.schemas.topics import AgendaIn, DeclineIn, TopicIn, TopicListed, Topics, TopicsListed, TopicTold
from api.staff import Anybody, one_of
from domain.people import Actor
from readmodel import topics as kept

router = resource(prefix="/deliberations", tags=["meetings"])
Reader = Annotated[Actor, Depends(one_of(*READING))]
Caller = Annotated[Actor, Depends(one_of(*CALLING))]
Named = Annotated[str, Path(max_length=64)]
Community = Annotated[str | None, Query(max_length=64)]


@router.post(
    "",
    status_code=201,
    summary="提出议题 · raise a matter",
    dependencies=[Depends(limited), Depends(raising_limited)],
    responses=refusals(401, 409, 413, 422, 429, 503),
)
async def raise_one(
    door: DoorDep, by: Anybody, body: TopicIn, idempotency_key: IdempotencyKey = None
) -> TopicTold:
    """For a community's meeting, by anybody or a unit; followed by its id. What is written is published nowhere."""
    return told(door, await found(door, await raised(door, by, body, idempotency_key)))


@router.get(
    "",
    summary="议事公开 · what came of them",
    dependencies=[Depends(read_limited)],
    responses=refusals(422, 429, 503),
)
async def published(
    door: DoorDep, community: Community = None, cursor: Cursor = None, limit: Limit = 50
) -> Topics:
    """Put on an agenda, decided or declined, in words that whoever answered wrote for everybody."""
    return await public(door, community, cursor, limit)


@router.get("/raised", summary="提出的议题 · topics for staff", responses=refusals(401, 403, 422, 503))
async def all_of_them(door: DoorDep, by: Reader, cursor: Cursor = None, limit: Limit = 50) -> TopicsListed:
    """The street's centre and auditors see all, others their community's and those their own unit raised."""
    return await for_staff(door, by, cursor, limit)


@router.get(
    "/{topic}",
    summary="一个议题 · one of them",
    dependencies=[Depends(read_limited)],
    responses=refusals(404, 422, 429, 503),
)
async def one(topic: Named, door: DoorDep) -> TopicTold:
    """How far it has come, for who has its id."""
    return told(door, await found(door, topic))


@router.post(
    "/{topic}/agenda", summary="列入议程 · put on an agenda", responses=refusals(401, 403, 404, 409, 422, 503)
)
async def agenda(topic: Named, door: DoorDep, by: Caller, body: AgendaIn) -> TopicListed:
    """Of a meeting that is still to be held."""
    await answering.on_agenda(door, by, topic, body)
    return await _answered(door, by, topic)


@router.post(
    "/{topic}/decline", summary="不列入议程 · say why not", responses=refusals(401, 403, 404, 409, 422, 503)
)
async def decline(topic: Named, door: DoorDep, by: Caller, body: DeclineIn) -> TopicListed:
    """The reason is published."""
    await answering.declined(door, by, topic, body)
    return await _answered(door, by, topic)


async def public(door: Door, community: str | None, cursor: str | None, limit: int) -> Topics:
    """What everybody reads. Raises 422, 503."""

    async def query(session: AsyncSession) -> Topics:
        page = await kept.told_topics(session, community, cursor, limit)
        return Topics(
            items=tuple(told(door, seen) for seen in page.items),
            waiting=await kept.waiting_topics(session, community),
            next_cursor=page.next_cursor,
        )

    return await read(door, query)


async def for_staff(door: Door, by: Actor, cursor: str | None, limit: int) -> TopicsListed:
    """What somebody of staff reads. Raises 422, 503."""
    of = None if sees_all(door, by) else by.unit
    page = await read(door, lambda session: kept.list_topics(session, of, cursor, limit))
    items = await door.in_thread(lambda: tuple(listed(door, by, seen) for seen in page.items))
    return TopicsListed(items=items, next_cursor=page.next_cursor)


async def _answered(door: Door, by: Actor, topic: str) -> TopicListed:
    return await door.in_thread(listed, door, by, await found(door, topic))
