"""The two databases as something to break: killed, frozen, on a full disk; and read afterwards, table by table."""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import psycopg

from tests.postgres import KEPT, PostgresServer, start_postgres

Row = dict[str, Any]
TRIES = 60  # a second apart, until a database that was killed is up again


class Store(Protocol):
    """What the harness does to a database and asks of it."""

    name: str
    url: str
    killable: bool

    async def kill(self, down: float) -> None:
        """SIGKILL; up again after `down` seconds."""

    async def freeze(self, seconds: float) -> None:
        """It answers nobody for so long."""

    async def mend(self) -> None:
        """See that it is up: after a full disk it may have ended by itself."""

    def rows(self, query: str) -> list[Row]:
        """What a SELECT finds; moments as ISO 8601 text in UTC."""

    def stop(self) -> None:
        """End it."""


class Sqlite:
    """A file: nothing to kill. Frozen is a writer of another process that does not let go."""

    name, killable = "sqlite", False

    def __init__(self, folder: Path) -> None:
        self._file = folder / "huying.db"
        self.url = f"sqlite+aiosqlite:///{self._file}"

    async def kill(self, down: float) -> None:
        """Never drawn."""
        raise RuntimeError("a file has no process to kill")

    async def freeze(self, seconds: float) -> None:
        """Hold the writer's lock."""
        holder = sqlite3.connect(self._file, isolation_level=None, timeout=10)
        try:
            holder.execute("BEGIN EXCLUSIVE")
            await asyncio.sleep(seconds)
        except sqlite3.OperationalError:  # the disk is full just now: frozen enough
            await asyncio.sleep(seconds)
        finally:
            holder.close()

    async def mend(self) -> None:
        """A file is always up."""

    def rows(self, query: str) -> list[Row]:
        """What a SELECT finds."""
        with contextlib.closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def stop(self) -> None:
        """Nothing runs."""


class Postgres:
    """A cluster of its own."""

    name, killable = "postgresql", True

    def __init__(self, folder: Path) -> None:
        self._server: PostgresServer = start_postgres(folder, KEPT, open_to_all=True)
        self.url = self._server.new_database("huying")
        self._address = self.url.replace("+psycopg", "")

    async def kill(self, down: float) -> None:
        """The server and all its processes."""
        self._server.kill()
        await asyncio.sleep(down)
        await self.mend()

    async def freeze(self, seconds: float) -> None:
        """SIGSTOP and SIGCONT."""
        self._server.pause()
        try:
            await asyncio.sleep(seconds)
        finally:
            self._server.resume()

    async def mend(self) -> None:
        """Start it where it is down; what is left of the old one may have to end first."""
        for _ in range(TRIES):
            if await asyncio.to_thread(self._up):
                return
            with contextlib.suppress(RuntimeError):
                await asyncio.to_thread(self._server.start)
            await asyncio.sleep(1)
        raise RuntimeError("PostgreSQL does not come back")

    def _up(self) -> bool:
        try:
            psycopg.connect(self._address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def rows(self, query: str) -> list[Row]:
        """What a SELECT finds."""
        with psycopg.connect(
            self._address, options="-c timezone=UTC", row_factory=psycopg.rows.dict_row
        ) as c:
            return [{name: _plain(value) for name, value in row.items()} for row in c.execute(query)]

    def stop(self) -> None:
        """End it, and delete its data."""
        self._server.stop()


def opened(name: str, folder: Path) -> Store:
    """The store of that name, its data below `folder`. Raises `tests.postgres.NoPostgres`."""
    return Postgres(folder) if name == "postgresql" else Sqlite(folder)


def text_of(rows: Iterable[Row], *without: str) -> bytes:
    """Rows as bytes, to be compared."""
    kept = ({k: v for k, v in row.items() if k not in without} for row in rows)
    return "\n".join(
        json.dumps(row, ensure_ascii=False, sort_keys=True, default=str) for row in kept
    ).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
