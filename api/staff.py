"""Who is at the door: the signed-in account as an actor, and the roles a route asks for.

Used by every staff resource.

The door proves who; whether the rules allow it is said by the case itself.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import errors
from api.door import DoorDep
from domain.people import REPORTER, Actor, Role
from domain.words import ROLES

_bearer = HTTPBearer(auto_error=False, description="The token of POST /session.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]

DESK = (Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR, Role.SUPERVISOR)
"""Roles that see every case of their command centre."""
LOOKING_ON = (*DESK, Role.AREA_CHIEF, Role.CALLBACK, Role.REVIEWER, Role.AUDITOR)
"""Roles that may read the lists of cases."""


async def signed_in(door: DoorDep, bearer: Bearer) -> Actor:
    """The account behind the token. Raises 401."""
    if bearer is None:
        raise errors.unauthorized()
    actor = await door.tokens.actor(bearer.credentials)
    if actor is None:
        raise errors.unauthorized("登录已失效，请重新登录", "The token is not valid any more: sign in again.")
    return actor


Staff = Annotated[Actor, Depends(signed_in)]


async def anybody(request: Request, door: DoorDep, bearer: Bearer) -> Actor:
    """The signed-in account, or the public. Raises 401 for a token that is not valid."""
    if bearer is None and "authorization" not in request.headers:
        return REPORTER
    return await signed_in(door, bearer)


Anybody = Annotated[Actor, Depends(anybody)]


def one_of(*roles: Role) -> Callable[..., Coroutine[Any, Any, Actor]]:
    """Dependency: a signed-in account with any of these roles. Raises 401 and 403."""

    async def holder(actor: Staff) -> Actor:
        need(actor, *roles)
        return actor

    return holder


def need(actor: Actor, *roles: Role) -> None:
    """Raise 403 unless the actor has one of the roles."""
    if not actor.has(*roles):
        named = "、".join(ROLES[role] for role in roles)
        english = ", ".join(ROLES[role].en for role in roles)
        raise errors.not_yours(f"须由{named}操作", f"This is for: {english}.", [role.value for role in roles])


def at_desk(door: DoorDep, actor: Actor) -> bool:
    """Whether the actor sees every case: a desk role of a command centre, not of an ordinary unit."""
    centres = {
        door.city.policy.desk,
        door.city.policy.committee,
        *(rung.unit for rung in door.city.policy.rungs),
    }
    return actor.unit in centres and actor.has(*DESK)
