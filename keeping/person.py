"""`huying person`: all that is kept of somebody, written into a folder or erased. Two accounts answer for it.

Erased is what is closed; a case that is open is erased within the hour of its end. Facts and figures stay.
"""

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from domain.people import Role
from domain.persons import normalised
from infra.pack import load_city
from infra.photos import Photos
from infra.refusal import StartError
from infra.sealing import SealError, Vault
from infra.settings import Settings
from infra.shelves import all_photos_of, vault_of
from keeping import retain
from keeping.account import OURSELVES
from keeping.opening import read_model
from readmodel import accounts, erasures
from readmodel.acts import add_act
from readmodel.database import Database
from readmodel.persons import Theirs, Unseal, cases_of, kept_of
from readmodel.privacy_tables import PersonRow

NAME, HELP = "person", "export or erase what is kept of one person"


def add_to(parser: argparse.ArgumentParser) -> None:
    """Its own subcommands."""
    commands = parser.add_subparsers(dest="what", required=True, metavar="export|erase")
    export = commands.add_parser("export", help="write it into a new folder: JSON and photos")
    export.add_argument("--to", required=True, type=Path, metavar="DIR", help="a new or empty folder")
    erase = commands.add_parser("erase", help="destroy the keys of their cases")
    for command in (export, erase):
        command.add_argument(
            "--phone",
            required=True,
            help="the number or e-mail address they left; - reads it from standard input",
        )
        command.add_argument("--reason", required=True, help="kept with the record of it")
        command.add_argument("--by", required=True, metavar="ACCOUNT", help="administrator who asks")
        command.add_argument(
            "--second", required=True, metavar="ACCOUNT", help="administrator or auditor who grants"
        )


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out. Raises `StartError` and changes nothing then."""
    contact = normalised(sys.stdin.readline() if asked.phone == "-" else asked.phone)
    if not contact:
        raise StartError("that is neither a telephone number nor an e-mail address")
    if asked.what == "export" and await asyncio.to_thread(_filled, asked.to):
        raise StartError(f"{asked.to} is not empty: choose a new folder")
    unseal = _unsealing(vault_of(settings))
    async with read_model(settings) as database:
        found = await cases_of(database, unseal, contact)
        desk = load_city(settings.pack).policy.desk
        async with database.session(writing=True) as session:
            await _put_down(session, asked, found, desk)
        if asked.what == "export":
            await _export(database, settings, unseal, found, asked.to)
    if asked.what == "export":
        print(f"{len(found)} cases written to {asked.to}")
        return 0
    print(f"{len(found)} cases; {sum(not case.closed for case in found)} are open and follow when they close")
    return await retain.run(argparse.Namespace(dry_run=False, list=False, again=None), settings)


def _filled(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


async def _put_down(session: AsyncSession, asked: argparse.Namespace, found: list[Theirs], desk: str) -> None:
    """Asked by one, granted by another, on record."""
    await _holder(session, asked.by, Role.ADMIN)
    await _holder(session, asked.second, Role.ADMIN, Role.AUDITOR)
    if asked.by == asked.second:
        raise StartError("--by and --second must be two people")
    now, cases = datetime.now(UTC), json.dumps([case.case_no for case in found])
    row = PersonRow(
        id=uuid4().hex, what=asked.what, cases=cases, reason=asked.reason, asked_by=asked.by, asked_at=now
    )
    await erasures.keep_request(session, row)
    await erasures.grant(session, row.id, asked.second, now)
    detail = f"{len(found)}: {asked.reason} ({asked.by}, {asked.second})"
    await add_act(session, OURSELVES, desk, f"person.{asked.what}", row.id, detail)


async def _holder(session: AsyncSession, username: str, *roles: Role) -> None:
    account = await accounts.get_account(session, username)
    if account is None or account.disabled or not {role.value for role in roles} & set(account.roles):
        raise StartError(
            f"{username} is no account in use with the role {' or '.join(role.value for role in roles)}"
        )


async def _export(
    database: Database, settings: Settings, unseal: Unseal, found: list[Theirs], folder: Path
) -> None:
    """A JSON file a case, and a folder of photos."""
    photos = all_photos_of(settings)
    for case in found:
        async with database.session() as session:
            kept: dict[str, Any] = await kept_of(session, unseal, case.case_no)
        await asyncio.to_thread(_write, kept, photos, folder)


def _write(kept: dict[str, Any], photos: Photos, folder: Path) -> None:
    case_no, text = str(kept["case_no"]), json.dumps(kept, ensure_ascii=False, indent=2)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{case_no}.json").write_text(text, "utf-8")
    for name in (*kept["photos"], *kept.get("papers", ())):
        content = photos.read(case_no, name, "whole")
        if content is not None:
            (folder / case_no).mkdir(exist_ok=True, mode=0o700)
            kind = "pdf" if content.startswith(b"%PDF") else "jpg"
            (folder / case_no / f"{name}.{kind}").write_bytes(content)


def _unsealing(vault: Vault) -> Unseal:
    def unseal(case_no: str, text: str) -> dict[str, Any]:
        try:
            return vault.unseal(case_no, text)
        except SealError:
            return {}

    return unseal
