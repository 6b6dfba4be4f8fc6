"""One changed byte, anywhere in the record, is found and named; an unchanged record is clean."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Table, and_, delete, select, update
from temporalio.testing import WorkflowEnvironment

from activities.keeping import Keeper
from contracts.cases import Batch
from domain.people import Actor
from domain.policy import City
from infra.photos import Photos
from infra.settings import Settings
from infra.shelves import keepings_of, marks_of, photos_of, vault_of
from infra.signing import public_key
from keeping.differences import Tally
from keeping.verify import differences
from readmodel.database import Database
from readmodel.projector import append
from readmodel.upserts import ARCHIVED, EVENTS, HEADS, LEAVES, REPLACED
from tests.conftest import SHUIGUOHU
from tests.readmodel.conftest import migrated_url
from tests.readmodel.histories import cut, history, number

ZONE = "Asia/Shanghai"
CELLS: dict[Table, tuple[str, ...]] = {
    EVENTS: ("case_no", "seq", "at", "kind", "actor", "body", "digest", "chain"),
    HEADS: ("day", "cases", "events", "root", "previous", "key", "signature"),
    LEAVES: ("day", "case_no", "seq", "chain"),
    ARCHIVED: ("case_no", "seq", "chain", "name", "sha256"),
    REPLACED: ("body", "digest"),
}
"""What can't be changed unseen."""
FLIPS = 2
"""Of each column, and of each file."""


@dataclass
class Record:
    """An installation's record, to damage and to check."""

    settings: Settings
    database: Database
    tally: Tally

    async def said(self) -> list[str]:
        """What differs."""
        self.tally = Tally()
        key = public_key(self.settings.paths.signing_key)
        return [str(one) async for one in differences(self.settings, self.database, key, ZONE, self.tally)]

    def files(self, folder: str) -> list[Path]:
        """The files below a folder of the data folder."""
        return sorted(path for path in (self.settings.paths.data / folder).rglob("*") if path.is_file())


@pytest_asyncio.fixture(loop_scope="session", scope="module", params=["sqlite", "postgres"])
async def record(
    request: pytest.FixtureRequest,
    city: City,
    temporal: WorkflowEnvironment,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Record]:
    """Some cases, closed ones archived, three days signed, an event that gave way, a photo."""
    folder = tmp_path_factory.mktemp("record")
    url = migrated_url(request.param, folder, request)
    settings, database = Settings(data_dir=folder, pack=SHUIGUOHU, database_url=url), Database(url)
    for seed in (0, 6, 9):
        for batch in cut(history(city, seed), Random(seed)):
            await append(database, batch)
    events = history(city, 8)
    lost = replace(events[-1], by=Actor("of a lost task"))
    await append(database, Batch(number(events), (*events[:-1], lost)))
    how = replace(keepings_of(settings, ZONE, 1.0), after=timedelta())
    later = datetime(2100, 1, 1, tzinfo=UTC)
    real = datetime.now(UTC)
    keeper = Keeper(temporal.client, database, how, lambda: later, lambda: real + timedelta(days=2))
    assert len(await keeper.sign_days()) >= 2
    await append(database, Batch(number(events), events), authoritative=True)
    real += timedelta(days=1)
    assert len(await keeper.sign_days()) == 1
    assert (await keeper.archive()).done > 0
    photos = Photos(photos_of(settings), vault_of(settings), marks_of(settings))
    photos.keep("C-00000001", [photos.put(b"a whole picture", b"a small one")])
    yield Record(settings, database, Tally())
    await database.dispose()


async def test_an_unchanged_record_is_clean_and_says_how_much_it_read(record: Record) -> None:
    assert await record.said() == []
    tally = record.tally
    assert (tally.cases, tally.photos) == (4, 2)
    assert tally.events > 50
    assert tally.days >= 3
    assert tally.archived == len(record.files("archive")) > 0
    assert tally.seconds > 0


