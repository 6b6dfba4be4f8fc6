"""`huying account`: who may sign in. Every act is on record as on the accounts page, in the name of `huying`."""

import argparse
import json
import re
import secrets
import sys

from sqlalchemy.ext.asyncio import AsyncSession

from api.passwords import hashed, weakness, words_here
from domain.people import Role
from domain.policy import City
from infra.pack import load_city
from infra.refusal import StartError
from infra.settings import Settings
from keeping.opening import read_model
from readmodel import accounts
from readmodel.acts import add_act

NAME, HELP = "account", "add, list, lock accounts; give a new password"
OURSELVES = "huying"
"""The name of whoever sits at the machine, in the record of administrators' acts."""
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


def add_to(parser: argparse.ArgumentParser) -> None:
    """Its own subcommands."""
    commands = parser.add_subparsers(dest="what", required=True, metavar="add|list|password|lock")
    add = commands.add_parser("add", help="add an account and print its one-time password")
    add.add_argument("username")
    add.add_argument("--unit", required=True, help="unit code, as in units.csv")
    roles = [role.value for role in Role if role not in (Role.REPORTER, Role.SYSTEM)]
    add.add_argument("--role", action="append", required=True, choices=roles, dest="roles", metavar="ROLE")
    listed = commands.add_parser("list", help="list all accounts")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    password = commands.add_parser("password", help="give a new password; the account's sessions end")
    password.add_argument("username")
    for command in (add, password):
        command.add_argument("--stdin", action="store_true", help="read the password from standard input")
    lock = commands.add_parser("lock", help="nobody signs in with it any more; its sessions end")
    lock.add_argument("username")


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out; exit status. Raises `StartError`."""
    city = load_city(settings.pack)
    async with read_model(settings) as database, database.session(writing=asked.what != "list") as session:
        match asked.what:
            case "add":
                print(await _add(session, city, asked))
            case "list":
                for account in await accounts.list_accounts(session):
                    print(_line(account, as_json=asked.json))
            case "password":
                print(await _password(session, city, asked))
            case _:
                await _lock(session, city, asked.username)
                print(f"account {asked.username} is locked")
    return 0


async def _add(session: AsyncSession, city: City, asked: argparse.Namespace) -> str:
    if not _USERNAME.fullmatch(asked.username):
        raise StartError(
            f"{asked.username!r} can't be a user name: letters, figures and . _ @ - only, at most 64"
        )
    if asked.unit not in city.units:
        raise StartError(f"there is no unit {asked.unit} in the pack's units.csv")
    password, said = _chosen(city, asked.username, asked.unit, from_stdin=asked.stdin)
    account = accounts.Account(asked.username, hashed(password), asked.unit, tuple(asked.roles))
    try:
        await accounts.add_account(session, account)
    except accounts.AccountExists as error:
        raise StartError(f"there is an account {asked.username} already") from error
    detail = f"{asked.unit}: {', '.join(asked.roles)}"
    await add_act(session, OURSELVES, city.policy.desk, "account.added", asked.username, detail)
    return f"account {asked.username} added{said}"


async def _password(session: AsyncSession, city: City, asked: argparse.Namespace) -> str:
    found = await accounts.get_account(session, asked.username)
    password, said = _chosen(city, asked.username, found.unit if found else "", from_stdin=asked.stdin)
    if not await accounts.set_password(session, asked.username, hashed(password)):
        raise _unknown(asked.username)
    await add_act(session, OURSELVES, city.policy.desk, "account.password", asked.username)
    return f"account {asked.username} has a new password{said}"


async def _lock(session: AsyncSession, city: City, username: str) -> None:
    if not await accounts.disable_account(session, username):
        raise _unknown(username)
    await add_act(session, OURSELVES, city.policy.desk, "account.disabled", username)


def _chosen(city: City, username: str, unit: str, *, from_stdin: bool) -> tuple[str, str]:
    """The password, and how it is told: one that was handed over is not repeated."""
    if not from_stdin:
        password = secrets.token_urlsafe(12)
        return password, f"; its one-time password: {password}"
    password = sys.stdin.readline().rstrip("\n")
    if weak := weakness(password, words_here(city, username, unit)):
        raise StartError(weak[1])
    return password, ""


def _line(account: accounts.Account, *, as_json: bool) -> str:
    if as_json:
        fields = {"username": account.username, "unit": account.unit, "roles": account.roles}
        return json.dumps({**fields, "locked": account.disabled}, ensure_ascii=False)
    locked = "  (locked)" if account.disabled else ""
    return f"{account.username:<24} {account.unit:<16} {', '.join(account.roles)}{locked}"


def _unknown(username: str) -> StartError:
    return StartError(f"there is no account {username}")
