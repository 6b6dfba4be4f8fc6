"""Databases for the tests: a SQLite file always, a private PostgreSQL where the machine has one."""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from readmodel.database import Database, migrate
from tests.migrated import lay
from tests.postgres import NoPostgres, PostgresServer, start_postgres

_numbers = count(1)
TEMPLATE = "migrated"
"""PostgreSQL's database that the others are copies of."""


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """The session's PostgreSQL server; skips its tests with a clear line where there is none."""
    try:
        server = start_postgres(tmp_path_factory.mktemp("postgres"))
    except NoPostgres as why:
        pytest.skip(str(why))
    yield server
    server.stop()


def fresh_url(backend: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database."""
    if backend == "sqlite":
        return f"sqlite+aiosqlite:///{folder}/huying-{next(_numbers)}.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database(f"huying{next(_numbers)}")


def migrated_url(backend: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database."""
    if backend == "sqlite":
        return lay(folder / f"huying-{next(_numbers)}.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    if not server.has(TEMPLATE):
        migrate(server.new_database(TEMPLATE))
    return server.new_database(f"huying{next(_numbers)}", TEMPLATE)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind, not migrated."""
    return fresh_url(request.param, tmp_path, request)


@pytest.fixture(params=["sqlite", "postgres"])
def database_at(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated, empty database of either kind."""
    return migrated_url(request.param, tmp_path, request)


@pytest_asyncio.fixture(loop_scope="session")
async def database(database_at: str) -> AsyncIterator[Database]:
    """That database."""
    database = Database(database_at)
    yield database
    await database.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["sqlite", "postgres"])
async def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Database]:
    """A migrated database of either kind that the examples of a property share; they clear it themselves."""
    database = Database(migrated_url(request.param, tmp_path_factory.mktemp("shared"), request))
    yield database
    await database.dispose()
