"""`/services`: what the street does for people, when one can come, and the figures. Open to everybody."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, read_limited
from api.matters.counting import results_of
from api.matters.finding import found
from api.matters.numbers import Name
from api.matters.showing import service_shown, service_whole
from api.rates import month
from api.reading import read
from api.routing import resource
from api.schemas.matters import MatterResults, ServiceShown, ServiceWhole, SlotShown
from domain.matters.slots import slots
from domain.offering import Mode, Service
from readmodel.matters import taken_seats

router = resource(prefix="/services", tags=["services"])
Words = Annotated[str, Query(max_length=60, description="Words of its name, pinyin or initials.")]


class Services(BaseModel):
    """The list."""

    items: tuple[ServiceShown, ...]


@router.get("", summary="办事目录 · services", responses=refusals(422))
async def services(
    door: DoorDep,
    q: Words = "",
    category: Annotated[str, Query(max_length=40)] = "",
    mode: Annotated[str, Query(max_length=40)] = "",
) -> Services:
    """All of them, or those that fit."""
    return Services(items=tuple(service_shown(one) for one in found(door.city, q, category, mode)))


@router.get(
    "/results",
    summary="办事结果 · results of services",
    dependencies=[Depends(read_limited)],
    responses=refusals(422, 429, 503),
)
async def results(
    door: DoorDep,
    opened_from: Annotated[datetime | None, Query()] = None,
    opened_to: Annotated[datetime | None, Query()] = None,
) -> MatterResults:
    """Matters opened in a period, this month where none is given; at most a year and a bit."""
    first, last = month(door.now(), door.city)
    start, end = opened_from or first, opened_to or last
    if start.tzinfo is None or end.tzinfo is None or not start < end or end - start > timedelta(days=400):
        raise errors.malformed(
            "opened_from", "时段不对：须带时区，至多 400 天", "not a period of at most 400 days"
        )
    return await results_of(door, start, end)


@router.get("/{code}", summary="一项服务 · a service", responses=refusals(404))
async def service(code: Name, door: DoorDep) -> ServiceWhole:
    """What it takes, and where."""
    return service_whole(door, known(door, code))


@router.get(
    "/{code}/slots",
    summary="可预约时间 · free slots",
    dependencies=[Depends(read_limited)],
    responses=refusals(404, 429, 503),
)
async def free_slots(code: Name, door: DoorDep) -> tuple[SlotShown, ...]:
    """The slots of the next working days that have a seat left."""
    return await free(door, known(door, code))


def known(door: Door, code: str) -> Service:
    """That service. Raises 404."""
    one = door.city.service(code)
    if one is None:
        raise errors.unknown("没有这项服务", "There is no such service.")
    return one


async def free(door: Door, one: Service) -> tuple[SlotShown, ...]:
    """As the route, for pages; nothing for what is not done on site."""
    if one.way is not Mode.ONSITE:
        return ()
    office = door.city.office_of(one)
    every = list(slots(door.city.calendar, door.city.offering, door.now()))
    start, end = every[0].start, every[-1].end
    taken = await read(door, lambda session: taken_seats(session, office.name_zh, start, end))
    return tuple(
        SlotShown(start=slot.start, end=slot.end, free=left)
        for slot in every
        if (left := office.seats - taken.get(slot.start, 0)) > 0
    )
