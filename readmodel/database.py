"""The one door to SQL, SQLite or PostgreSQL by its URL. Made by the worker and the API at start."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from readmodel import sqlite
from readmodel.migrate import migrate, sync_engine

__all__ = ["PATIENCE", "Database", "bounded", "migrate"]

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that a writer waits for another one's lock."""
POOL = {"pool_size": 5, "max_overflow": 5, "pool_timeout": 5, "pool_recycle": 1800}
POSTGRES = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=30s "
    "-c idle_in_transaction_session_timeout=30s",
}
"""So that a dead server or a lost client is noticed, by libpq and by the server."""


class Database:
    """An engine with its pool. Connects lazily: an unreachable database raises only when it is used."""

    def __init__(self, url: str) -> None:
        """`url` names an async driver: `sqlite+aiosqlite:///…` (a file) or `postgresql+psycopg://…`."""
        self.on_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._engine = create_async_engine(
            url, hide_parameters=True, connect_args={} if self.on_sqlite else POSTGRES, **POOL
        )
        if self.on_sqlite:
            sqlite.prepare(self._engine.sync_engine)
            self._writer, self._thread = (sync_engine(url), ThreadPoolExecutor(1, "sqlite-writer"))

    @contextlib.asynccontextmanager
    async def session(self, *, writing: bool = False) -> AsyncIterator[AsyncSession]:
        """A session in one transaction, committed when its block ends well.

        One that looks and then writes by what it saw says `writing`: on SQLite it begins as a writer, for a look that
        another writer has overtaken can't become one, however long it would wait.
        """
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            if writing and self.on_sqlite:
                await session.connection(execution_options={sqlite.PATIENCE_OPTION: PATIENCE})
            yield session

    async def write(self, job: Callable[[Connection], T], patience: float = PATIENCE) -> T:
        """Run `job` in one transaction that begins as a writer, and return what it returns.

        On SQLite all jobs of a process run in one thread, one after another: no thread hop a statement, and
        none of SQLite's own waiting among us, which is by sleeping and unfair. Another process's lock is
        waited for `patience` seconds. On PostgreSQL jobs run side by side; `lock_timeout` bounds the wait.
        Raises what `job` raises, having changed nothing.
        """
        if not self.on_sqlite:
            async with self._engine.begin() as connection:
                return await connection.run_sync(job)
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, job, patience)

    def _write(self, job: Callable[[Connection], T], patience: float) -> T:
        with self._writer.connect() as connection:
            connection.execution_options(**{sqlite.PATIENCE_OPTION: patience})
            with connection.begin():
                return job(connection)

    async def ping(self, timeout: float) -> None:
        """Return when the database answers; raise `TimeoutError` after `timeout` seconds, or its error."""
        await bounded(self._ping(), timeout)

    async def _ping(self) -> None:
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def dispose(self) -> None:
        """Close every connection that is not in use; what still runs has a second to end, then ends on its own."""
        if _abandoned:  # a loop that closes before they end would wait for them for ever
            await asyncio.wait(set(_abandoned), timeout=1.0)
        if self.on_sqlite:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._writer.dispose()
        await self._engine.dispose()


_abandoned: set[asyncio.Task[Any]] = set()


async def bounded(work: Coroutine[Any, Any, T], timeout: float) -> T:
    """Await `work` for at most `timeout` seconds, then raise `TimeoutError`.

    Unlike `asyncio.timeout`, does not wait for the cancelled work: a driver whose server hangs can't end it.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=timeout)
        if done:
            return task.result()
        raise TimeoutError(f"the database did not answer within {timeout:g} s")
    finally:
        if not task.done():
            _abandoned.add(task)
            task.add_done_callback(_forget)
            task.cancel()


def _forget(task: asyncio.Task[Any]) -> None:
    _abandoned.discard(task)
    if not task.cancelled():
        task.exception()  # seen, so that asyncio does not complain
