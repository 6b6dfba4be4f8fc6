"""The other city's system is another Huying: its own Open311 server on a port of its own, with its own Temporal."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.api.enums.v1 import EventType
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.departments.making import Means
from contracts.links import Link, Open311Way
from domain import events as e
from domain.facts import Result
from infra.temporal import ensure_search_attributes
from readmodel.database import Database
from readmodel.outside import outside_request
from tests.api.conftest import demo_settings, installation, temporal_server
from tests.api.open311 import KEY, listening
from tests.api.stack import Case, Stack
from tests.departments.conftest import Begin, listening_to
from tests.departments.sender import send
from tests.departments.town import ITEMS, UNITS, call_of, message
from tests.migrated import lay
from tests.patience import PATIENCE
from worker import SEARCH_ATTRIBUTES

UNIT, ITEM = UNITS["http"], ITEMS["http"]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def other(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The other city, in real time."""
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(demo_settings(tmp_path_factory.mktemp("other")), temporal) as running:
            yield running


async def number_of(database: Database, call: str) -> str:
    """Under which number the other city has the call."""
    async with database.session() as session:
        row = await outside_request(session, call)
    assert row is not None
    assert row.number is not None
    return row.number


async def test_a_call_is_a_case_there_and_its_end_is_ours(
    other: Stack, begin: Begin, means: Means, temporal: WorkflowEnvironment, tmp_path: Path
) -> None:
    case = await begin("http")
    await case.until(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
    sent = message("http", case_no=case.case_no)
    async with listening(other.app) as url:
        link = Link(UNIT, Open311Way(f"{url}/open311/v2", KEY, services={ITEM: "B0502"}))
        assert (await send(link, means, sent)).state == "delivered"
        number = await number_of(means.database, call_of(sent))
        forgotten = replace(means, database=empty(tmp_path))
        assert (await send(link, forgotten, sent)).state == "delivered"
        assert await number_of(forgotten.database, call_of(sent)) == number  # it goes by the key
        await forgotten.database.dispose()
        theirs = Case(number, other.app.state.door.numbers.track_code(number))
        await other.to_rating(theirs)
        rated = await other.http.post(f"/cases/{number}/rating?code={theirs.code}", json={"result": 5})
        assert rated.status_code == 200, rated.text
        await other.until(theirs, "closed")
        async with listening_to(temporal.client, [link], means) as listener, asyncio.timeout(PATIENCE):
            while (await case.call(1)).open:
                await ActivityEnvironment().run(listener.listen, UNIT)
    bodies = [event.body for event in await case.events()]
    [done] = [body for body in bodies if isinstance(body, e.Completed)]
    assert (done.unit, done.result) == (UNIT, Result.SOLVED)
    assert any(isinstance(body, e.Progressed) and "修好了" in body.note for body in bodies)


def empty(folder: Path) -> Database:
    """A read model that knows of no request."""
    return Database(lay(folder / "huying.db"))
