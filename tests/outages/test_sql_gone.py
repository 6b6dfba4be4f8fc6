"""With SQL gone the whole time, deadlines pass and cases climb; every event lands in order when it is back."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.notify import Notifier
from activities.plan import Planner
from activities.plan_and_record import Clerk
from activities.record import Recorder
from contracts import names
from contracts.cases import CaseRun, Start, Summary
from contracts.story import StoryClock
from domain import facts as f
from domain.people import REPORTER
from domain.policy import City
from readmodel.cases import get_events
from readmodel.database import Database, migrate
from tests.migrated import lay
from tests.playing import FRIDAY_MORNING
from tests.postgres import NoPostgres, PostgresServer, start_postgres
from tests.workflows.live import Live
from workflows.case import CaseWorkflow

SCALE = 0.001
"""Half an hour of the story in 1.8 s: short enough to wait for, long against a hiccup of the machine."""
LATENESS = timedelta(seconds=5)
"""Real time within which an escalation must follow its deadline."""
ESCALATIONS = 3


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process's writer holds the SQLite file."""
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


@contextmanager
def stopped(server: PostgresServer) -> Iterator[None]:
    """PostgreSQL is shut down, and started again at the end."""
    server.shut_down()
    try:
        yield
    finally:
        server.start()


@contextmanager
def frozen(server: PostgresServer) -> Iterator[None]:
    """PostgreSQL is under SIGSTOP: connections are accepted by the kernel, and nothing answers."""
    server.pause()
    try:
        yield
    finally:
        server.resume()


@asynccontextmanager
async def working(temporal: WorkflowEnvironment, city: City, url: str) -> AsyncIterator[tuple[str, Database]]:
    """A worker of its own on a queue of its own, writing to that database."""
    queue, database = f"outage-{uuid4().hex[:8]}", Database(url)
    recorder = Recorder(database, Notifier(city, database).write)
    planner = Planner(city, frozenset())
    planning = (planner.plan, Clerk(planner, recorder.record).plan_and_record)
    activities = [*planning, recorder.record, recorder.record_until_done]
    async with Worker(temporal.client, task_queue=queue, workflows=[CaseWorkflow], activities=activities):
        yield queue, database
    await database.dispose()


async def begin(temporal: WorkflowEnvironment, city: City, queue: str) -> Live:
    """A case in real time, on a fast story clock."""
    story = StoryClock(FRIDAY_MORNING, datetime.now(UTC), SCALE)
    case_no = f"T-20261009-{uuid4().hex[:12]}"
    report = f.Report(
        case_no, "wechat", f.ReporterKind.RESIDENT, city.policy.desk, "sealed", "A204", "SQ07", "SQ07-G03"
    )
    start = CaseRun(story, Start(report, FRIDAY_MORNING, REPORTER))
    handle = await temporal.client.start_workflow(
        names.CASE_WORKFLOW, start, id=case_no, task_queue=queue, result_type=Summary
    )
    return Live(temporal, city, case_no, story, handle)


async def climbs_and_ends(live: Live, back: Callable[[], None]) -> None:
    """Three escalations while SQL is gone, each soon after its deadline; then it is back, and the case ends."""
    await live.until(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES, 1 + ESCALATIONS)
    case = await live.state()
    for upper in case.calls[1 : 1 + ESCALATIONS]:
        below = case.calls[(upper.below or 0) - 1]
        late = live.story.real_duration(upper.dispatched_at - below.respond.at)
        print(f"escalated to {upper.unit} {late.total_seconds():.2f} s after the deadline")
        assert timedelta() <= late <= LATENESS
    back()
    await live.complete(len(case.calls))
    await live.rate(5)
    async with asyncio.timeout(60):
        await live.result()


async def everything_landed(live: Live, database: Database) -> None:
    """SQL has every event, in order, as the case has them."""
    async with database.session() as session:
        stored = await get_events(session, live.case_no)
    assert [event.seq for event in stored] == list(range(1, len(stored) + 1))
    assert stored == await live.events()
    assert [event.body.kind for event in stored].count("escalated") >= ESCALATIONS


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL of this test's own."""
    try:
        server = start_postgres(tmp_path)
    except NoPostgres as why:
        pytest.skip(str(why))
    yield server
    server.stop()


async def test_sqlite_is_locked(temporal: WorkflowEnvironment, city: City, tmp_path: Path) -> None:
    file = tmp_path / "huying.db"
    async with working(temporal, city, lay(file)) as (queue, database):
        with ExitStack() as outage:
            outage.enter_context(locked(file))
            live = await begin(temporal, city, queue)
            await climbs_and_ends(live, outage.close)
        await everything_landed(live, database)


@pytest.mark.parametrize("gone", [stopped, frozen])
async def test_postgresql_is_gone(
    gone: Callable[[PostgresServer], AbstractContextManager[None]],
    temporal: WorkflowEnvironment,
    city: City,
    postgres: PostgresServer,
    tmp_path: Path,
) -> None:
    url = postgres.new_database("huying")
    migrate(url)
    async with working(temporal, city, url) as (queue, database):
        with ExitStack() as outage:
            outage.enter_context(gone(postgres))
            live = await begin(temporal, city, queue)
            await climbs_and_ends(live, outage.close)
        await everything_landed(live, database)
