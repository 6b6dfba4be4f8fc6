"""Whose a meeting is: who calls and runs it, and who may read it. For the routes and the pages.

The street's are the command centre's and the street committee's; a community's are its station's chief's too.
"""

from api import errors
from api.door import Door
from api.staff import LOOKING_ON
from domain.meetings import MeetingTier
from domain.people import Actor, Role

RUNNING = (Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR)
CALLING = (*RUNNING, Role.STATION_CHIEF)
READING = (*LOOKING_ON, Role.HANDLER, Role.STATION_CHIEF)


def may_run(door: Door, by: Actor, tier: str, community: str | None) -> bool:
    """Whether somebody may call or run a meeting of that tier there."""
    if of_the_street(door, by) and by.has(*RUNNING):
        return True
    own = by.has(Role.STATION_CHIEF) and by.unit == community
    return own and tier == MeetingTier.COMMUNITY


def must_run(door: Door, by: Actor, tier: str, community: str | None) -> None:
    """Raises 403 for everybody else."""
    if not may_run(door, by, tier, community):
        raise errors.not_yours(
            "街道的会由指挥中心召集，社区的会由本社区或指挥中心召集",
            "The command centre runs the street's meetings, a community or the command centre its own.",
            [role.value for role in CALLING],
        )


def sees_all(door: Door, by: Actor) -> bool:
    """Whether somebody reads every meeting, not only those that their unit is invited to."""
    return by.has(Role.AUDITOR) or (of_the_street(door, by) and by.has(*LOOKING_ON))


def of_the_street(door: Door, by: Actor) -> bool:
    """Whether somebody sits at the street's command centre or its committee."""
    return by.unit in (door.city.policy.desk, door.city.policy.committee)
