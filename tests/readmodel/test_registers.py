"""Rows of registers on either database: found, counted, named by others, never changed twice from the same edition."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from readmodel.database import Database
from readmodel.register_tables import RegisterChangeRow, RegisterRow
from readmodel.registers import (
    Asked,
    bodies,
    changes_of,
    count_rows,
    get_row,
    get_rows,
    keep,
    last_number,
    list_rows,
    named_by,
    numbers,
    titles,
)

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)


def row(
    key: str, edition: int = 1, *, removed: bool = False, **body: object
) -> tuple[RegisterRow, RegisterChangeRow]:
    """A row of `needs` in SQ07, and its change."""
    kept = RegisterRow(
        code="needs",
        key=key,
        title=f"需求 {key}",
        community="SQ07",
        words=f"{key}\n需求 100%".lower(),
        body=body,
        edition=edition,
        removed=removed,
        changed_at=NOW,
        changed_by="dangjian",
        unit="dangjian",
    )
    change = RegisterChangeRow(
        code="needs",
        key=key,
        edition=edition,
        at=NOW,
        account="dangjian",
        unit="dangjian",
        what="added",
        changes=[["kind", None, "law"]],
    )
    return kept, change


async def put(database: Database, *rows: tuple[RegisterRow, RegisterChangeRow]) -> None:
    """Keep them in one transaction."""
    async with database.session(writing=True) as session:
        await keep(session, [one for one, _ in rows], [change for _, change in rows])


async def test_rows_are_found_by_words_values_and_pages(database: Database) -> None:
    lines = [row(f"XQ-000{n}", kind="law" if n % 2 else "clean", people=n) for n in range(1, 6)]
    await put(database, *lines, row("XQ-0012", removed=True, kind="law"))
    async with database.session() as session:
        first, more = await list_rows(session, Asked("needs"), 2)
        rest, end = await list_rows(session, Asked("needs", after=more or ""), 5)
        assert [one.key for one in (*first, *rest)] == [f"XQ-000{n}" for n in range(1, 6)]
        assert (more, end) == ("XQ-0002", None)
        assert await count_rows(session, Asked("needs", where={"kind": "law", "community": "SQ07"})) == 3
        assert await count_rows(session, Asked("needs", words="100%")) == 5
        assert await count_rows(session, Asked("needs", words="1_0")) == 0
        assert await numbers(session) == {"needs": 5}
        assert sorted(one["people"] for one in await bodies(session, "needs")) == [1, 2, 3, 4, 5]
        assert (await titles(session, ["needs", "projects"])).keys() == {"needs", "projects"}
        assert await last_number(session, "needs", "XQ") == 12
        assert (await get_rows(session, "needs", ["XQ-0001", "XQ-0012", "XQ-9"])).keys() == {
            "XQ-0001",
            "XQ-0012",
        }


async def test_a_row_that_another_names_is_known(database: Database) -> None:
    await put(database, row("XQ-0001", unit="GJ-0001"), row("XQ-0002", removed=True, unit="GJ-0002"))
    async with database.session() as session:
        links = [("needs", "unit"), ("projects", "unit")]
        assert await named_by(session, links, "GJ-0001") == "needs"
        assert await named_by(session, links, "GJ-0002") is None
        assert await named_by(session, [], "GJ-0001") is None


async def test_nobody_changes_the_same_edition_a_second_time(database: Database) -> None:
    await put(database, row("XQ-0001", kind="law"))
    await put(database, row("XQ-0001", 2, kind="clean"))
    with pytest.raises(IntegrityError):
        await put(database, row("XQ-0001", 2, kind="health"))
    async with database.session() as session:
        found = await get_row(session, "needs", "XQ-0001")
        assert found is not None
        assert (found.edition, found.body) == (2, {"kind": "clean"})
        assert [one.edition for one in await changes_of(session, "needs", "XQ-0001")] == [2, 1]
