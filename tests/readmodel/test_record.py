"""Recording while the database is locked, hangs or is gone: bounded, and told to nobody but the retry."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import record as recording
from activities.notify import Notifier
from activities.record import Recorder
from contracts.cases import Batch, Notice
from domain.people import Actor
from domain.policy import City
from readmodel.cases import get_events, get_snapshot
from readmodel.database import Database, migrate
from readmodel.rebuild import rebuild
from readmodel.upserts import MESSAGES
from tests.migrated import lay
from tests.patience import PATIENCE
from tests.postgres import PostgresServer
from tests.readmodel.histories import history, number, untold

FOR_EVER = 60.0
"""Seconds after which a try counts as never coming back: the faults below last until the test ends them."""


SKIPPED = "moments ago"  # of the error of a local try that was not made
LOCAL_TRY = recording.LOCAL_TRY


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is well may take its time here, whatever else the machine does."""
    monkeypatch.setattr(recording, "LOCAL_TRY", PATIENCE)
    monkeypatch.setattr(recording, "LONG_TRY", PATIENCE)


@pytest.fixture
def batch(city: City) -> Batch:
    """What is to be recorded."""
    events = history(city, 1)
    return Batch(number(events), events)


@pytest_asyncio.fixture(loop_scope="session")
async def sqlite(tmp_path: Path) -> AsyncIterator[tuple[Database, Path]]:
    """A SQLite file, and where it is."""
    path = tmp_path / "huying.db"
    database = Database(lay(path))
    yield database, path
    await database.dispose()


async def run(activity: Callable[[Batch], Awaitable[None]], batch: Batch) -> None:
    await ActivityEnvironment().run(activity, batch)


async def refused(work: Awaitable[None]) -> ApplicationError:
    """The error of a try that comes back by itself while the fault lasts; others' work goes on meanwhile."""
    trying = asyncio.ensure_future(work)
    beats = 0
    while not trying.done() and beats < FOR_EVER / 0.01:
        await asyncio.sleep(0.01)
        beats += 1
    assert trying.done()
    with pytest.raises(ApplicationError) as raised:
        await trying
    return raised.value


async def recorded(database: Database, batch: Batch) -> bool:
    async with database.session() as session:
        return await get_events(session, batch.case_no) == list(batch.events)


async def test_a_healthy_database_records_at_once(database: Database, batch: Batch) -> None:
    recorder = Recorder(database, untold)
    await run(recorder.record, batch)
    await run(recorder.record_until_done, batch)
    assert await recorded(database, batch)


async def test_a_locked_file_fails_fast_then_is_skipped_then_tried_again(
    sqlite: tuple[Database, Path], batch: Batch
) -> None:
    database, path = sqlite
    now = [0.0]
    recorder = Recorder(database, untold, lambda: now[0])
    with locked(path):
        error = await refused(run(recorder.record, batch))
        assert (error.type, error.non_retryable) == (recording.UNRECORDED, True)
        assert SKIPPED in str(await refused(run(recorder.record, batch)))
    assert SKIPPED in str(await refused(run(recorder.record, batch)))
    now[0] += recording.PAUSE
    await run(recorder.record, batch)
    assert await recorded(database, batch)


