"""`huying archive`: what the keeping workflow does every hour, now."""

import argparse
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from activities.keeping import Keeper
from infra.clock import story_clock
from infra.pack import load_city
from infra.refusal import StartError
from infra.settings import Settings
from infra.shelves import keepings_of
from keeping.opening import engine, read_model

NAME, HELP = "archive", "sign the days that are over and archive closed cases now"


def add_to(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--all", action="store_true", help="every closed case, however lately it was closed")


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out; 1 where a case could not be archived. Raises `StartError`."""
    client, story = await engine(settings), story_clock(settings)
    if client is None:
        raise StartError("Temporal can't be reached, and each case is held against its own events first")
    keepings = keepings_of(settings, load_city(settings.pack).calendar.timezone, story.scale)
    if asked.all:
        keepings = replace(keepings, after=timedelta())
    async with read_model(settings) as database:
        keeper = Keeper(client, database, keepings, lambda: story.story(datetime.now(UTC)))
        days = await keeper.sign_days()
        done, failed, after = 0, list[str](), ""
        while True:
            one = await keeper.archive(after)
            done, failed, after = done + one.done, [*failed, *one.failed], one.next or ""
            if one.next is None:
                break
    print(f"{len(days)} days signed, {done} cases archived")
    for case_no in failed:
        print(f"{case_no} was not archived: see the log")
    return 1 if failed else 0
