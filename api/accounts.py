"""Accounts: those of a demo, the first administrator, and `python -m api.accounts add` for all others."""

import argparse
import asyncio
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from api.passwords import hashed
from domain.organisation import Unit, UnitKind
from domain.people import Role
from domain.policy import City
from infra.pack import load_city
from infra.refusal import StartError
from infra.settings import load
from readmodel.accounts import Account, AccountExists, add_account, add_missing_accounts, count_accounts
from readmodel.database import Database, migrate

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


async def first_accounts(database: Database, city: City, *, demo: bool) -> str | None:
    """Make the accounts of a first start; return the administrator's one-time password if one was made.

    Raises what the database raises.
    """
    if demo:
        async with database.session() as session:
            await add_missing_accounts(session, list(demo_accounts(city)))
        return None
    async with database.session() as session:
        if await count_accounts(session):
            return None
        password = secrets.token_urlsafe(12)
        await add_account(session, Account("admin", hashed(password), city.policy.desk, (Role.ADMIN,)))
    return password


def main(arguments: list[str] | None = None) -> int:
    """`add USERNAME --unit UNIT --role ROLE [--role ROLE]`; the password is read from standard input or made.

    Exit status 0, or 1 with one clear sentence.
    """
    parser = argparse.ArgumentParser(
        prog="huying account", description="Manage the accounts of this installation."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="add an account and print its one-time password")
    add.add_argument("username")
    add.add_argument("--unit", required=True, help="unit code, as in units.csv")
    add.add_argument("--role", action="append", required=True, choices=[r.value for r in Role], dest="roles")
    asked = parser.parse_args(arguments)
    try:
        print(asyncio.run(_add(asked.username, asked.unit, tuple(asked.roles))))
    except (StartError, AccountExists) as error:
        said = f"there is an account {error} already" if isinstance(error, AccountExists) else str(error)
        print(said, file=sys.stderr)
        return 1
    return 0


async def _add(username: str, unit: str, roles: tuple[str, ...]) -> str:
    settings = load()
    city = load_city(Path(settings.pack))
    if unit not in city.units:
        raise StartError(f"there is no unit {unit} in {settings.pack}/units.csv")
    await asyncio.to_thread(migrate, settings.database)
    database, password = Database(settings.database), secrets.token_urlsafe(12)
    try:
        async with database.session() as session:
            await add_account(session, Account(username, hashed(password), unit, roles))
    finally:
        await database.dispose()
    return f"account {username} added; its one-time password: {password}"


if __name__ == "__main__":
    sys.exit(main())
