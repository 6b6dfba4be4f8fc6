"""The keeping of the record on the real server: closed cases in files, days signed, and what the audit says of both."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest_asyncio
from sqlalchemy import select, update
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.audit import MARGIN, Auditor, retention
from activities.forgetting import Forgetter
from activities.keeping import SETTLED, Keeper
from activities.own_events import own_events
from contracts import names
from contracts.archive import unpack
from contracts.audits import FindingKind
from contracts.codec import from_json
from contracts.heads import Head
from contracts.keeping import Keepings, Kept
from domain.chain import digest_of, root
from domain.events import Event
from infra.blobs import Folder
from infra.signing import Signer, holds, signer
from readmodel.archived import archived_after, stored_events
from readmodel.database import Database
from readmodel.heads import leaves_of
from readmodel.keeping_tables import ArchivedRow
from readmodel.upserts import EVENTS
from tests.playing import FRIDAY_MORNING
from tests.workflows.conftest import HOME, Begin
from tests.workflows.live import Live
from workflows.keeping import KeepingWorkflow


class Keeping:
    """A keeper whose moments are the test's choice."""

    def __init__(self, temporal: WorkflowEnvironment, database: Database, folder: Path, queue: str) -> None:
        self.temporal, self.database, self.queue, self.folder = temporal, database, queue, folder
        self.signer: Signer = signer(folder / "signing.key", b"s" * 32)
        self.now, self.clock = FRIDAY_MORNING, datetime.now().astimezone()
        self.erased: list[str] = []
        how = Keepings(
            Folder(folder / "archive"),
            Folder(folder / "heads"),
            self.signer.sign,
            self.signer.public,
            "Asia/Shanghai",
            timedelta(days=1),
            timedelta(days=1095),
            self.erased.append,
        )
        self.forgetter = Forgetter(database, how, lambda: self.now)
        self.keeper = Keeper(temporal.client, database, how, lambda: self.now, lambda: self.clock)

    async def run(self) -> Kept:
        """One hour's keeping."""
        kept: Kept = await self.temporal.client.execute_workflow(
            names.KEEPING_WORKFLOW, id=f"keeping-{uuid4().hex}", task_queue=self.queue, result_type=Kept
        )
        return kept

    async def row(self, case_no: str) -> ArchivedRow | None:
        """What the register says of a case."""
        async with self.database.session() as session:
            rows = await archived_after(session, "", 10_000)
        return next((row for row in rows if row.case_no == case_no), None)

    def head(self, day: str) -> Head:
        """The file of a signed day."""
        return from_json(Head, (self.folder / "heads" / f"{day}.json").read_bytes())


@pytest_asyncio.fixture(loop_scope="session")
async def keeping(
    temporal: WorkflowEnvironment, database: Database, tmp_path: Path
) -> AsyncIterator[Keeping]:
    """The keeping of what the session's workers record."""
    keeping = Keeping(temporal, database, tmp_path, f"keeping-{uuid4().hex[:8]}")
    activities = [keeping.keeper.sign_days, keeping.keeper.archive, keeping.forgetter.forget]
    async with Worker(
        temporal.client, task_queue=keeping.queue, workflows=[KeepingWorkflow], activities=activities
    ):
        yield keeping


async def ended(case: Live) -> None:
    await case.complete()
    await case.rate(5)
    await case.result()


async def test_a_closed_case_lies_in_a_file_of_its_own(begin: Begin, keeping: Keeping) -> None:
    case = await begin(item="A106", **HOME)
    await ended(case)
    keeping.now = await case.now() + timedelta(hours=23)
    await keeping.keeper.archive()
    assert await keeping.row(case.case_no) is None
    keeping.now += timedelta(hours=2)
    kept = await keeping.run()
    assert case.case_no not in kept.failed
    row = await keeping.row(case.case_no)
    assert row is not None
    content = (keeping.folder / "archive" / row.name).read_bytes()
    assert [from_json(Event, one.body) for one in unpack(case.case_no, content)] == await case.events()
    again = await keeping.run()
    assert again.archived == 0
    assert await keeping.row(case.case_no) == row