@pytest.mark.parametrize(
    ("table", "column"), [pytest.param(t, c, id=f"{t.name}.{c}") for t, cells in CELLS.items() for c in cells]
)
async def test_any_changed_cell_is_found(record: Record, table: Table, column: str) -> None:
    keys = list(table.primary_key.columns)
    async with record.database.session() as session:
        rows = (await session.execute(select(*keys, table.c[column].label("cell")).order_by(*keys))).all()
    chance = Random(f"{table.name}.{column}")
    for row in chance.choices([row for row in rows if row.cell not in (None, "")], k=FLIPS):
        other = bent(row.cell, chance)
        here = [key == value for key, value in zip(keys, row[:-1], strict=True)]
        there = [
            key == (other if key.name == column else value) for key, value in zip(keys, row[:-1], strict=True)
        ]
        await write(record, update(table).where(and_(*here)).values({column: other}))
        found = await record.said()
        await write(record, update(table).where(and_(*there)).values({column: row.cell}))
        assert found, (row, other)
    assert await record.said() == []


def bent(cell: Any, chance: Random) -> Any:
    """Another value, as near as can be. Keys stay free of others': far away where they are numbers."""
    match cell:
        case str():
            at = chance.randrange(len(cell))
            return cell[:at] + ("x" if cell[at] != "x" else "y") + cell[at + 1 :]
        case int():
            return cell + chance.choice((1000, 2000))
        case datetime():
            return cell + timedelta(microseconds=1)
    raise AssertionError(type(cell))


async def write(record: Record, statement: Any) -> None:
    async with record.database.session() as session:
        done = await session.execute(statement)
        assert done.rowcount == 1


@pytest.mark.parametrize("folder", ["heads", "archive", "photos/kept"])
async def test_any_changed_byte_of_a_file_is_found(record: Record, folder: str) -> None:
    chance = Random(folder)
    for path in record.files(folder):
        whole = path.read_bytes()
        for _ in range(FLIPS):
            at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
            path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            (said,) = await record.said()
            assert path.name in said
        for other in (whole[:-1], whole + b"\0", b""):
            path.write_bytes(other)
            assert any(path.name in said for said in await record.said())
        path.write_bytes(whole)
    assert await record.said() == []


async def test_what_is_gone_is_found(record: Record) -> None:
    async with record.database.session() as session:
        (case_no,) = (await session.scalars(select(ARCHIVED.c.case_no).limit(1))).all()
        rows = (await session.execute(select(EVENTS).where(EVENTS.c.case_no == case_no))).mappings().all()
    last = max(row["seq"] for row in rows)

    async def without(seq: int) -> list[str]:
        gone = and_(EVENTS.c.case_no == case_no, EVENTS.c.seq == seq)
        await write(record, delete(EVENTS).where(gone))
        said = await record.said()
        async with record.database.session() as session:
            await session.execute(EVENTS.insert(), [dict(row) for row in rows if row["seq"] == seq])
        return said

    assert f"{case_no} event 2: is missing" in await without(2)
    assert f"{case_no}: its row counts {last} events, and {last - 1} are stored" in await without(last)
    for folder in ("heads", "archive"):
        path = record.files(folder)[0]
        whole = path.read_bytes()
        path.unlink()
        assert [path.name in said and "missing" in said for said in await record.said()] == [True]
        path.write_bytes(whole)
    stray = path.with_name("stray.json.gz")
    stray.write_bytes(b"x")
    (said,) = await record.said()
    assert said.endswith("stray.json.gz: is not in the register")
    stray.unlink()
    assert await record.said() == []


async def test_another_key_is_found(record: Record) -> None:
    tally = Tally()
    found = [one async for one in differences(record.settings, record.database, "0" * 64, ZONE, tally)]
    assert len(found) == tally.days
    assert all("another key" in str(one) for one in found)


async def test_a_photo_whose_key_was_erased_is_no_difference(record: Record) -> None:
    (key,) = (path for path in record.files("keys") if path.name == "C-00000001")
    content = key.read_bytes()
    key.unlink()
    assert await record.said() == []
    assert record.tally.photos == 0
    key.write_bytes(content)
