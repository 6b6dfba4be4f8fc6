"""Who writes: the client behind an `api_key`. Used where GeoReport asks for one, and where one may see more with it."""

from limits import RateLimitItemPerMinute

from api import errors
from api.door import Door
from api.limits import CLIENTS
from domain.people import Actor, Role


def account(name: str) -> str:
    """The account under which a client's words stand in the record."""
    return f"open311:{name}"


def writing(door: Door, key: str) -> Actor:
    """The client of that key as an actor, one of its writes counted. Raises 403, and 429 above its limit.

    It speaks for reporters and has no more rights than they have.
    """
    client = door.client_of(key)
    if client is None:
        raise errors.not_yours("api_key 缺失或无效", "The api_key is missing or not valid.")
    door.limits.spend(RateLimitItemPerMinute(client.per_minute, namespace=CLIENTS), client.name)
    return _actor(client.name)


def reading(door: Door, key: str | None) -> Actor | None:
    """The client of that key; None without one. Raises 403 for a key that is not valid."""
    if not key:
        return None
    client = door.client_of(key)
    if client is None:
        raise errors.not_yours("api_key 无效", "The api_key is not valid.")
    return _actor(client.name)


def _actor(name: str) -> Actor:
    return Actor(account(name), roles=(Role.REPORTER,))
