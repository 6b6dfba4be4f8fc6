"""No query walks through all cases or calls: each goes by an index, as the database itself explains."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.audit import passed_unseen
from readmodel.database import Database, migrate

Query = Callable[[AsyncSession], Awaitable[Any]]
NOW = datetime(2026, 10, 9, 1, tzinfo=UTC)
QUERIES: dict[str, Query] = {
    "passed_unseen": lambda session: passed_unseen(session, NOW, 30),
}


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[AsyncSession]:
    """An empty SQLite database: its plans ask for no figures."""
    url = f"sqlite+aiosqlite:///{tmp_path}/huying.db"
    migrate(url)
    database = Database(url)
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
    assert [step for step in steps if step.startswith("SCAN") and "INDEX" not in step] == []


async def test_deadlines_are_looked_up(session: AsyncSession) -> None:
    (step,) = await plans(session, QUERIES["passed_unseen"])
    assert "ix_cases_due (due_at<?)" in step