async def test_three_years_after_its_end_personal_data_is_erased_once(begin: Begin, keeping: Keeping) -> None:
    case = await begin(item="A106", **HOME)
    await ended(case)
    keeping.now = await case.now() + timedelta(days=1094)
    await keeping.forgetter.forget()
    assert case.case_no not in keeping.erased
    keeping.now += timedelta(days=2)
    assert (await keeping.run()).erased >= 1
    assert (await keeping.run()).erased == 0
    assert keeping.erased.count(case.case_no) == 1


async def test_what_is_not_what_the_case_says_is_not_archived(begin: Begin, keeping: Keeping) -> None:
    case = await begin(item="A106", **HOME)
    await ended(case)
    keeping.now = await case.now() + timedelta(days=2)
    async with keeping.database.session(writing=True) as session:
        last = EVENTS.c.case_no == case.case_no, EVENTS.c.seq == len(await case.events())
        body = str(await session.scalar(select(EVENTS.c.body).where(*last)))
        await session.execute(update(EVENTS).where(*last).values(body=body.replace("reporter", "somebody")))
    assert case.case_no in (await keeping.run()).failed
    assert await keeping.row(case.case_no) is None
    auditor = Auditor(keeping.temporal.client, keeping.database, lambda: keeping.now)
    kept = await retention(keeping.temporal.client)
    keeping.now = await case.now() + (kept - min(MARGIN, kept / 2)) - timedelta(minutes=1)
    assert case.case_no not in {one.case_no for one in (await auditor.compare()).found}
    keeping.now += timedelta(minutes=2)
    found = {one.case_no: one.kind for one in (await auditor.compare()).found}
    assert found[case.case_no] is FindingKind.UNARCHIVED
    async with keeping.database.session() as session:
        await session.execute(update(EVENTS).where(*last).values(body=body))
    keeping.now += timedelta(days=1)
    await keeping.run()
    assert await keeping.row(case.case_no) is not None
    assert case.case_no not in {one.case_no for one in (await auditor.compare()).found}


async def test_every_run_of_a_case_is_asked(begin: Begin, keeping: Keeping) -> None:
    case = await begin(item="B0102", **HOME)
    await case.events()
    assert await own_events(keeping.temporal.client, case.case_no) == await case.events()
    assert await own_events(keeping.temporal.client, "T-20260101-nothing") == []


async def test_each_day_is_signed_and_follows_on_the_day_before(begin: Begin, keeping: Keeping) -> None:
    case = await begin(item="A106", **HOME)
    await case.events()
    async with keeping.database.session() as session:
        stored = await stored_events(session, case.case_no)
    today = stored.events[-1].recorded_at.astimezone(keeping.clock.tzinfo)
    keeping.clock = today + timedelta(days=3)
    days = await keeping.keeper.sign_days()
    assert len(days) >= 2
    heads = [keeping.head(day) for day in days]
    assert all(holds(keeping.signer.public, head.signature, head.signed()) for head in heads)
    assert not holds(keeping.signer.public, heads[0].signature, replace(heads[0], events=9).signed())
    assert [head.previous for head in heads[1:]] == [head.hash() for head in heads[:-1]]
    async with keeping.database.session() as session:
        of_day = {head.day: await leaves_of(session, head.day) for head in heads}
    assert all(root([leaf.hash() for leaf in of_day[head.day]]) == head.root for head in heads)
    mine = [leaf for leaves in of_day.values() for leaf in leaves if leaf.case_no == case.case_no]
    assert [(leaf.seq, leaf.chain) for leaf in mine] == [(len(stored.events), stored.chain)]
    assert await keeping.keeper.sign_days() == ()
    (keeping.folder / "heads" / f"{days[-1]}.json").unlink()
    keeping.clock += SETTLED
    await keeping.keeper.sign_days()
    assert keeping.head(days[-1]) == heads[-1]
    assert json.loads((keeping.folder / "heads" / f"{days[-1]}.json").read_text())["day"] == days[-1]
    assert digest_of(heads[-1].published().decode()) == heads[-1].hash()
