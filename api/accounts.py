"""The accounts of a first start: those of a demo, or one administrator; `huying account` makes all others."""

import secrets
from collections.abc import Iterator
from datetime import datetime

from api.passwords import hashed
from domain.organisation import Unit, UnitKind
from domain.people import Role
from domain.policy import City
from readmodel.accounts import Account, add_account, add_missing_accounts, count_accounts
from readmodel.database import Database
from readmodel.rounds import appoint_missing

DEMO_PASSWORD = "huying-demo"
OF_KIND = {UnitKind.GRID: (Role.GRID_CHIEF,), UnitKind.STATION: (Role.STATION_CHIEF,)}
AT_DESK = {
    "street-intake": Role.INTAKE,
    "street-dispatch": Role.DISPATCHER,
    "street-chief": Role.CHIEF,
    "street-director": Role.DIRECTOR,
    "area-chief-1": Role.AREA_CHIEF,
    "callback-1": Role.CALLBACK,
    "reviewer-1": Role.REVIEWER,
    "reviewer-2": Role.REVIEWER,
    "operator": Role.OPERATOR,
    "admin": Role.ADMIN,
}
ABOVE_THE_DESK = {"supervisor": Role.SUPERVISOR, "auditor": Role.AUDITOR}


def demo_accounts(city: City) -> Iterator[Account]:
    """Every unit and grid by its code, and the named ones of the HTTP contract; one password for all."""
    shared, policy = hashed(DEMO_PASSWORD, demo=True), city.policy
    rungs = {rung.unit for rung in policy.rungs}
    for unit in city.units.values():
        yield Account(unit.code, shared, unit.code, _roles(unit, above=unit.code in rungs))
    for name, role in AT_DESK.items():
        yield Account(name, shared, policy.desk, (role,))
    for name, role in ABOVE_THE_DESK.items():
        yield Account(name, shared, policy.committee, (role,))
    for rung in policy.rungs:
        yield Account(f"{rung.tier}-chief", shared, rung.unit, (Role.CHIEF,))


def _roles(unit: Unit, *, above: bool) -> tuple[Role, ...]:
    return (Role.HANDLER, *OF_KIND.get(unit.kind, ()), *((Role.CHIEF,) if above else ()))


HOLDERS = {"PQ01": "area-chief-1", "HZ03": "street-director", "LZ01": "guanli"}
"""Who holds a chief's post in a demo."""


async def first_holders(database: Database, city: City, now: datetime) -> None:
    """Some posts of a demo are held from the start. `now` is story time, UTC. Raises what the database raises."""
    posts = {chief: account for chief, account in HOLDERS.items() if chief in city.chiefs.posts}
    async with database.session(writing=True) as session:
        await appoint_missing(session, posts, now)


async def first_accounts(database: Database, city: City, *, demo: bool) -> str | None:
    """Make the accounts of a first start; return the administrator's one-time password if one was made.

    Raises what the database raises.
    """
    if demo:
        async with database.session(writing=True) as session:
            await add_missing_accounts(session, list(demo_accounts(city)))
        return None
    async with database.session(writing=True) as session:
        if await count_accounts(session):
            return None
        password = secrets.token_urlsafe(12)
        await add_account(session, Account("admin", hashed(password), city.policy.desk, (Role.ADMIN,)))
    return password
