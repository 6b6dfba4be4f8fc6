"""Whether an edition of the pack may be taken up, and taking it up. Used by the administrators' pages."""

from pathlib import Path

from api import errors
from api.door import Door
from api.reading import read
from domain.label import Label
from domain.people import Actor
from domain.policy import City
from infra.editions import Edition
from readmodel.acts import add_act, holding

__all__ = ["Edition", "blocked", "take_up"]


async def blocked(door: Door, city: City) -> list[Label]:
    """Why open cases, numbers given out or accounts do not allow that city after the present one."""
    now, found = door.city, []
    if city.policy.prefix != now.policy.prefix:
        found.append(Label("编号前缀不能改：已有的编号会失效", "The prefix of case numbers can't change."))
    if city.calendar.timezone != now.calendar.timezone:
        found.append(Label("时区不能改：已有的编号按日期", "The time zone can't change: numbers hold a day."))
    gone = tuple(sorted(now.units.keys() - city.units.keys()))
    for unit, number in sorted((await read(door, lambda session: holding(session, gone))).items()):
        found.append(
            Label(
                f"单位 {unit} 不能删：还有 {number} 个在途交办、待办或在用账号",
                f"Unit {unit} can't go: it has {number} open calls, tasks or accounts in use.",
            )
        )
    return found


async def take_up(door: Door, by: Actor, edition: Edition) -> Path:
    """Mark it as the next to be loaded; its folder. Raises 409 where it is faulty, or something hinders."""
    if edition.city is None:
        raise errors.forbidden(
            "faulty", "这一版有错，请先改正", "This edition has faults: correct them first."
        )
    if edition.edition == door.city.edition:
        raise errors.forbidden("loaded", "这就是正在用的一版", "This is the edition that is loaded.")
    hindrances = await blocked(door, edition.city)
    if hindrances:
        raise errors.forbidden(
            "hindered", "；".join(map(str, hindrances)), " ".join(one.en for one in hindrances)
        )
    await read(
        door,
        lambda session: add_act(session, by.account, by.unit, "pack", edition.edition, door.city.edition),
    )
    return await door.in_thread(door.editions.take_up, edition.edition)
