"""One department of each kind, each with a played system of its own, and the workers that reach them."""

import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.call import Caller
from activities.departments.mail import reply_links
from activities.departments.making import Means, departments
from activities.departments.noting import noted
from activities.listening import Listener
from activities.notify import Notifier
from activities.places import Places
from activities.plan import Planner
from activities.record import Recorder
from contracts.links import DeskWay, EmailWay, HttpWay, Link, Open311Way, Smtp
from domain.policy import City
from readmodel.database import Database
from tests.departments import city as other_city
from tests.departments import mailbox as mail
from tests.departments import signed
from tests.departments.mailbox import Mailbox, receiving
from tests.departments.played import Played
from tests.departments.signed import SignedSystem
from tests.departments.town import ITEMS, QUEUE, UNITS, Systems
from tests.departments.web import serving
from tests.migrated import lay
from tests.playing import FRIDAY_MORNING
from tests.workflows.conftest import HOME, linker, sandboxed_worker
from tests.workflows.live import Live, start
from worker import department_worker

BASE, SECRET = "http://huying.test", b"a secret of the tests' links"
Begin = Callable[..., Coroutine[Any, Any, Live]]


@pytest.fixture(scope="session")
def systems() -> Iterator[Systems]:
    """The played systems, listening."""
    http, city, box = SignedSystem(), other_city.CitySystem(), Mailbox()
    with serving(http.answer) as url, serving(city.answer) as open311, receiving(box) as port:
        ways = {
            "http": HttpWay(f"{url}/calls", signed.SECRET),
            "open311": Open311Way(f"{open311}/open311", other_city.KEY, default_service="OTHER"),
            "email": EmailWay(mail.TO),
            "desk": DeskWay(),
        }
        links = {kind: Link(UNITS[kind], way) for kind, way in ways.items()}
        smtp = Smtp("127.0.0.1", port, "huying@street.test", tls="none")
        yield Systems({"http": http, "open311": city, "email": box, "desk": Played()}, links, smtp)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the read model of these tests is."""
    return lay(tmp_path_factory.mktemp("departments") / "huying.db")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    """The read model of these tests."""
    database = Database(database_url)
    yield database
    await database.dispose()


@pytest.fixture(scope="session")
def means(systems: Systems, database: Database, city: City) -> Means:
    """What connectors stand on here."""
    places = Places(city, lambda case_no, sealed: {}, lambda case_no, call, photo: f"{BASE}/{photo}")
    return Means(database, places, systems.smtp, reply_links(BASE, SECRET), at_home=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def listener(temporal: WorkflowEnvironment, systems: Systems, means: Means) -> AsyncIterator[Listener]:
    """Asks the other city."""
    async with listening_to(temporal.client, systems.links.values(), means) as listener:
        yield listener


@contextlib.asynccontextmanager
async def listening_to(client: Client, links: Iterable[Link], means: Means) -> AsyncIterator[Listener]:
    """Asks those of them that have to be asked; in its story every case began a moment ago."""
    async with contextlib.AsyncExitStack() as stack:
        made = departments(links, means, stack)
        yield Listener(client, means.database, made.asked, lambda: FRIDAY_MORNING)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def workers(
    temporal: WorkflowEnvironment,
    city: City,
    systems: Systems,
    means: Means,
    listener: Listener,
) -> AsyncIterator[None]:
    """Everything that works, for the session."""
    planner, notifier = Planner(city, frozenset(UNITS.values())), Notifier(city, means.database)
    recorder = Recorder(means.database, notifier.write)
    async with contextlib.AsyncExitStack() as stack:
        made = departments(systems.links.values(), means, stack)
        caller = Caller(made.reached, noted(means.database))
        joined = linker(temporal, city)
        await stack.enter_async_context(
            sandboxed_worker(temporal, planner, recorder, notifier, joined, QUEUE)
        )
        for link in systems.links.values():
            await stack.enter_async_context(department_worker(temporal.client, link, caller, listener))
        yield


@pytest.fixture
def begin(temporal: WorkflowEnvironment, city: City, workers: None) -> Begin:
    """Starts a case of that kind's unit: `await begin("http")`."""

    async def _begin(kind: str, **more: Any) -> Live:
        given = {"item": ITEMS[kind], "channel": "hotline", **HOME, **more}
        return await start(temporal, city, queue=QUEUE, **given)

    return _begin
