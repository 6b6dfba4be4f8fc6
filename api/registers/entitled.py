"""Who reads and writes registers: the keeper all, a community its own rows; leaders and auditors look on."""

from typing import Annotated

from fastapi import Depends

from api import errors
from api.door import Door, DoorDep
from api.staff import Staff
from domain.people import Actor, Role
from domain.registers.declared import BY_CODE, REGISTERS
from domain.registers.register import Register

KEEPING = (Role.HANDLER, Role.CHIEF, Role.DIRECTOR)
"""Who writes for the unit that keeps a register."""
LOOKING = (Role.CHIEF, Role.DIRECTOR, Role.SUPERVISOR, Role.AREA_CHIEF, Role.AUDITOR)
"""Who looks on, at the command centre or the street committee."""
ROLES = tuple(dict.fromkeys((*KEEPING, Role.STATION_CHIEF, *LOOKING)))


def keeper_of(door: Door, register: Register) -> str:
    """The unit that keeps it."""
    return door.city.policy.keepers.get(register.kept_by, door.city.policy.desk)


def keeps(door: Door, by: Actor, register: Register) -> bool:
    """Whether this actor writes for its keeper."""
    return by.unit == keeper_of(door, register) and by.has(*KEEPING)


def community_of(door: Door, by: Actor) -> str | None:
    """The community whose chief this is."""
    return by.unit if by.has(Role.STATION_CHIEF) and by.unit in door.city.communities else None


def may_read(door: Door, by: Actor) -> bool:
    """Whether registers are for this actor at all."""
    policy = door.city.policy
    return (
        any(keeps(door, by, register) for register in REGISTERS)
        or community_of(door, by) is not None
        or (by.unit in {policy.desk, policy.committee} and by.has(*LOOKING))
    )


def may_write(door: Door, by: Actor, register: Register, community: str | None) -> bool:
    """Whether this actor may write a row of that community (None: of none)."""
    if keeps(door, by, register):
        return True
    own = community_of(door, by)
    return own is not None and register.communities_write and register.of_communities and own == community


def may_add(door: Door, by: Actor, register: Register) -> bool:
    """Whether this actor may write any row of it."""
    return may_write(door, by, register, community_of(door, by))


def register_of(code: str) -> Register:
    """The register of that code. Raises 404."""
    found = BY_CODE.get(code)
    if found is None:
        raise errors.unknown("没有这个台账", "There is no such register.")
    return found


async def reader(door: DoorDep, by: Staff) -> Actor:
    """Dependency: somebody who may read registers. Raises 401, 403."""
    if not may_read(door, by):
        raise errors.not_yours(
            "台账由管理台账的部室、社区和街道领导查看",
            "Registers are for their keepers, communities and leaders.",
        )
    return by


Reader = Annotated[Actor, Depends(reader)]


def refuse_writing(door: Door, register: Register) -> errors.Problem:
    """403: somebody else's row."""
    unit = door.city.units[keeper_of(door, register)]
    if register.communities_write and register.of_communities:
        zh, en = f"由{unit.name_zh}或本社区登记", f"{unit.name_en} or the row's own community writes it."
    else:
        zh, en = f"由{unit.name_zh}登记", f"{unit.name_en} writes it."
    return errors.not_yours(zh, en)
