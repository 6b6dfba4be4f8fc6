"""Databases of either kind, and whole installations on them, for what keeps the record."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from infra.settings import Settings
from infra.temporal import ensure_search_attributes
from tests.api.conftest import demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY, Stack
from tests.readmodel.conftest import database, database_at, migrated_url, postgres
from worker import SEARCH_ATTRIBUTES

__all__ = ["database", "database_at", "postgres"]


@pytest.fixture(autouse=True)
def logs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command sets up the logs of its process, and this one is the tests' own."""
    monkeypatch.setattr("keeping.__main__.set_up", lambda *_, **__: None)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation of its own that began on a Friday morning, on either kind of database."""
    folder = tmp_path_factory.mktemp("kept")
    url = migrated_url(request.param, folder, request)
    return demo_settings(folder, story_start=FRIDAY, database_url=url)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def stack(settings: Settings) -> AsyncIterator[Stack]:
    """It runs, with a Temporal server of its own."""
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(settings, temporal) as running:
            yield running
