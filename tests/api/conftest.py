"""The real API over ASGI on a real SQLite file, with Temporal away: what the door decides by itself."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from api.main import create_app
from contracts.codec import DATA_CONVERTER
from hands import hands
from infra.keyring import Keyring
from infra.payloads import SealedPayloads, sealing
from infra.settings import Settings
from infra.shelves import keepings_of
from infra.temporal import ensure_search_attributes
from readmodel.database import Database
from tests.api.stack import FRIDAY, Stack
from tests.conftest import temporal_program
from tests.migrated import lay
from worker import SEARCH_ATTRIBUTES, case_worker, watch_worker

SHUIGUOHU = Path(__file__).parents[2] / "packs" / "shuiguohu"
NOBODY_LISTENS = 9  # discard: refused at once on every machine of ours
BASE = "http://huying.test/api/v1"
FAST = 0.0003
"""Half an hour in half a second: a response is soon missed, and the week for a rating or an appeal is minutes."""
SEALED = sealing(DATA_CONVERTER, SealedPayloads(lambda: Keyring(b"m" * 32, {"tests": b"p" * 32})))
"""What Temporal is given is sealed here as on a street."""
SignIn = Callable[[str], Awaitable[dict[str, str]]]


def demo_settings(folder: Path, **changes: object) -> Settings:
    """An installation of its own."""
    given = {"data_dir": folder, "pack": SHUIGUOHU, "demo": True, "temporal_port": NOBODY_LISTENS}
    settings = Settings(**{**given, **changes})
    if not (settings.database_url or settings.paths.database.exists()):
        lay(settings.paths.database)
    return settings


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """One application for the tests of a module."""
    folder = tmp_path_factory.mktemp("api")
    made = create_app(demo_settings(folder))
    async with made.router.lifespan_context(made):
        yield made


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without an account."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def signed_in(http: httpx.AsyncClient) -> SignIn:
    """Signs an account of the demo in and gives its header."""
    return signs_in(http)


def signs_in(http: httpx.AsyncClient) -> SignIn:
    """Sign-ins that are made once and kept."""
    known: dict[str, dict[str, str]] = {}

    async def sign_in(username: str) -> dict[str, str]:
        if username not in known:
            answer = await http.post("/session", json={"username": username, "password": "huying-demo"})
            assert answer.status_code == 200, answer.text
            known[username] = {"Authorization": f"Bearer {answer.json()['token']}"}
        return known[username]

    return sign_in


def temporal_server() -> Coroutine[Any, Any, WorkflowEnvironment]:
    """A Temporal server of its own."""
    return WorkflowEnvironment.start_local(
        data_converter=SEALED,
        dev_server_existing_path=temporal_program(),
        dev_server_extra_args=["--log-level", "error"],
    )


@contextlib.asynccontextmanager
async def installation(
    settings: Settings, temporal: WorkflowEnvironment, connected: frozenset[str] = frozenset()
) -> AsyncIterator[Stack]:
    """API and worker by one pack, as after a start. The systems of units that are `connected` never answer."""
    database = Database(settings.database)
    async with api_alone(settings, temporal.client) as stack:
        door = stack.app.state.door
        city = door.city
        seals, messages = (door.vault, door.numbers), settings.paths.data / "messages.jsonl"
        keepings = keepings_of(settings, city.calendar.timezone, door.story.scale)
        able = hands(
            temporal.client, city, connected, database, messages, seals, door.now, keepings, door.story
        )
        async with case_worker(temporal.client, able), watch_worker(temporal.client, able):
            yield stack
    await database.dispose()


@contextlib.asynccontextmanager
async def api_alone(settings: Settings, client: Client) -> AsyncIterator[Stack]:
    """An API without a worker of its own."""
    app = create_app(settings, client=client)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as http,
    ):
        yield Stack(app, http, client, signs_in(http))


@pytest_asyncio.fixture(loop_scope="session", scope="package")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A whole installation that began on a Friday morning, with a Temporal server of its own."""
    settings = demo_settings(tmp_path_factory.mktemp("stack"), story_start=FRIDAY)
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(settings, temporal) as running:
            yield running


@pytest_asyncio.fixture(loop_scope="session", scope="package")
async def fast(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The same whose clock runs fast, for what happens when nobody acts."""
    settings = demo_settings(tmp_path_factory.mktemp("fast"), story_start=FRIDAY, time_scale=FAST)
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(settings, temporal) as running:
            yield running
