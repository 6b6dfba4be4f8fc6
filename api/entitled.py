"""Who may read what of a case: the item's exposure, the reporter's words, the reporter masked.

Used by staff views.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.door import Door
from api.staff import at_desk
from domain.case import Case, TaskKind
from domain.catalogue import Exposure
from domain.organisation import UnitKind
from domain.people import Actor, Role
from domain.views import took_part
from infra.sealing import SealError

NAMED_OFFICERS = (Role.CHIEF, Role.DIRECTOR)
"""Who at a desk reads what is `sealed`."""
_NEAR = {UnitKind.GRID, UnitKind.STATION}
"""Units that go to the reporter's door: they get the words; all others the item and the place."""


@dataclass(frozen=True)
class Personal:
    """What was sealed, as far as this reader may see it."""

    description: str | None = None
    address: str | None = None
    point: tuple[float, float] | None = None
    name: str | None = None
    phone: str | None = None


def may_see(door: Door, by: Actor, case: Case) -> bool:
    """Whether this reader may know of the case: a desk of its centre, or a unit called or asked in it.

    Never the party reported.
    """
    if case.party is not None and case.party in (by.unit, by.home):
        return False
    if at_desk(door, by) or looks_on(door, by):
        return True
    asked = {*took_part(case), *(task.unit for task in case.tasks)}
    return by.unit in asked or oversees(door, by, asked)


def oversees(door: Door, by: Actor, units: Iterable[str]) -> bool:
    """Whether this is the chief of a station that one of these grids belongs to."""
    return by.has(Role.STATION_CHIEF) and by.unit in {
        unit.overseen_by
        for code in units
        if (unit := door.city.units.get(code)) and unit.kind is UnitKind.GRID
    }


def looks_on(door: Door, by: Actor) -> bool:
    """Callback officers, reviewers, area chiefs and auditors of the command centre read every case."""
    reading = (Role.CALLBACK, Role.REVIEWER, Role.AREA_CHIEF, Role.AUDITOR)
    return by.unit in {door.city.policy.desk, door.city.policy.committee} and by.has(*reading)


def may_read_words(door: Door, by: Actor, case: Case) -> bool:
    """Whether this reader gets the reporter's own words and the exact place."""
    if case.item is not None and case.item.exposure is Exposure.SEALED:
        return at_desk(door, by) and by.has(*NAMED_OFFICERS)
    if at_desk(door, by) or (looks_on(door, by) and by.has(Role.CALLBACK, Role.REVIEWER)):
        return True
    unit = door.city.units.get(by.unit)
    checking = (
        task.unit for task in case.tasks if task.kind is TaskKind.CHECK
    )  # a neighbour must find the place
    near = {*took_part(case), *checking}
    return unit is not None and unit.kind in _NEAR and (by.unit in near or oversees(door, by, near))


def is_hidden(door: Door, by: Actor, case: Case) -> bool:
    """Whether this reader may know that there is a sealed case, and no more."""
    is_sealed = case.item is not None and case.item.exposure is Exposure.SEALED
    return is_sealed and not may_read_words(door, by, case) and by.unit not in took_part(case)


async def personal(door: Door, by: Actor, case: Case) -> Personal:
    """What this reader may see of what was sealed; nothing once it was erased. The reporter is masked.

    A called unit that gets no words still gets the point of a public item, as a department's own system does.
    """
    if not may_read_words(door, by, case):
        is_public = case.item is not None and case.item.exposure is Exposure.PUBLIC
        if not is_public or by.unit not in took_part(case):
            return Personal()
        return Personal(point=_point(await told_of(door, case)))
    told = await told_of(door, case)
    return Personal(
        told.get("description"), told.get("address"), _point(told), _name(told), masked(told.get("phone"))
    )


async def told_of(door: Door, case: Case) -> dict[str, Any]:
    """What the reporter told, unsealed and unmasked: for readers whose right was proven. Empty once erased."""
    return await unsealed(door, case.case_no, case.report.sealed)


async def beginnings(door: Door, by: Actor, sealed: Mapping[str, str], length: int) -> dict[str, str]:
    """The first words of cases of no sealed item, by number, for a desk; nothing for others."""
    told = await told_of_many(door, by, sealed)
    return {case_no: str(said.get("description") or "")[:length] for case_no, said in told.items()}


async def told_of_many(door: Door, by: Actor, sealed: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the reporters of these cases told, by number, for a desk to compare; nothing for others.

    What is of exposure `sealed` is not to be asked for but for named officers.
    """
    if not at_desk(door, by):
        return {}

    told = unsealed_now(door)
    return await door.in_thread(lambda: {case_no: told(case_no, text) for case_no, text in sealed.items()})


def unsealed_now(door: Door) -> Callable[[str, str], dict[str, Any]]:
    """What opens a case's sealed text in the thread it is called in; it gives nothing once that was erased."""

    def unseal(case_no: str, text: str) -> dict[str, Any]:
        try:
            return door.vault.unseal(case_no, text)
        except SealError:
            return {}

    return unseal


async def opened(door: Door, case_no: str, text: str | None) -> str | None:
    """The reporter's later words, unsealed; None once erased."""
    told = await unsealed(door, case_no, text) if text is not None else {}
    return str(told.get("text", "")) if told else None


async def unsealed(door: Door, case_no: str, text: str) -> dict[str, Any]:
    """What was sealed, for whoever of us needs it; nothing once it was erased."""
    try:
        return await door.in_thread(door.vault.unseal, case_no, text)
    except SealError:
        return {}


def masked(phone: str | None) -> str | None:
    """138****1234."""
    if phone is None:
        return None
    digits = "".join(sign for sign in phone if sign.isdigit())
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > len("138") + len("1234") else "****"


def _name(told: dict[str, Any]) -> str | None:
    name = told.get("name")
    return f"{name[0]}**" if name else None


def _point(told: dict[str, Any]) -> tuple[float, float] | None:
    point = told.get("point")
    return (point[0], point[1]) if point else None
