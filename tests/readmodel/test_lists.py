"""Lists of cases, calls and tasks: as filtered, in order, page by page, nothing twice, nothing missed."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.cases import Batch
from domain.case import Case
from domain.policy import City
from domain.views import overdue, state
from readmodel.calls import CallFilter, get_call, is_overdue, list_calls
from readmodel.cases import CaseFilter, CaseListed, get_case, get_events, get_snapshot, list_cases, open_cases
from readmodel.database import Database
from readmodel.pages import BadCursor, Page
from readmodel.projector import append
from readmodel.tables import CallRow, TaskRow
from readmodel.tasks import WORK, list_tasks
from readmodel.upserts import CASES
from tests.readmodel.histories import fold, history, number

SEEDS = range(30)


@pytest.fixture
def cases(city: City) -> list[Case]:
    """What is in the lists."""
    return [fold(history(city, seed, moves=Random(seed).randint(0, 12))) for seed in SEEDS]


@pytest.fixture
async def session(shared_database: Database, city: City) -> Any:
    """A session in which they are all recorded."""
    async with shared_database.session() as session:
        await session.execute(delete(CASES))
        await (await session.connection()).exec_driver_sql("DELETE FROM events")
    for seed in SEEDS:
        events = history(city, seed, moves=Random(seed).randint(0, 12))
        await append(shared_database, Batch(number(events), events))
    async with shared_database.session() as session:
        yield session


async def every(query: Callable[[str | None], Awaitable[Page[Any]]], limit: int) -> list[Any]:
    """All pages of a list, one after another."""
    found: list[Any] = []
    cursor: str | None = None
    while True:
        page = await query(cursor)
        assert len(page.items) <= limit
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


async def cases_of(
    session: AsyncSession, wanted: CaseFilter, now: datetime, limit: int = 4
) -> list[CaseListed]:
    return await every(lambda cursor: list_cases(session, wanted, cursor, limit, now), limit)


async def calls_of(session: AsyncSession, wanted: CallFilter, now: datetime, limit: int = 4) -> list[CallRow]:
    return await every(lambda cursor: list_calls(session, wanted, cursor, limit, now), limit)


def middle(cases: list[Case]) -> datetime:
    """A moment by which some are late."""
    return sorted(case.updated_at or case.opened_at for case in cases)[len(cases) // 2] + timedelta(hours=2)


async def test_all_cases_newest_first_with_their_tasks(session: AsyncSession, cases: list[Case]) -> None:
    found = await cases_of(session, CaseFilter(), middle(cases))
    wanted = sorted(((case.opened_at, case.case_no) for case in cases), reverse=True)
    assert [(case.opened_at, case.case_no) for case in found] == wanted
    tasks = {case.case_no: {task.id for task in case.tasks} for case in cases}
    assert {case.case_no: {task.id for task in case.tasks} for case in found} == tasks


async def test_open_cases_whole_the_oldest_first(session: AsyncSession, cases: list[Case]) -> None:
    found: list[Case] = []
    cursor: str | None = None
    while True:
        page = await open_cases(session, cursor, 4)
        found += page.items
        if (cursor := page.next_cursor) is None:
            break
    expected = sorted((case for case in cases if case.open), key=lambda case: (case.opened_at, case.case_no))
    assert found == expected
    assert 4 < len(found) < len(cases)


async def test_every_filter_of_cases(session: AsyncSession, cases: list[Case]) -> None:
    now = middle(cases)
    states, late = ({state(case) for case in cases}, {case.case_no for case in cases if overdue(case, now)})
    assert len(states) > 3
    assert 0 < len(late) < len(cases)
    for name in states:
        found = await cases_of(session, CaseFilter(state=name), now)
        assert {case.case_no for case in found} == {case.case_no for case in cases if state(case) == name}
    assert {case.case_no for case in await cases_of(session, CaseFilter(overdue=True), now)} == late
    on_time = {case.case_no for case in await cases_of(session, CaseFilter(overdue=False), now)}
    assert on_time == {case.case_no for case in cases} - late
    for listed in await cases_of(session, CaseFilter(), now):
        assert listed.overdue(now) == (listed.case_no in late)
    some = await cases_of(session, CaseFilter(community="SQ07", grade="A", tier="grid"), now)
    assert some
    assert all((case.community, case.grade, case.tier) == ("SQ07", "A", "grid") for case in some)
    by_item = await cases_of(session, CaseFilter(item="B0102"), now)
    assert len(by_item) == sum(case.item is not None and case.item.code == "B0102" for case in cases)
    unit = by_item[0].unit
    assert all(case.unit == unit for case in await cases_of(session, CaseFilter(unit=unit), now))


async def test_words_and_days(session: AsyncSession, cases: list[Case]) -> None:
    now, case = middle(cases), cases[3]
    assert [c.case_no for c in await cases_of(session, CaseFilter(q=case.case_no), now)] == [case.case_no]
    assert [c.case_no for c in await cases_of(session, CaseFilter(q=case.case_no.lower()), now)] == [
        case.case_no
    ]
    assert await cases_of(session, CaseFilter(q="100%"), now) == []
    assert await cases_of(session, CaseFilter(q="_0000"), now) == []
    after = CaseFilter(opened_from=case.opened_at, opened_to=case.opened_at + timedelta(seconds=1))
    assert case.case_no in {c.case_no for c in await cases_of(session, after, now)}
    assert await cases_of(session, CaseFilter(opened_to=min(c.opened_at for c in cases)), now) == []


async def test_a_unit_sees_the_cases_it_was_called_or_asked_in(
    session: AsyncSession, cases: list[Case]
) -> None:
    for unit in ("SQ07-G03", "street-command", "chengguan", "nobody"):
        found = await cases_of(session, CaseFilter(units_visible=(unit,)), middle(cases))
        wanted = {
            case.case_no
            for case in cases
            if unit in {call.unit for call in case.calls} | {task.unit for task in case.tasks}
        }
        assert {case.case_no for case in found} == wanted
    assert await cases_of(session, CaseFilter(units_visible=()), middle(cases)) == []


async def test_calls_by_what_is_due_next(session: AsyncSession, cases: list[Case]) -> None:
    now = middle(cases)
    found = await calls_of(session, CallFilter(), now)
    assert len(found) == sum(len(case.calls) for case in cases)
    assert [(call.due_at, call.call_id) for call in found] == sorted(
        (call.due_at, call.call_id) for call in found
    )
    open_ones = await calls_of(session, CallFilter(state="open"), now)
    assert len(open_ones) == sum(call.open for case in cases for call in case.calls)
    late = await calls_of(session, CallFilter(overdue=True), now)
    assert 0 < len(late) < len(found)
    assert {call.call_id for call in late} == {call.call_id for call in found if is_overdue(call, now)}
    assert len(await calls_of(session, CallFilter(overdue=False), now)) == len(found) - len(late)
    soon = await calls_of(session, CallFilter(due_before=now), now)
    assert {call.call_id for call in soon} == {call.call_id for call in found if call.due_at < now}
    own = await calls_of(session, CallFilter(units=("SQ07-G03", "SQ07")), now)
    assert own
    assert {call.unit for call in own} <= {"SQ07-G03", "SQ07"}
    assert await calls_of(session, CallFilter(units=()), now) == []
    one = await get_call(session, found[0].call_id)
    assert one is not None
    assert one.due_zh
    assert one.item_name == found[0].item_name


async def test_tasks_by_what_is_due_next(session: AsyncSession, cases: list[Case]) -> None:
    async def tasks_of(units: tuple[str, ...] | None, kinds: tuple[str, ...] | None) -> list[TaskRow]:
        return await every(lambda cursor: list_tasks(session, units, kinds, cursor, 3), 3)

    work = [task for case in cases for task in case.tasks if task.kind in WORK]
    found = await tasks_of(None, None)
    assert len(found) == len(work)
    assert [task.due_at for task in found] == sorted(task.due.at for task in work)
    unit, kind = work[0].unit, work[0].kind.value
    some = await tasks_of((unit,), (kind,))
    assert some
    assert {(task.unit, task.kind) for task in some} == {(unit, kind)}
    assert await tasks_of(("nobody",), None) == []


async def test_nothing_of_what_is_not_there(session: AsyncSession) -> None:
    assert await get_case(session, "none") is None
    assert await get_snapshot(session, "none") is None
    assert await get_events(session, "none") == []
    assert await get_call(session, "none.1") is None


@pytest.mark.parametrize("cursor", ["x", "e30", "WyJhIiwiYiJd", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwiYSJd", "é"])
async def test_a_made_up_cursor_is_refused(session: AsyncSession, cases: list[Case], cursor: str) -> None:
    with pytest.raises(BadCursor):
        await list_cases(session, CaseFilter(), cursor, 4, middle(cases))
