"""States that are kept at hand make the same rows as snapshots that are read back, whatever else writes meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select

from contracts.cases import Batch
from domain.people import Actor
from domain.policy import City
from readmodel import ledger
from readmodel.database import Database, migrate
from readmodel.ledger import Remembered
from readmodel.projector import CASE, append
from readmodel.upserts import CALLS, CASES, EVENTS, TASKS
from tests.readmodel.histories import cut, history, number

Rows = dict[str, list[Sequence[Any]]]


def rows(connection: Connection) -> Rows:
    """All that is shown of any case, and the chains."""
    chains = select(EVENTS.c.case_no, EVENTS.c.seq, EVENTS.c.chain)
    shown = {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in _SHOWN}
    return shown | {"chains": sorted(map(tuple, connection.execute(chains)))}


_SHOWN: tuple[Table, ...] = (CASES, CALLS, TASKS)


async def test_rows_are_the_same(database: Database, city: City, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'read-back.db'}"
    migrate(url)
    other = Database(url)
    for seed in range(8):
        for batch in cut(history(city, seed, moves=30), Random(seed)):
            await append(database, batch)
        CASE.remembered.states.clear()
        for batch in cut(history(city, seed, moves=30), Random(seed)):
            await append(other, batch)
            CASE.remembered.states.clear()
    assert await database.write(rows) == await other.write(rows)
    await other.dispose()


async def test_a_state_is_found_and_goes_on(
    database: Database, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_back(*_: object) -> None:
        raise AssertionError("it was at hand")

    events = history(city, 6, moves=30)
    await append(database, Batch(number(events), events[:1]))
    monkeypatch.setattr(ledger, "from_json", read_back)
    for event in events[1:]:
        await append(database, Batch(number(events), (event,)))


async def test_what_gave_way_is_not_gone_on_from(database: Database, city: City) -> None:
    events = history(city, 6, moves=30)
    half = len(events) // 2
    other = replace(events[half], by=Actor("somebody else"))
    await append(database, Batch(number(events), events))
    await append(database, Batch(number(events), (other,)), authoritative=True)
    step = await append(database, Batch(number(events), events[half + 1 : half + 2]))
    assert step is not None
    assert step.before == CASE.folded(None, (*events[:half], other))


def test_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MOST_REMEMBERED", 2)
    remembered = Remembered[int]()
    for chain, state in (("a", 1), ("b", 2), ("c", 3)):
        remembered.keep(chain, state)
    assert [remembered.take(chain) for chain in "abcc"] == [None, 2, 3, None]
