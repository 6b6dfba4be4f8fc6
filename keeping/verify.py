"""`huying verify`: is anything not as it was written? Reads and changes nothing; may run while the system does."""

import argparse
from collections.abc import AsyncIterator

from infra.pack import load_city
from infra.photos import Photos
from infra.settings import Settings
from infra.shelves import archive_of, heads_of, marks_of, photos_of, vault_of
from infra.signing import public_key
from keeping.checking_days import check_days
from keeping.checking_events import check_events
from keeping.checking_files import check_archive, check_photos
from keeping.checking_matters import check_matters
from keeping.differences import Difference, Tally
from keeping.opening import read_model
from readmodel.database import Database
from readmodel.replaced import replaced_events

NAME, HELP = "verify", "check events, signed days, archive and photos against their hashes"


def add_to(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument(
        "--key", metavar="HEX", help="the public key that days must be signed with, as noted down"
    )


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out; 1 where anything differs. Raises `StartError`."""
    zone = load_city(settings.pack).calendar.timezone
    key, tally, found = asked.key or public_key(settings.paths.signing_key), Tally(), 0
    async with read_model(settings) as database:
        async for difference in differences(settings, database, key, zone, tally):
            print(difference)
            found += 1
        async with database.session() as session:
            gone = await replaced_events(session)
    for row in gone:
        print(
            f"(on record: {row.case_no} event {row.seq} gave way at {row.replaced_at.isoformat()}, {row.why})"
        )
    speed = tally.events / tally.seconds if tally.seconds else 0.0
    print(
        f"{tally.events} events of {tally.cases} cases ({speed:,.0f} events a second), {tally.days} signed days, "
        f"{tally.matters} matters, {tally.archived} archived cases, {tally.photos} photo files: "
        + (f"{found} differences" if found else "nothing differs")
    )
    return 1 if found else 0


async def differences(
    settings: Settings, database: Database, key: str | None, zone: str, tally: Tally
) -> AsyncIterator[Difference]:
    """All that is not as it was written, check by check; `zone` is the city's, by which days begin."""
    photos = Photos(photos_of(settings), vault_of(settings), marks_of(settings))
    checks = (
        check_events(database, tally),
        check_matters(database, tally),
        check_days(database, heads_of(settings), key, zone, tally),
        check_archive(database, archive_of(settings), tally),
        check_photos(photos, tally),
    )
    for check in checks:
        async for difference in check:
            yield difference
