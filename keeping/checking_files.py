"""Files: each case's in the archive against register and events, each photo against the hash in its name."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import PurePosixPath

from contracts.archive import ArchiveDamaged, unpack
from domain.chain import digest_of, linked
from infra.blobs import Blobs
from infra.photos import Photos
from keeping.differences import Difference, Tally
from readmodel.archived import archived_after
from readmodel.database import Database
from readmodel.keeping_tables import ArchivedRow
from readmodel.refill import registered
from readmodel.whole_record import Place, chain_at

PAGE = 500


async def check_archive(database: Database, archive: Blobs, tally: Tally) -> AsyncIterator[Difference]:
    """Every entry of the register, then files that it does not name. What is being archived now is looked at again."""
    last = ""
    while True:
        async with database.session() as session:
            rows = await archived_after(session, last, PAGE)
        for row in rows:
            tally.archived += 1
            wrong = await _of_entry(database, archive, row)
            if wrong is not None:
                async with database.session() as session:
                    again = await session.get(ArchivedRow, row.case_no)
                wrong = await _of_entry(database, archive, again) if again else "left the register"
            if wrong is not None:
                yield Difference(f"archive/{row.name}", wrong)
        if len(rows) < PAGE:
            break
        last = rows[-1].case_no
    held = await asyncio.to_thread(lambda: [one.name for one in archive.held("")])
    async with database.session() as session:
        names = await registered(session)
    for name in sorted(set(held) - names):
        if not PurePosixPath(name).name.startswith("."):  # a draft
            yield Difference(f"archive/{name}", "is not in the register")


async def _of_entry(database: Database, archive: Blobs, row: ArchivedRow) -> str | None:
    """What is wrong with an entry, its file, or the events that it holds."""
    content = await asyncio.to_thread(archive.get, row.name)
    wrong = "is missing" if content is None else _of_file(row, content)
    if wrong is None and await _stored(database, row) != row.chain:
        wrong = f"the events of {row.case_no} are not those it holds"
    return wrong


def _of_file(row: ArchivedRow, content: bytes) -> str | None:
    if sha256(content).hexdigest() != row.sha256:
        return "is not the file that was written"
    try:
        events = unpack(row.case_no, content)
    except ArchiveDamaged as error:
        return str(error)
    chain = linked(row.case_no, (digest_of(event.body) for event in events))
    return None if (chain, len(events)) == (row.chain, row.seq) else "is not what the register says"


async def _stored(database: Database, row: ArchivedRow) -> str | None:
    async with database.session() as session:
        return await chain_at(session, Place(row.case_no, row.seq))


async def check_photos(photos: Photos, tally: Tally) -> AsyncIterator[Difference]:
    """Every photo that a case keeps and whose key was not erased."""
    for name, damaged in await asyncio.to_thread(lambda: list(photos.checked())):
        tally.photos += 1
        if damaged:
            yield Difference(f"photos/{name}", "is not the picture of that name")
