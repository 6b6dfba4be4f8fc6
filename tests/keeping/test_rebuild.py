"""Whatever is lost of the read model comes back byte for byte: from the archive, from the cases, from the events."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest_asyncio
from sqlalchemy import delete, select, update

from activities.keeping import Keeper
from activities.kinds import OF_CASES
from infra.blobs import Folder
from infra.settings import Settings
from infra.shelves import keepings_of
from keeping.rebuild import from_archive, from_workflows
from readmodel.database import Database
from readmodel.rebuild import rebuild
from readmodel.upserts import ARCHIVED, CASES, EVENTS
from tests.api.stack import Case, Stack
from tests.readmodel.histories import contents

BODIES = (EVENTS.c.case_no, EVENTS.c.seq, EVENTS.c.at, EVENTS.c.kind, EVENTS.c.unit, EVENTS.c.call_n)
BODIES = (*BODIES, EVENTS.c.actor, EVENTS.c.body, EVENTS.c.digest, EVENTS.c.chain)  # type: ignore[assignment]


async def everything(database: Database) -> dict[str, list[Any]]:
    """Every event and every projected row."""
    async with database.session() as session:
        query = select(*BODIES).order_by(EVENTS.c.case_no, EVENTS.c.seq)
        events = [tuple(row) for row in await session.execute(query)]
    return {"events": events, **await contents(database)}


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def cases(stack: Stack) -> tuple[Case, Case]:
    """One closed, and after its end asked something that two must decide; one running. The first is in the archive."""
    closed, running = await stack.report("B0102"), await stack.report("B0102")
    await stack.to_rating(closed)
    rated = await stack.http.post(f"/cases/{closed.case_no}/rating?code={closed.code}", json={"result": 5})
    assert rated.status_code == 200, rated.text
    await stack.until(closed, "closed")
    await stack.unit_of(running)
    await archive(stack)
    asked = {"reason": "e3", "note": "来电更正，录音 A-12"}
    assert (await stack.post(f"/cases/{closed.case_no}/exclude", "callback-1", asked)).status_code == 200
    while "exclude_asked" not in await stack.events(closed):
        pass
    await archive(stack)
    return closed, running


async def archive(stack: Stack) -> None:
    door = stack.app.state.door
    how = replace(keepings_of(door.settings, "Asia/Shanghai", 1.0), after=timedelta())
    done = await Keeper(stack.temporal, door.database, how, door.now).archive()
    assert done.failed == ()


def shelf(settings: Settings) -> Folder:
    return Folder(settings.paths.data / "archive")


async def faults(stack: Stack, archive: Folder, *, ask: bool) -> list[str]:
    """What a rebuild can't put back."""
    database = stack.app.state.door.database
    found = [fault async for fault in from_archive(database, archive)]
    if ask:
        found += [fault async for fault in from_workflows(database, stack.temporal, OF_CASES)]
    await rebuild(database)
    return found


async def wreck(database: Database, *statements: Any) -> None:
    async with database.session() as session:
        for statement in statements:
            await session.execute(statement)


async def test_it_comes_back_from_the_archive_alone(
    stack: Stack, settings: Settings, cases: tuple[Case, Case]
) -> None:
    database, closed = stack.app.state.door.database, cases[0].case_no
    before = await everything(database)
    gone, wrong = delete(EVENTS).where(EVENTS.c.case_no == closed), update(CASES).values(state="wrong")
    await wreck(database, gone, delete(CASES).where(CASES.c.case_no == closed), wrong)
    assert await everything(database) != before
    assert await faults(stack, shelf(settings), ask=False) == []
    assert await everything(database) == before
    await wreck(database, gone.where(EVENTS.c.seq.in_((1, 3))), delete(ARCHIVED))
    assert await faults(stack, shelf(settings), ask=False) == []
    assert await everything(database) == before
    async with database.session() as session:
        assert (await session.scalars(select(ARCHIVED.c.case_no))).all() == [closed]


async def test_it_comes_back_from_the_cases_themselves(
    stack: Stack, settings: Settings, cases: tuple[Case, Case]
) -> None:
    database = stack.app.state.door.database
    before = await everything(database)
    await wreck(database, delete(EVENTS), delete(CASES), delete(ARCHIVED))
    assert await faults(stack, Folder(settings.paths.data / "nothing"), ask=True) == []
    assert await everything(database) == before
    await wreck(database, delete(EVENTS).where(EVENTS.c.seq == 2))  # a hole in each
    assert await faults(stack, Folder(settings.paths.data / "nothing"), ask=True) == []
    assert await everything(database) == before
    await archive(stack)


async def test_what_does_not_fit_is_refused_and_changes_nothing(
    stack: Stack, settings: Settings, cases: tuple[Case, Case]
) -> None:
    database, closed = stack.app.state.door.database, cases[0].case_no
    before = await everything(database)
    await wreck(
        database,
        delete(EVENTS).where(EVENTS.c.case_no == closed, EVENTS.c.seq == 2),
        update(EVENTS).where(EVENTS.c.case_no == closed, EVENTS.c.seq == 3).values(body="{}", digest="0"),
    )
    wrecked = (await everything(database))["events"]
    (said,) = await faults(stack, shelf(settings), ask=False)
    assert said.endswith(f"{closed}: event 3 is stored with other content")
    assert (await everything(database))["events"] == wrecked
    third = next(row for row in before["events"] if row[:2] == (closed, 3))
    other = third[7].replace('"account"', '"account" ', 1)
    await wreck(
        database, update(EVENTS).where(EVENTS.c.case_no == closed, EVENTS.c.seq == 3).values(body=other)
    )
    (said,) = await faults(stack, shelf(settings), ask=False)
    assert said.endswith("event 3 does not follow on the one before")
    (file,) = shelf(settings).held("")
    whole = shelf(settings).get(file.name)
    assert whole is not None
    shelf(settings).put(file.name, whole[:-20])
    (said,) = await faults(stack, shelf(settings), ask=False)
    assert said == f"{file.name}: it was cut short, or something was added"
    shelf(settings).put(file.name, whole)
    await wreck(database, delete(EVENTS).where(EVENTS.c.case_no == closed))
    assert await faults(stack, shelf(settings), ask=False) == []
    assert await everything(database) == before
