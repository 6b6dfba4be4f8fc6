"""Bring the database up to date and make keys, story clock and first account, before anything is started.

For installations of several processes, whose own run with HUYING_MIGRATE=0. Repeating it changes nothing.
"""

import argparse

from api.accounts import first_accounts
from infra.clock import story_clock
from infra.pack import load_city
from infra.settings import Settings
from infra.shelves import keyring_of, signer_of
from keeping.opening import read_model

NAME, HELP = "prepare", "bring the database up to date, make the keys, the story clock and the first account"


def add_to(parser: argparse.ArgumentParser) -> None:
    """It asks for nothing."""


async def run(_: argparse.Namespace, settings: Settings) -> int:
    """Exit status 0. Raises `StartError`."""
    city = load_city(settings.pack)
    settings.paths.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    signer_of(settings)
    keyring_of(settings)
    story_clock(settings)
    async with read_model(settings) as database:
        password = await first_accounts(database, city, demo=settings.demo)
    if password is not None:
        print(f"first start: account admin, one-time password {password}", flush=True)
    print("prepared: database, keys, story clock")
    return 0
