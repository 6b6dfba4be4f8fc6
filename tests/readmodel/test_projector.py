"""Recording: every event once, in order, and rows that are views of the case; whoever else writes."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from contracts.cases import Batch
from domain.people import Actor
from domain.policy import City
from domain.views import overdue, state
from readmodel.calls import calls_of_case, is_overdue
from readmodel.cases import get_case, get_events, get_snapshot
from readmodel.changes import changes_after
from readmodel.database import Database
from readmodel.projector import SeqConflict, SeqGap, append
from readmodel.rebuild import rebuild
from readmodel.rows import call_rows, case_row, task_rows
from readmodel.tasks import tasks_of_cases
from tests.readmodel.histories import contents, cut, fold, history, number


async def record(database: Database, *seeds: int, city: City) -> None:
    for seed in seeds:
        for batch in cut(history(city, seed), Random(seed)):
            await append(database, batch)


async def test_rows_are_views_of_the_case(database: Database, city: City) -> None:
    for seed in range(6):
        events = history(city, seed)
        for batch in cut(events, Random(seed)):
            await append(database, batch)
        case, now = fold(events), events[-1].at + timedelta(days=2)
        async with database.session() as session:
            assert await get_events(session, case.case_no) == list(events)
            assert await get_events(session, case.case_no, 3) == list(events[3:])
            assert await get_snapshot(session, case.case_no) == case
            row = await get_case(session, case.case_no)
            calls = await calls_of_case(session, case.case_no)
            tasks = (await tasks_of_cases(session, [case.case_no])).get(case.case_no, ())
        assert row is not None
        assert row.state == state(case)
        assert row.model_dump() == case_row(case)
        assert {call.call_id: call.model_dump() for call in calls} == call_rows(case)
        assert {task.id: task.model_dump() for task in tasks} == task_rows(case)
        late = row.breached or (row.next_resolve_at is not None and row.next_resolve_at < now)
        assert late == overdue(case, now) == any(is_overdue(call, now) for call in calls)


async def test_the_same_again_has_no_effect(database: Database, city: City) -> None:
    events = history(city, 3)
    batches = cut(events, Random(3))
    for batch in batches:
        await append(database, batch)
    before = await contents(database)
    for batch in batches:
        await append(database, batch)
    await append(database, Batch(number(events), events))
    await append(database, Batch(number(events), ()))
    assert await contents(database) == before


async def test_a_batch_may_begin_with_what_is_stored(database: Database, city: City) -> None:
    events = history(city, 4)
    await append(database, Batch(number(events), events[:3]))
    await append(database, Batch(number(events), events[1:]))
    async with database.session() as session:
        assert await get_events(session, number(events)) == list(events)


async def test_a_gap_is_refused_and_nothing_changes(database: Database, city: City) -> None:
    events = history(city, 5)
    with pytest.raises(SeqGap):
        await append(database, Batch(number(events), events[1:]))
    await append(database, Batch(number(events), events[:2]))
    before = await contents(database)
    with pytest.raises(SeqGap):
        await append(database, Batch(number(events), events[3:]))
    with pytest.raises(SeqGap):
        await append(database, Batch(number(events), (events[2], events[4])))
    assert await contents(database) == before


async def test_another_event_of_the_same_number_is_an_alarm(database: Database, city: City) -> None:
    events = history(city, 6)
    await append(database, Batch(number(events), events))
    before = await contents(database)
    other = replace(events[1], by=Actor("somebody else"))
    with pytest.raises(SeqConflict):
        await append(database, Batch(number(events), (other,)))
    following = replace(events[-1], seq=len(events) + 1)
    with pytest.raises(SeqConflict):
        await append(database, Batch(number(events), (events[0], other, *events[2:], following)))
    assert await contents(database) == before


async def test_many_at_once_and_two_of_the_same(database: Database, city: City) -> None:
    histories = [history(city, seed) for seed in range(12)]

    async def one(events: tuple) -> None:  # type: ignore[type-arg]
        for batch in cut(events, Random(1)):
            await append(database, batch)

    await asyncio.gather(*(one(events) for events in histories for _ in range(2)))
    async with database.session() as session:
        for events in histories:
            assert await get_events(session, number(events)) == list(events)
            assert await get_snapshot(session, number(events)) == fold(events)


async def test_a_rebuild_gives_equal_rows(database: Database, city: City) -> None:
    await record(database, *range(8), city=city)
    before = await contents(database)
    assert await rebuild(database) == 8
    assert await contents(database) == before
    async with database.session() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DELETE FROM cases WHERE case_no = 'C00000003'")
        await connection.exec_driver_sql("UPDATE cases SET state = 'wrong', last_seq = 99")
        await connection.exec_driver_sql("UPDATE calls SET unit = 'wrong'")
    await rebuild(database)
    assert await contents(database) == before


async def test_what_changed_can_be_followed(database: Database, city: City) -> None:
    start = datetime.now(UTC) - timedelta(seconds=1)
    events = history(city, 7)
    await append(database, Batch(number(events), events))
    async with database.session() as session:
        found = await changes_after(session, start)
        assert [row.seq for row in found] == [event.seq for event in events]
        assert await changes_after(session, found[-1].recorded_at) == []
