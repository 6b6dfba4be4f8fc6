"""The workers of the workflow tests: one for all cases, one for each connected department, for the session."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio
from temporalio import activity
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.call import Caller
from activities.departments.making import Means, departments
from activities.linking import Linker
from activities.listening import Listener as DepartmentListener
from activities.notify import Notifier
from activities.places import Places
from activities.plan import Planner
from activities.plan_and_record import Clerk
from activities.record import Recorder, Tell
from contracts import names
from contracts.cases import Batch
from contracts.links import HttpWay, Link
from domain.policy import City
from infra.numbers import Numbers
from readmodel.database import Database
from tests.migrated import lay
from tests.workflows.department import SECRET, Department, played
from tests.workflows.listener import Listener
from tests.workflows.live import Live, start
from worker import department_worker
from workflows.case import CaseWorkflow
from workflows.matter import MatterWorkflow
from workflows.patrol import PatrolWorkflow

CONNECTED = frozenset({"fangguan", "shuiwujituan"})
"""Units whose own systems are played by `Department`."""

HOME: dict[str, Any] = {"community": "SQ07", "grid": "SQ07-G03"}
"""Where most cases lie."""

Begin = Callable[..., Coroutine[Any, Any, Live]]
Hooks = dict[tuple[str, str], Callable[[], Awaitable[None]]]


@pytest.fixture(scope="session")
def department() -> Iterator[Department]:
    """The departments' systems."""
    with played() as department:
        yield department


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """The read model that all workflow tests write to."""
    database = Database(lay(tmp_path_factory.mktemp("workflows") / "huying.db"))
    yield database
    await database.dispose()


class Hooked(Recorder):
    """A recorder that lets a test act when a case has just recorded an event of some kind, before its task ends."""

    def __init__(self, database: Database, tell: Tell, hooks: Hooks) -> None:
        super().__init__(database, tell)
        self._hooks = hooks

    @activity.defn(name=names.RECORD)
    async def record(self, batch: Batch) -> None:
        await super().record(batch)
        for event in batch.events:
            hook = self._hooks.pop((batch.case_no, event.body.kind), None)
            if hook is not None:
                await hook()


@pytest.fixture(scope="session")
def hooks() -> Hooks:
    """What to do when (case number, event kind) was recorded by a local try; once."""
    return {}


def linker(temporal: WorkflowEnvironment, city: City) -> Linker:
    """Opens linked cases as the worker does, but seals nothing."""
    numbers = Numbers("T", city.calendar.timezone, b"0" * 32)
    return Linker(temporal.client, city, numbers.keyed, lambda _, told: str(told), lambda *_: {})


def sandboxed_worker(
    temporal: WorkflowEnvironment,
    planner: Planner,
    recorder: Recorder,
    notifier: Notifier,
    linker: Linker,
    queue: str = names.MAIN_QUEUE,
) -> Worker:
    """As `worker.case_worker`, but in the SDK's sandbox, which refuses what a replay could not repeat."""
    return Worker(
        temporal.client,
        task_queue=queue,
        workflows=[CaseWorkflow, MatterWorkflow, PatrolWorkflow, Listener],
        activities=[
            *(
                planner.plan,
                Clerk(planner, recorder.record).plan_and_record,
                notifier.notify,
                linker.open_linked,
            ),
            *(recorder.record, recorder.record_until_done),
            *(recorder.record_round, recorder.record_round_until_done),
            *(recorder.record_matter, recorder.record_matter_until_done),
        ],
    )


@contextlib.asynccontextmanager
async def working(
    temporal: WorkflowEnvironment,
    city: City,
    database: Database,
    department: Department,
    hooks: Hooks,
) -> AsyncIterator[None]:
    """Everything that works: a worker of all cases, and one for each connected department."""
    places = Places(
        city, lambda case_no, sealed: {}, lambda case_no, call, photo: f"{case_no}.{call}/{photo}"
    )
    planner = Planner(city, CONNECTED)
    links = [Link(unit, HttpWay(department.url, SECRET)) for unit in sorted(CONNECTED)]
    async with contextlib.AsyncExitStack() as stack:
        made = departments(links, Means(database, places, at_home=True), stack)
        caller, listener = (
            Caller(made.reached),
            DepartmentListener(temporal.client, database, {}, datetime.now),
        )
        notifier = Notifier(city, database)
        recorder = Hooked(database, notifier.write, hooks)
        cases = sandboxed_worker(temporal, planner, recorder, notifier, linker(temporal, city))
        for worker in (
            cases,
            *(department_worker(temporal.client, link, caller, listener) for link in links),
        ):
            await stack.enter_async_context(worker)
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def workers(
    temporal: WorkflowEnvironment,
    city: City,
    database: Database,
    department: Department,
    hooks: Hooks,
) -> AsyncIterator[None]:
    """Everything that works, for the session."""
    async with working(temporal, city, database, department, hooks):
        yield


@pytest.fixture
def begin(temporal: WorkflowEnvironment, city: City, workers: None) -> Begin:
    """Starts a case: `await begin(item=…, community=…, grid=…)`."""

    async def _begin(**report: Any) -> Live:
        return await start(temporal, city, **report)

    return _begin
