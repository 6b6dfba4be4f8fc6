"""Matters in the audit and in the archive, on the real server: found asleep, recorded again, filed and put back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import delete, select, update
from temporalio.testing import WorkflowEnvironment

from activities.kinds import OF_MATTERS
from activities.own_events import own_events
from contracts import names
from contracts.archive import unpack
from contracts.audits import FindingKind
from contracts.codec import from_json
from domain.matters import facts as f
from domain.matters.events import MatterEvent
from domain.people import REPORTER
from infra.blobs import Blobs, Folder
from keeping.checking_files import check_archive
from keeping.checking_matters import check_matters
from keeping.differences import Tally
from keeping.rebuild import from_archive, from_workflows
from readmodel.archived import due
from readmodel.database import Database
from readmodel.rebuild import rebuild_matters
from readmodel.upserts import MATTER_EVENTS, MATTERS
from tests.playing import FRIDAY_MORNING
from tests.workflows.test_audit import Audits, audits
from tests.workflows.test_keeping import Keeping, keeping
from tests.workflows.test_matters import LiveMatter, start, stored

__all__ = ["audits", "keeping"]


@pytest_asyncio.fixture(loop_scope="session")
async def live(temporal: WorkflowEnvironment, workers: None, database: Database) -> AsyncIterator[LiveMatter]:
    """A matter that was accepted, and is on record."""
    matter = await start(temporal)
    await matter.say(f.Accept())
    while len(await stored(database, matter.number)) < (await matter.state()).seq:
        pass
    yield matter


async def forget(database: Database, number: str) -> None:
    """The read model never heard of it."""
    async with database.session() as session:
        for rows in (MATTER_EVENTS, MATTERS):
            await session.execute(delete(rows).where(rows.c.matter_no == number))


async def phase(database: Database, number: str) -> str | None:
    """What the read model shows."""
    async with database.session() as session:
        return await session.scalar(select(MATTERS.c.phase).where(MATTERS.c.matter_no == number))


async def test_one_without_a_row_gets_it_and_one_that_sleeps_is_woken(
    live: LiveMatter, audits: Audits
) -> None:
    assert await audits.of(live.number) == ([], [])
    await forget(audits.database, live.number)
    assert await audits.of(live.number) == ([FindingKind.WORKFLOW_WITHOUT_ROW], [])
    assert await phase(audits.database, live.number) == "handling"
    audits.now = FRIDAY_MORNING + timedelta(days=30)
    before = (await live.state()).seq
    assert await audits.of(live.number) == ([FindingKind.OVERDUE], [])
    assert (await live.state()).seq == before  # woken, it looked at its own clock: nothing is due there


async def test_a_closed_one_with_an_open_row_is_recorded_again(live: LiveMatter, audits: Audits) -> None:
    await live.say(f.Withdraw(), REPORTER)
    await live.handle.result()
    async with audits.database.session() as session:
        where = MATTERS.c.matter_no == live.number
        await session.execute(delete(MATTER_EVENTS).where(MATTER_EVENTS.c.matter_no == live.number))
        await session.execute(delete(MATTERS).where(where))
    own = await own_events(live.temporal.client, live.number, kind=OF_MATTERS)
    await OF_MATTERS.append(audits.database, live.number, own[:2])
    assert await audits.of(live.number) == ([FindingKind.CLOSED_WITH_OPEN_ROW], [])
    assert await phase(audits.database, live.number) == "closed"
    assert await stored(audits.database, live.number) == own


async def test_a_row_that_no_workflow_stands_behind_is_reported(live: LiveMatter, audits: Audits) -> None:
    own = await own_events(live.temporal.client, live.number, kind=OF_MATTERS)
    number = f"{live.number}X"
    await OF_MATTERS.append(audits.database, number, own)
    async with audits.database.session() as session:
        await session.execute(update(MATTERS).where(MATTERS.c.matter_no == number).values(phase="handling"))
    # The events name another number; the row that they make is that one's.
    assert await phase(audits.database, live.number) == "handling"
    await live.handle.terminate("the server lost it")
    assert await audits.of(live.number) == ([FindingKind.CLOSED_WITH_OPEN_ROW], [])


async def closed(live: LiveMatter, keeping: Keeping) -> None:
    """It ends, and its time in the archive has come."""
    await live.say(f.Withdraw(), REPORTER)
    await live.handle.result()
    keeping.now = (await stored(keeping.database, live.number))[-1].at + timedelta(hours=25)


async def test_a_closed_one_lies_in_a_file_of_its_own(
    live: LiveMatter, keeping: Keeping, audits: Audits
) -> None:
    await closed(live, keeping)
    async with keeping.database.session() as session:  # as the audit asks, whatever others left
        late = await due(session, FRIDAY_MORNING + timedelta(days=60), "", 100_000)
    assert (live.number, "matter") in {(one.number, one.of) for one in late}
    assert live.number not in (await keeping.run()).failed
    row = await keeping.row(live.number)
    assert row is not None
    content = (keeping.folder / "archive" / row.name).read_bytes()
    events = [from_json(MatterEvent, one.body) for one in unpack(live.number, content)]
    assert events == await stored(keeping.database, live.number)
    assert await audits.of(live.number) == ([], [])


@pytest.mark.parametrize("where", ["archive", "workflow"])
async def test_what_the_table_lost_comes_back(live: LiveMatter, keeping: Keeping, where: str) -> None:
    await closed(live, keeping)
    await keeping.keeper.archive()
    before = await stored(keeping.database, live.number)
    async with keeping.database.session() as session:
        lost = (MATTER_EVENTS.c.matter_no == live.number, MATTER_EVENTS.c.seq > 1)
        await session.execute(delete(MATTER_EVENTS).where(*lost))
    archive: Blobs = Folder(keeping.folder / "archive")
    told = [str(difference) async for difference in check_matters(keeping.database, Tally())]
    assert f"{live.number}: its row counts {len(before)} events, and 1 are stored" in told
    assert [
        one async for one in check_archive(keeping.database, archive, Tally()) if live.number in one.where
    ]
    if where == "archive":
        faults = [fault async for fault in from_archive(keeping.database, archive)]
    else:
        await forget(keeping.database, live.number)
        faults = [fault async for fault in from_workflows(keeping.database, live.temporal.client, OF_MATTERS)]
    assert [fault for fault in faults if live.number in fault] == []
    await rebuild_matters(keeping.database)
    assert await stored(keeping.database, live.number) == before
    told = [str(difference) async for difference in check_matters(keeping.database, Tally())]
    assert [line for line in told if live.number in line] == []


async def test_a_changed_event_is_found(live: LiveMatter, keeping: Keeping) -> None:
    first = (MATTER_EVENTS.c.matter_no == live.number, MATTER_EVENTS.c.seq == 1)
    async with keeping.database.session() as session:
        await session.execute(update(MATTER_EVENTS).where(*first).values(body="{}"))
    told = [str(difference) async for difference in check_matters(keeping.database, Tally())]
    assert f"{live.number} event 1: its text is not that of its digest" in told
    assert (await live.handle.describe()).workflow_type == names.MATTER_WORKFLOW
    await forget(keeping.database, live.number)
