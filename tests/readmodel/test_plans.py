"""No query walks through all cases or calls: each goes by an index, as the database itself explains."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.million import queries
from readmodel.audit import passed_unseen
from readmodel.calls import missed_of
from readmodel.cases import open_cases
from readmodel.database import Database
from tests.migrated import lay

Query = Callable[[AsyncSession], Awaitable[Any]]
NOW = datetime(2026, 10, 9, 1, tzinfo=UTC)
QUERIES: dict[str, Query] = {
    "passed_unseen": lambda session: passed_unseen(session, NOW, 30),
    "open cases": lambda session: open_cases(session, None, 50),
    "what a unit missed": lambda session: missed_of(session, "guanli", NOW, 50),
    **queries(NOW, "SGH-20261009-12345678"),
}
WIDE = re.compile(r"SCAN (cases|calls|events)\b(?!.* INDEX )")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def session(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsyncSession]:
    """An empty SQLite database: its plans ask for no figures."""
    database = Database(lay(tmp_path_factory.mktemp("plans") / "huying.db"))
    async with database.session() as session:
        yield session
    await database.dispose()


async def plans(session: AsyncSession, query: Query) -> list[str]:
    """What SQLite says of each statement of a query, a line a step."""
    said: list[tuple[str, Any]] = []
    connection = await session.connection()
    engine = connection.sync_connection.engine  # type: ignore[union-attr]

    def heard(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        said.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", heard)
    try:
        await query(session)
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    found = []
    for statement, parameters in said:
        steps = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        found += [step[-1] for step in steps]
    return found


@pytest.mark.parametrize("name", QUERIES)
async def test_goes_by_an_index(session: AsyncSession, name: str) -> None:
    steps = await plans(session, QUERIES[name])
    assert steps
    assert [step for step in steps if WIDE.match(step)] == []


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("passed_unseen", "ix_cases_due (due_at<?)"),
        ("open cases", "ix_cases_open"),
        ("list, overdue", "ix_cases_open"),
        ("list, item", "ix_cases_item (item=?)"),
        ("list, item and grade", "ix_cases_item (item=?)"),
        ("list, unit, community and grade", "ix_cases_unit (unit=?)"),
        ("list, tier=district", "ix_cases_tier (tier=?)"),
        ("list, grade=A", "ix_cases_grade (grade=?)"),
        ("board, map", "ix_cases_open"),
        ("search, a day's numbers", "(case_no>? AND case_no<?)"),
        ("search, part of a number", "ix_cases_serial (<expr>>? AND <expr><?)"),
        ("search, a number's end", "ix_cases_backwards (<expr>>? AND <expr><?)"),
        ("search, no such word", "COVERING INDEX ix_cases_item_name (item_name>?)"),
        ("search, no such word", "COVERING INDEX ix_cases_unit_zh (unit_zh>?)"),
        ("list of a unit", "COVERING INDEX ix_calls_unit_case (unit=?)"),
        ("rates by unit, this month", "ix_calls_unanswered (respond_by>?"),
        ("rates by unit, this month", "ix_calls_uncompleted (resolve_by>?"),
        ("what a unit missed", "ix_calls_missed (unit=? AND missed_closed_at>?)"),
        ("cases behind a figure", "ix_calls_resolve_by (resolve_by>? AND resolve_by<?)"),
        ("cases behind a small figure", "ix_calls_respond_by (respond_by>? AND respond_by<?)"),
    ],
)
async def test_the_index_is_the_one_made_for_it(session: AsyncSession, name: str, step: str) -> None:
    steps = await plans(session, QUERIES[name])
    assert any(step in one for one in steps), steps


async def test_a_scan_is_noticed(session: AsyncSession) -> None:
    steps = await plans(session, lambda s: s.execute(text("SELECT lng FROM cases WHERE lng > 0")))
    assert any(WIDE.match(step) for step in steps)
