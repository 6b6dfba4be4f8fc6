"""A case is found by its number's beginning, with and without the city's prefix, and by either end of its serial."""

from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.dialects import postgresql

from readmodel.cases import CaseFilter, list_cases
from readmodel.database import Database
from readmodel.numbered import found_by
from readmodel.rows import case_row
from readmodel.upserts import CASES
from tests.readmodel import counted

NOW = datetime(2026, 10, 12, tzinfo=UTC)
INDEXES = ("ix_cases_number", "ix_cases_serial", "ix_cases_backwards")
FIRST, SECOND, THIRD = NUMBERS = ("SGH-20261009-12345678", "SGH-20261010-56781234", "SGH-20261009-99912340")


@pytest.fixture
async def filled(database: Database) -> Database:
    """A read model with those three."""
    rows = [case_row(counted.case(number, Random(1))) for number in NUMBERS]
    await database.write(lambda connection: connection.execute(insert(CASES), rows))
    return database


async def test_by_an_index_in_any_language(filled: Database) -> None:
    """On PostgreSQL; `test_plans` asks SQLite."""
    if filled.on_sqlite:
        return
    async with filled.session() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        for name, condition in zip(INDEXES, found_by("1234", {"SGH"})[1:], strict=True):
            query = select(CASES.c.case_no).where(condition)
            said = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
            plan = await session.scalars(text(f"EXPLAIN {said}"))
            assert name in "\n".join(plan)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (FIRST, {FIRST}),
        (FIRST.lower(), {FIRST}),
        ("SGH-20261009", {FIRST, THIRD}),
        ("SGH-2026", set(NUMBERS)),
        ("20261009", {FIRST, THIRD}),
        ("20261009-1234", {FIRST}),
        ("20261010-", {SECOND}),
        ("12345678", {FIRST}),
        ("1234", {FIRST, SECOND}),  # where one begins and another ends
        ("5678", {FIRST, SECOND}),
        ("999123", {THIRD}),
        ("2340", {THIRD}),
        ("2345", set()),  # in the middle
        ("123456789", set()),
        ("ABC-2026", set()),
    ],
)
async def test_found_by_what_one_remembers_of_it(filled: Database, typed: str, found: set[str]) -> None:
    async with filled.session() as session:
        page = await list_cases(session, CaseFilter(q=typed), None, 50, NOW)
    assert {case.case_no for case in page.items} == found
