"""`huying rebuild`: the read model made again from events and archive, and what is missing fetched from the cases.

For after a restore, a damaged table, or new rules of showing. Safe while the system runs; may be run again any time.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import PurePosixPath

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from activities.kinds import KINDS, Kind
from activities.own_events import own_events
from contracts import names
from contracts.archive import ArchiveDamaged, StoredEvent, unpack
from contracts.codec import to_json
from domain.chain import digest_of, linked
from infra.blobs import Blobs
from infra.settings import Settings
from infra.shelves import archive_of
from keeping.opening import engine, read_model
from readmodel.archived import register
from readmodel.database import Database
from readmodel.keeping_tables import ArchivedRow
from readmodel.rebuild import rebuild, rebuild_matters, rebuild_rounds
from readmodel.refill import DoesNotFit, Recorded, lacking, ledger_of, put_back, recorded, registered

NAME, HELP = "rebuild", "make the read model again from events, archive and running cases"
ENDING = ".json.gz"


def add_to(parser: argparse.ArgumentParser) -> None:
    """It has no options."""


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out; 1 where something could not be put back. Raises `StartError`."""
    async with read_model(settings) as database:
        faults = [fault async for fault in from_archive(database, archive_of(settings))]
        client = await engine(settings)
        if client is None:
            print(
                "Temporal can't be reached: what only running cases know was not fetched. Run it again then."
            )
        else:
            for kind in KINDS.values():
                faults += [fault async for fault in from_workflows(database, client, kind)]
        print(f"{await rebuild(database)} cases folded from their events")
        print(f"{await rebuild_matters(database)} matters folded from theirs")
        print(f"{await rebuild_rounds(database)} patrols and joint actions folded from theirs")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


async def from_archive(database: Database, archive: Blobs) -> AsyncIterator[str]:
    """Put back what files hold and the table lacks; yields what could not be."""
    async with database.session() as session:
        wanted = {row.name: row.case_no for row in await lacking(session)}
        known = await registered(session)
    held = await asyncio.to_thread(lambda: [one.name for one in archive.held("")])
    strays = {name for name in held if name.endswith(ENDING) and name not in known}
    wanted |= {name: PurePosixPath(name).name.removesuffix(ENDING) for name in strays}
    events = 0
    for name, case_no in sorted(wanted.items()):
        content = await asyncio.to_thread(archive.get, name)
        if content is None:
            yield f"{case_no}: its file {name} is not in the archive"
            continue
        try:
            found = unpack(case_no, content)
            events += await put_back(database, case_no, found, ledger_of(found))
        except (ArchiveDamaged, DoesNotFit) as error:
            yield f"{name}: {error}"
            continue
        if name in strays:
            chain = linked(case_no, (digest_of(event.body) for event in found))
            row = ArchivedRow(
                case_no=case_no, seq=len(found), chain=chain, name=name, sha256=sha256(content).hexdigest()
            )
            await database.write(partial(register, row))
    print(f"{events} events put back from {len(wanted)} files of the archive")


async def from_workflows(database: Database, client: Client, kind: Kind) -> AsyncIterator[str]:
    """Put back what cases (or matters) know that Temporal still has, running or closed; yields what could not be."""
    async with database.session() as session:
        stored = await recorded(session, kind.ledger)
    there: dict[str, bool] = {}
    async for run in client.list_workflows(f"WorkflowType = '{kind.workflow}'"):
        number = names.case_of(run.id)
        there[number] = there.get(number, False) or run.status is WorkflowExecutionStatus.RUNNING
    events, asked = 0, 0
    for number, running in sorted(there.items()):
        known = stored.get(number, Recorded(0, 0, closed=False))
        if known.whole and known.closed and not running:
            continue
        asked += 1
        try:
            own = await own_events(client, number, known.last + 1 if known.whole else 1, kind)
            now = datetime.now(UTC)
            found = [StoredEvent(event.seq, to_json(event), now) for event in own]
            events += await put_back(database, number, found, kind.ledger) if found else 0
        except (RPCError, DoesNotFit) as error:
            yield f"{number}: {error}"
    print(f"{events} events put back from {asked} {kind.en} of which more might be known")