async def test_a_success_of_the_long_way_opens_the_short_one(
    sqlite: tuple[Database, Path], batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, path = sqlite
    recorder = Recorder(database, untold)
    with locked(path), monkeypatch.context() as hurried:
        hurried.setattr(recording, "LONG_TRY", 0.5)
        await refused(run(recorder.record, batch))
        error = await refused(run(recorder.record_until_done, batch))
        assert (error.type, error.non_retryable) == (recording.UNRECORDED, False)
    await run(recorder.record_until_done, batch)
    await run(recorder.record, batch)
    assert await recorded(database, batch)


async def test_many_at_once_on_a_locked_file_all_come_back_in_time(
    sqlite: tuple[Database, Path], batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "LOCAL_TRY", LOCAL_TRY)
    database, path = sqlite
    recorder = Recorder(database, untold)
    with locked(path):
        tries = [refused(run(recorder.record, replace(batch, case_no=f"C{n}"))) for n in range(20)]
        errors = await asyncio.gather(*tries)
    assert {error.type for error in errors} == {recording.UNRECORDED}


async def test_gap_and_conflict(database: Database, batch: Batch) -> None:
    recorder = Recorder(database, untold)
    later = Batch(batch.case_no, batch.events[2:])
    error = await refused(run(recorder.record, later))
    assert error.non_retryable
    error = await refused(run(recorder.record_until_done, later))
    assert (error.type, error.non_retryable) == (recording.GAP, False)
    await run(recorder.record, batch)  # the database was well all the time: not skipped
    other = replace(batch.events[1], by=Actor("somebody else"))
    error = await refused(run(recorder.record, Batch(batch.case_no, (other,))))
    assert error.non_retryable


async def test_the_case_s_own_history_replaces_what_a_lost_task_recorded(
    database: Database, batch: Batch
) -> None:
    recorder = Recorder(database, untold)
    await run(recorder.record, batch)
    mine = Batch(batch.case_no, (replace(batch.events[2], by=Actor("somebody else")),))
    await run(recorder.record_until_done, mine)
    async with database.session() as session:
        stored = await get_events(session, batch.case_no)
        case = await get_snapshot(session, batch.case_no)
    assert stored == [*batch.events[:2], *mine.events]
    assert case is not None
    assert case.seq == len(stored)
    await rebuild(database)
    async with database.session() as session:
        assert await get_snapshot(session, batch.case_no) == case


async def test_what_events_tell_is_kept_with_them_once(database: Database, city: City, batch: Batch) -> None:
    recorder = Recorder(database, Notifier(city, database).write)
    notices = tuple(about(batch, key) for key in ("first", "second"))
    await run(recorder.record, replace(batch, events=batch.events[:2], notices=notices[:1]))
    assert await kept(database) == ["first"]
    await run(recorder.record, replace(batch, events=(), notices=notices))
    await run(recorder.record_until_done, replace(batch, notices=notices))
    assert await kept(database) == ["first", "second"]
    assert await recorded(database, batch)


async def test_neither_events_nor_what_they_tell_without_the_other(
    database: Database, city: City, batch: Batch
) -> None:
    def failing(notices: Sequence[Notice], connection: Connection) -> None:
        Notifier(city, database).write(notices, connection)
        raise OperationalError("insert", {}, OSError())

    told = replace(batch, notices=(about(batch, "never"),))
    await refused(run(Recorder(database, failing).record, told))
    telling = Recorder(database, Notifier(city, database).write)
    await refused(run(telling.record, replace(told, events=batch.events[1:])))  # a gap
    assert await kept(database) == []
    assert await recorded(database, replace(batch, events=()))


def about(batch: Batch, key: str) -> Notice:
    """Something that the last of these events tells the reporter."""
    return Notice(key, batch.case_no, "reporter", "rating_invitation", "completed", "", batch.events[-1].at)


async def kept(database: Database) -> list[str]:
    """The keys in the outbox of messages."""
    async with database.session() as session:
        return list(await session.scalars(select(MESSAGES.c.key).order_by(MESSAGES.c.key)))


async def test_a_server_that_hangs_and_goes_on(
    postgres: PostgresServer, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.new_database("hanging")
    migrate(url)
    database = Database(url)
    recorder, other = Recorder(database, untold), Recorder(database, untold)
    await run(recorder.record, Batch(batch.case_no, batch.events[:2]))
    postgres.pause()
    monkeypatch.setattr(recording, "LOCAL_TRY", LOCAL_TRY)
    try:
        for hanging in (recorder, other):
            error = await refused(run(hanging.record, batch))
            assert error.type == recording.UNRECORDED
        with pytest.raises(TimeoutError):
            await database.ping(0.3)
    finally:
        postgres.resume()
    for _ in range(50):
        try:
            await run(recorder.record_until_done, batch)
            break
        except ApplicationError:
            await asyncio.sleep(0.2)
    await database.ping(5.0)
    assert await recorded(database, batch)
    await database.dispose()


async def test_a_server_that_is_gone(batch: Batch) -> None:
    database = Database("postgresql+psycopg://huying@127.0.0.1:9/none")
    error = await refused(run(Recorder(database, untold).record, batch))
    assert "127.0.0.1" not in str(error)
    await database.dispose()


class locked:
    """Another process's write lock on a SQLite file."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()
