"""Whether an edition of the pack may be taken up, and taking it up. Used by the administrators' pages."""

from pathlib import Path

from api import errors
from api.door import Door
from api.reading import read
from domain.label import Label
from domain.localtime import zone
from domain.people import Actor
from domain.policy import City
from infra.editions import Edition
from readmodel.acts import add_act, holding
from readmodel.redraws import approved_edition

__all__ = ["Edition", "blocked", "take_up"]


async def blocked(door: Door, city: City) -> list[Label]:
    """Why open cases, numbers given out or accounts do not allow that city after the present one."""
    now, found = door.city, []
    if city.policy.prefix != now.policy.prefix:
        found.append(Label("编号前缀不能改：已有的编号会失效", "The prefix of case numbers can't change."))
    if city.calendar.timezone != now.calendar.timezone:
        found.append(Label("时区不能改：已有的编号按日期", "The time zone can't change: numbers hold a day."))
    found += await _about_grids(door, city)
    gone = tuple(sorted(now.units.keys() - city.units.keys()))
    for unit, number in sorted((await read(door, lambda session: holding(session, gone))).items()):
        found.append(
            Label(
                f"单位 {unit} 不能删：还有 {number} 个在途交办、待办或在用账号",
                f"Unit {unit} can't go: it has {number} open calls, tasks or accounts in use.",
            )
        )
    return found


async def _about_grids(door: Door, city: City) -> list[Label]:
    """A redraw of the grids counts from its day on, and with two people's approval."""
    found, today = [], door.now().astimezone(zone(door.city.calendar.timezone)).date()
    begins = city.grid_editions[-1].valid_from if city.grid_editions else today
    if begins > today:
        found.append(
            Label(
                f"网格新版本自 {begins} 起生效，到时才能启用",
                f"These grids count from {begins} on, not before.",
            )
        )
    was = {code: one.grids for code, one in door.city.communities.items()}
    redrawn = any(one.grids != was.get(code, one.grids) for code, one in city.communities.items())
    if redrawn and not await read(door, lambda session: approved_edition(session, city.edition)):
        found.append(
            Label(
                "网格调整须在“网格版本”中提出，经两人批准",
                "A redraw is proposed, and approved by two people.",
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
