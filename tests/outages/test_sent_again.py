"""A report waits for Temporal, its answer is lost, and it is sent again after midnight while SQL is away: one case."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from api import main
from api.acceptance import accept
from api.coming import Coming, report_of, run_of
from api.door import Door
from api.draining import start_waiting
from api.errors import Problem
from api.spooling import take_down
from api.temporal import Cases
from contracts.cases import Summary
from domain.case import CallState, Case, Outcome
from domain.events import Told
from domain.facts import Body, Complete, Fact, Result
from domain.people import Actor, Role
from infra.temporal import connect, ensure_search_attributes
from readmodel.database import Database
from tests.api.conftest import NOBODY_LISTENS, demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY
from tests.outages.test_given import ANYBODY, OTHERS, SAID
from tests.patience import until
from worker import SEARCH_ATTRIBUTES

AWAY = f"postgresql+psycopg://huying@127.0.0.1:{NOBODY_LISTENS}/huying"
A_DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server of this test's own."""
    async with await temporal_server() as environment:
        await ensure_search_attributes(environment.client, SEARCH_ATTRIBUTES)
        yield environment


@pytest_asyncio.fixture
async def door(
    engine: WorkflowEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Door]:
    """Of an installation with a worker, which looks at its spool when it is told to."""

    async def never(_: Door) -> None:
        return None

    monkeypatch.setattr(main, "drain", never)
    async with installation(demo_settings(tmp_path, story_start=FRIDAY), engine) as stack:
        yield stack.app.state.door


async def waits(door: Door, key: str | None) -> tuple[Coming, str]:
    """A report of yesterday that waits in the spool; and its number."""
    one = Coming(SAID, ANYBODY, "public", key, door.now() - A_DAY)
    days = door.numbers.days(one.received_at)
    return one, await take_down(door, one, report_of(door, one), one.memo(door), days)


async def without_sql(door: Door, coming: Coming) -> str:
    """The number that it gets while the database is away."""
    database = Database(AWAY)
    try:
        return await accept(replace(door, database=database), coming)
    finally:
        await database.dispose()


async def case(door: Door, case_no: str) -> Case:
    """As its workflow holds it, once that has begun."""

    async def look() -> Case | None:
        return (await door.cases.told(case_no))[0]

    found = await until(look)
    assert found is not None
    return found


async def told(door: Door, number: str, by: Actor, body: Body) -> None:
    """Somebody acts on that case."""
    await door.cases.tell(number, Fact(f"{number}:{body.kind}", door.now(), by, body))


async def test_it_is_one_case_under_two_numbers(door: Door, engine: WorkflowEnvironment) -> None:
    one, first = await waits(door, "key")
    again = await without_sql(door, replace(one, received_at=door.now()))
    assert again != first
    assert sum(await asyncio.gather(start_waiting(door), start_waiting(door))) >= 1
    ended = engine.client.get_workflow_handle(first, result_type=Summary)
    assert (await ended.result()).outcome == Outcome.MERGED
    assert (await case(door, first)).merged_into == again
    going_on = await case(door, again)
    assert [call.state for call in going_on.calls] == [CallState.OPEN]
    assert going_on.raters == (again,)  # one person, one vote
    assert await accept(door, replace(one, received_at=door.now())) == first


async def test_what_was_done_by_then_stays_and_the_desk_hears_of_the_other(door: Door) -> None:
    one, first = await waits(door, "key")
    again = await without_sql(door, replace(one, received_at=door.now()))
    unit = (await case(door, again)).calls[0].unit
    await told(
        door, again, Actor("somebody", unit, (Role.HANDLER,)), Complete(1, Result.SOLVED, "已清理", "看过")
    )
    await until(lambda: case(door, again), lambda found: found.calls[0].completion)
    await start_waiting(door)
    left = await until(lambda: case(door, first), lambda found: "merge_refused" in found.flags)
    assert left.open
    told_to = [event.body for event in (await door.cases.told(first))[1] if isinstance(event.body, Told)]
    assert told_to == [Told(left.report.desk, "merge_refused")]


async def test_what_temporal_did_not_hear_is_asked_at_the_next_look(
    door: Door, engine: WorkflowEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, first = await waits(door, "key")
    await without_sql(door, replace(one, received_at=door.now()))
    (tmp_path / "elsewhere").mkdir()
    elsewhere = demo_settings(tmp_path / "elsewhere", temporal_port=NOBODY_LISTENS)
    nobody = await connect(elsewhere, lazy=True)
    with monkeypatch.context() as away:
        away.setattr(door.cases, "tell", Cases(nobody).tell)
        with pytest.raises(Problem) as raised:
            await start_waiting(door)
        assert raised.value.status_code == 503
    assert await start_waiting(door) == 1
    ended = engine.client.get_workflow_handle(first, result_type=Summary)
    assert (await ended.result()).outcome == Outcome.MERGED


@pytest.mark.parametrize("key", [None, "key"])
async def test_another_report_whose_number_differs_in_the_day_alone_is_let_be(
    door: Door, key: str | None
) -> None:
    one, first = await waits(door, key)
    number = door.numbers.on(door.numbers.days(door.now())[0], first)
    other = replace(one, received_at=door.now())
    run = await run_of(door, other, report_of(door, other), number)
    theirs = OTHERS if key else one.memo(door)
    assert await door.cases.start(run, number, theirs, "")
    await start_waiting(door)
    for case_no in (first, number):
        found = await case(door, case_no)
        assert found.open
        assert (found.merging, found.attached) == (None, ())
