"""Who holds a chief's post: a grid's worker by their unit, everybody else by appointment. Used by routes and pages."""

from api import errors
from api.door import Door
from api.reading import read
from domain.chiefs import Chief, held_by_unit
from domain.people import Actor, Role
from readmodel.rounds import posts_of

__all__ = ["as_chief", "posts_held"]


async def posts_held(door: Door, by: Actor) -> tuple[Chief, ...]:
    """The posts of this account. Raises 503."""
    named = await read(door, lambda session: posts_of(session, by.account))
    own = tuple(held_by_unit(door.city.chiefs, by.unit)) if by.has(Role.GRID_CHIEF) else ()
    posts = door.city.chiefs.posts
    return (*(posts[code] for code in named if code in posts), *own)


async def as_chief(door: Door, by: Actor, lead: str) -> Actor:
    """The account as it speaks to a round: in the post that leads it where it holds that, else in its own unit."""
    if lead != by.unit and any(chief.code == lead for chief in await posts_held(door, by)):
        return Actor(by.account, lead, by.roles, by.unit)
    return by


def chief_of(door: Door, code: str) -> Chief:
    """The post of that code. Raises 404."""
    chief = door.city.chiefs.posts.get(code)
    if chief is None:
        raise errors.unknown("没有这个四长岗位", "There is no such post.")
    return chief
