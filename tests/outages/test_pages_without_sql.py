"""No database: reports are taken, deadlines fire, a reporter still sees the case; everything else says so calmly."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from api.reading import recorded
from infra.temporal import ensure_search_attributes
from tests.api.conftest import FAST, demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY, HOME, Case, Stack, once, refused
from tests.outages.test_sql_gone import stopped
from tests.patience import PATIENCE
from tests.postgres import NoPostgres, start_postgres
from worker import SEARCH_ATTRIBUTES

SITE = "http://huying.test"
CALM = {"zh": "报事不受影响", "en": "You can report as always"}
"""What a page that needs lists says, by language."""


@dataclass
class Without:
    """An installation whose database is away until `back`."""

    stack: Stack
    outage: ExitStack
    staff: dict[str, str]  # header of a session that was known before; empty where none could be

    async def back(self) -> None:
        """The database is there again, and the API has seen it."""
        self.outage.close()
        await self.ready(200)

    async def ready(self, status: int) -> dict[str, Any]:
        """What `/readyz` says, once it answers so."""
        end = time.monotonic() + PATIENCE
        while (answer := await self.stack.http.get("/readyz")).status_code != status:
            assert time.monotonic() < end, answer.text
            await asyncio.sleep(0.05)
        told: dict[str, Any] = answer.json()
        return told


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server of this test's own: its cases must not be recorded in another database."""
    async with await temporal_server() as environment:
        await ensure_search_attributes(environment.client, SEARCH_ATTRIBUTES)
        yield environment


@pytest.fixture
def postgres_url(tmp_path: Path) -> Iterator[Any]:
    """A PostgreSQL of this test's own."""
    try:
        server = start_postgres(tmp_path)
    except NoPostgres as why:
        pytest.skip(str(why))
    yield server
    server.stop()


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def without(
    request: pytest.FixtureRequest, engine: WorkflowEnvironment, tmp_path: Path
) -> AsyncIterator[Without]:
    """SQLite: another thing lies where the file should, from the start on. PostgreSQL: it stops in mid-life."""
    more: dict[str, Any] = {"story_start": FRIDAY, "time_scale": FAST}
    outage = ExitStack()
    async with AsyncExitStack() as all_of_it:
        if request.param == "sqlite":
            settings = demo_settings(tmp_path, **more)
            settings.paths.database.unlink()
            settings.paths.database.mkdir()
            outage.callback(settings.paths.database.rmdir)
            stack = await all_of_it.enter_async_context(installation(settings, engine))
            yield Without(stack, outage, {})
        else:
            server = request.getfixturevalue("postgres_url")
            settings = demo_settings(tmp_path, database_url=server.new_database("huying"), **more)
            stack = await all_of_it.enter_async_context(installation(settings, engine))
            staff = await stack.header_of("street-chief")
            await stack.header_of("SQ07-G03")
            outage.enter_context(stopped(server))
            yield Without(stack, outage, staff)
        outage.close()


async def page(stack: Stack, path: str) -> tuple[int, str]:
    """What a browser gets: status and text."""
    answer = await stack.http.get(f"{SITE}{path}", headers={"accept": "text/html"})
    if answer.status_code == 503:
        assert int(answer.headers["retry-after"]) > 0
    return answer.status_code, answer.text


async def test_a_database_that_is_away_delays_pages_and_nothing_else(without: Without) -> None:
    stack = without.stack
    assert (await without.ready(503))["away"] == ["database"]
    body = {"description": "楼道堆物", "item": "A107", "reporter": {"kind": "resident"}, **HOME}
    answer = await stack.http.post("/reports", json=body)
    assert answer.status_code == 202, answer.text
    case = Case(answer.json()["case_no"], answer.json()["track_code"])

    climbed = await once(
        stack, case, lambda view: any(line["event"] == "escalated" for line in view["timeline"])
    )
    assert climbed["unit"] is not None
    assert climbed["due_explained"]
    status, text = await page(stack, f"/c/{case.case_no}?code={case.code}")
    assert status == 200
    assert climbed["timeline"][0]["text"] in text

    form = {"description": "楼道堆物", "key": "by-form"}
    sent = await stack.http.post(f"{SITE}/report", data=form, headers={"accept": "text/html"})
    assert sent.status_code == 303, sent.text
    assert (await page(stack, sent.headers["location"]))[0] == 200
    for path in ("/", "/report", "/track", "/call", "/services"):
        assert (await page(stack, path))[0] == 200, path
    assert "数字暂时看不到" in (await page(stack, "/"))[1]
    for language, words in CALM.items():
        status, text = await page(stack, f"/results?lang={language}")
        assert (status, words in text) == (503, True)

    if without.staff:
        for path in (
            "/cases",
            "/calls",
            f"/cases/{case.case_no}/full",
            "/rates?from=2026-10-01T00:00:00Z&to=2026-10-31T00:00:00Z",
        ):
            answer = await stack.http.get(path, headers=without.staff)
            assert answer.status_code == 503, (path, answer.text)
            refused(answer, 503, "database_away")
        word = {"kind": "on_site", "note": "到场"}
        heard = await stack.post(f"/calls/{case.case_no}.1/respond", "SQ07-G03", word)
        assert heard.status_code == 202, heard.text
    sign_in = {"username": "street-chief", "password": "huying-demo"}
    refused(await stack.http.post("/session", json=sign_in), 503, "database_away")

    await without.back()
    door = stack.app.state.door
    end = time.monotonic() + PATIENCE
    while (found := await recorded(door, case.case_no)) is None or len(found.events) < len(
        climbed["timeline"]
    ):
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    assert [event.seq for event in found.events] == list(range(1, len(found.events) + 1))
    assert [event.body.kind for event in found.events].count("escalated") >= 1
    assert (await page(stack, "/results"))[0] == 200
