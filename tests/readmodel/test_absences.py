"""From when to when a deputy stands in, to the instant."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError

from readmodel.absences import absences_of, add_absence, end_absence, overlapping, stood_in_for
from readmodel.database import Database
from readmodel.desk_tables import AbsenceRow
from readmodel.upserts import ABSENCES
from tests.migrated import lay

START = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
END = START + timedelta(days=2)
GRID, INSTANT = "SQ07-G03", timedelta(microseconds=1)


def absence(id_: str = "a", unit: str = GRID, start: datetime = START, end: datetime = END) -> AbsenceRow:
    """One with the deputy SQ07-G01."""
    return AbsenceRow(
        id=id_,
        unit=unit,
        deputy="SQ07-G01",
        starts_at=start,
        ends_at=end,
        reason="年休假",
        made_by="SQ07",
        made_at=START,
    )


async def test_it_begins_and_ends_by_itself(database: Database) -> None:
    async with database.session(writing=True) as session:
        await add_absence(session, absence())
    async with database.session(writing=True) as session:
        for moment, grids in ((START - INSTANT, ()), (START, (GRID,)), (END - INSTANT, (GRID,)), (END, ())):
            assert await stood_in_for(session, "SQ07-G01", moment) == grids
        assert await stood_in_for(session, "SQ07-G02", START) == ()


async def test_one_deputy_at_a_time(database: Database) -> None:
    async with database.session(writing=True) as session:
        await add_absence(session, absence())
        assert await overlapping(session, GRID, END - INSTANT, END + timedelta(days=1))
        assert not await overlapping(session, GRID, END, END + timedelta(days=1))
        assert not await overlapping(session, "SQ07-G02", START, END)


async def test_only_what_runs_or_is_to_come_is_listed_and_ended(database: Database) -> None:
    noon = START + timedelta(hours=3)
    async with database.session(writing=True) as session:
        await add_absence(session, absence())
        assert await end_absence(session, "a", ("SQ08-G01",), "SQ08", noon) is None
        assert await end_absence(session, "a", (GRID,), "SQ07", noon) is not None
        assert await end_absence(session, "a", (GRID,), "SQ07", noon) is None
        assert await stood_in_for(session, "SQ07-G01", noon) == ()
        assert [row.ended_by for row in (await absences_of(session, (GRID,), START, 10)).items] == ["SQ07"]
        assert (await absences_of(session, (GRID,), noon, 10)).items == ()


async def test_who_looks_and_then_writes_is_overtaken_by_nobody(tmp_path: Path) -> None:
    database = Database(lay(tmp_path / "huying.db"))
    row = absence().model_dump()
    async with database.session(writing=True) as session:
        assert not await overlapping(session, GRID, START, END)
        with pytest.raises(OperationalError, match="locked"):
            await database.write(lambda connection: connection.execute(insert(ABSENCES), [row]), 0.05)
        await add_absence(session, absence())
    async with database.session(writing=True) as session:
        assert await overlapping(session, GRID, START, END)
    await database.dispose()
