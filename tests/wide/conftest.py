"""One cluster for all that is asked of it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.postgres import NoPostgres, start_postgres
from tests.wide.cluster import Cluster, running


@pytest_asyncio.fixture(loop_scope="session", scope="package")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    """Started once; its processes are this machine's own."""
    folder = tmp_path_factory.mktemp("cluster")
    try:
        postgres = start_postgres(folder)
    except NoPostgres as why:
        pytest.skip(str(why))
    try:
        async with running(folder, postgres.url) as made:
            yield made
    finally:
        postgres.stop()
