"""Finds requests, also those of a moment ago: whoever files one asks for it at once. Used by lists and updates."""

import asyncio
from collections.abc import Sequence

from api import errors
from api.door import Door
from api.reading import read
from api.temporal import Unreachable
from domain.case import Case
from domain.people import Actor
from readmodel.cases import get_snapshot
from readmodel.service_requests import ServiceRequest, filed_by, of_case, some

LOOKS, PAUSE = 20, 0.1
"""How often, and every how many seconds, we look for what has begun and is not recorded yet."""
MOST_ASKED = 10
"""For so many numbers at once we ask the cases themselves."""


async def requests_of(door: Door, numbers: Sequence[str], by: Actor | None) -> list[ServiceRequest]:
    """The requests of these numbers, whoever may see them.

    What is not recorded yet is told by its case; where it matters who brought it, it is waited for. Raises 503.
    """
    for _ in range(LOOKS):
        rows = await read(door, lambda session: some(session, numbers))
        missing = set(numbers) - {row.case_no for row in rows}
        if not missing or len(missing) > MOST_ASKED:
            return rows
        begun = [number for number in sorted(missing) if await _begun(door, number)]
        cases = [case for number in begun if by is None and (case := await door.cases.state(number))]
        if len(cases) == len(begun):
            return rows + [of_case(case) for case in cases]
        await asyncio.sleep(PAUSE)
    raise _late()


async def filed(door: Door, by: Actor, number: str) -> tuple[Case, bool] | None:
    """The case of that number, and whether this client filed it; None where there is none. Raises 503."""
    for _ in range(LOOKS):
        case = await read(door, lambda session: get_snapshot(session, number))
        if case is not None:
            own = await read(door, lambda session: filed_by(session, by.account, [number]))
            return case, bool(own)
        if not await _begun(door, number):
            return None
        await asyncio.sleep(PAUSE)
    raise _late()


async def _begun(door: Door, number: str) -> bool:
    try:
        return await door.cases.find(number) is not None
    except Unreachable:
        return False  # then all there is to know is what is recorded


def _late() -> errors.Problem:
    return errors.unavailable(
        "not_recorded", "刚刚受理，请稍后再查", "It was filed a moment ago: try again soon."
    )
