"""From an authenticated request to a fact for a matter; and a matter as it is known. Used by its routes and pages."""

from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from api.door import Door
from api.matters.numbers import no_matter
from api.reading import read
from api.schemas.matters import MatterDone
from domain.matters.events import MatterEvent
from domain.matters.facts import Body, MatterFact
from domain.matters.matter import Matter
from domain.people import Actor
from readmodel.matters import get_matter, get_matter_events

MatterRead = tuple[Matter, list[MatterEvent]]


async def say(door: Door, number: str, by: Actor, body: Body, key: str | None = None) -> MatterDone:
    """Have it judged. Raises the rules' refusal, and 503."""
    name = f"{by.account}:{key}" if key else uuid4().hex
    verdict = await door.cases.command(number, MatterFact(name, door.now(), by, body))
    return MatterDone(matter_no=number, seq=verdict.seq, made=verdict.made)


async def known(door: Door, number: str) -> MatterRead | None:
    """The matter and its events as recorded; None before its first. Raises 503."""

    async def query(session: AsyncSession) -> MatterRead | None:
        matter = await get_matter(session, number)
        return (matter, await get_matter_events(session, number)) if matter else None

    return await read(door, query)


async def of_office(door: Door, number: str, by: Actor) -> MatterRead:
    """A matter of this actor's own unit. Raises 404 for any other."""
    found = await known(door, number)
    if found is None or found[0].application.unit != by.unit:
        raise no_matter()
    return found
