"""`huying retain`: erase now what is over, as every hour does by itself; `--dry-run` says what that would be.

Personal data of a case is over HUYING_KEEP_PERSONAL_DAYS after it closed, or at once after closing where somebody's
erasure was granted. A backup holds the keys of its day: keep what `--list` prints apart from it, and give it to
`--again` when an older backup had to be restored.
"""

import argparse
import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from activities.forgetting import Forgetter
from infra.clock import story_clock
from infra.logfiles import over
from infra.pack import load_city
from infra.settings import Settings
from infra.shelves import keepings_of
from keeping.opening import read_model
from readmodel.erasures import all_erased, mark

NAME, HELP = "retain", "erase personal data and delete logs whose time is over"


def add_to(parser: argparse.ArgumentParser) -> None:
    """Its option."""
    parser.add_argument("--dry-run", action="store_true", help="only say what would go")
    parser.add_argument(
        "--list", action="store_true", help="only print the numbers of all cases that are erased"
    )
    parser.add_argument(
        "--again", type=Path, metavar="FILE", help="after restoring an older backup: what --list had printed"
    )


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out; 1 where something could not be erased. Raises `StartError`."""
    story, city = story_clock(settings), load_city(settings.pack)
    keepings = keepings_of(settings, city.calendar.timezone, story.scale)
    logs = over(settings.paths.logs, datetime.now(UTC).date(), settings.keep_log_days)
    async with read_model(settings) as database:
        if asked.list:
            async with database.session() as session:
                print(*await all_erased(session), sep="\n")
            return 0
        if asked.again:
            numbers = await asyncio.to_thread(_numbers, asked.again)
            await database.write(partial(mark, numbers, "again", datetime.now(UTC)))
        forgetter = Forgetter(database, keepings, lambda: story.story(datetime.now(UTC)))
        if asked.dry_run:
            cases = await forgetter.due(limit=10_000)
            print(*cases, *(path.name for path in logs), sep="\n")
            print(f"{len(cases)} cases would be erased, {len(logs)} log files deleted")
            return 0
        done, failed, after = 0, list[str](), ""
        while True:
            one = await forgetter.forget(after)
            done, failed = done + one.done, [*failed, *one.failed]
            if one.next is None:
                break
            after = one.next
    for path in logs:
        path.unlink(missing_ok=True)
    print(
        f"{done} cases erased, {len(logs)} log files deleted"
        + (f"; not: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def _numbers(file: Path) -> list[str]:
    return file.read_text("utf-8").split()
