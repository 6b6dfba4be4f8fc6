"""`bench.million` in short: it fills what it says, every sum is that of its rows, and every query is asked."""

from pathlib import Path
from random import Random

from sqlalchemy import func, select

from bench.million import ask, queries
from bench.multiplied import multiply
from domain.policy import City
from readmodel.database import Database
from readmodel.projector import append
from readmodel.upserts import CALLS, CASES, FIGURES
from tests.migrated import lay
from tests.readmodel.histories import cut, history

ROWS = 300


async def test_a_thousandth_of_a_million(tmp_path: Path, city: City) -> None:
    url = lay(tmp_path / "huying.db")
    database = Database(url)
    for seed in range(12):
        for batch in cut(history(city, seed, moves=30), Random(seed)):
            await append(database, batch)
    multiply(f"sqlite:///{tmp_path}/huying.db", ROWS)
    async with database.session() as session:
        counted = select(func.count()).select_from
        assert await session.scalar(counted(CASES)) == 12 + ROWS
        by_deadline = func.sum(FIGURES.c.calls).filter(FIGURES.c.kind == "tier")
        calls = await session.scalar(counted(CALLS).where(~CALLS.c.outside))
        assert await session.scalar(select(by_deadline)) == 2 * (calls or 0) > 0
        number = await session.scalar(select(func.max(CASES.c.case_no))) or ""
        opened = await session.scalar(select(func.max(CASES.c.opened_at)))
    await database.dispose()
    assert opened is not None
    asked = await ask(url, 1, number)
    assert {one.path for one in asked} == queries(opened, number).keys()
    assert all(len(one.took) == 1 for one in asked)
