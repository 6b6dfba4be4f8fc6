"""What a B case writes into the read model, step by step, noted once; `bench.bare` writes it again for every case."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Executable, Insert, event, insert

from contracts.cases import Batch
from domain.policy import City
from readmodel.database import Database, migrate
from readmodel.message_tables import MessageRow
from readmodel.projector import append
from readmodel.rows import Row
from readmodel.upserts import MESSAGES
from tests.playing import Play

NUMBERED = ("case_no", "call_id", "gone_case", "key")
"""Columns that hold the case's number, or begin with it."""


@dataclass(frozen=True)
class Written:
    """One statement and its rows."""

    statement: Executable
    rows: list[Row]

    def again(self, connection: Connection, old: str, new: str) -> None:
        """The same of another case, now."""
        fresh = {"recorded_at": datetime.now(UTC)}
        rows = [
            {name: value.replace(old, new) if name in NUMBERED else value for name, value in row.items()}
            | (fresh if "recorded_at" in row else {})
            for row in self.rows
        ]
        connection.execute(self.statement, rows)


@dataclass(frozen=True)
class Steps:
    """What is written at each step of a case of that number."""

    case_no: str
    steps: tuple[tuple[Written, ...], ...]

    def write(self, step: int, case_no: str, connection: Connection) -> None:
        """One step of another case."""
        for written in self.steps[step]:
            written.again(connection, self.case_no, case_no)


async def noted(city: City, play: list[str], **report: Any) -> Steps:
    """Play a case by the names of `Play`'s methods, `miss` and `rate` among them, and note what each step writes."""
    case = Play(city).report(**report)
    steps: list[tuple[Written, ...]] = []
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'noted.db'}"
        migrate(url)
        database, recorded = Database(url), 0
        for name in ("", *play):
            if name:
                getattr(case, name)()
            batch = Batch(case.open.case_no, tuple(case.events[recorded:]))
            recorded = len(case.events)
            with _listening() as heard:
                await append(database, batch)
            steps.append(tuple(heard))
        await database.dispose()
    return Steps(case.open.case_no, tuple(steps))


@contextmanager
def _listening() -> Iterator[list[Written]]:
    heard: list[Written] = []

    def hear(_: Connection, statement: Executable, many: Any, one: Any, __: Any) -> None:
        if isinstance(statement, Insert | Delete):
            heard.append(Written(statement, [dict(row) for row in many] or [dict(one)]))

    event.listen(Engine, "before_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_execute", hear)


def message(case_no: str) -> Written:
    """The invitation to rate, as it goes into the outbox."""
    now = datetime.now(UTC)
    row = MessageRow(
        key=f"{case_no}:8:reporter",
        case_no=case_no,
        addressee="reporter",
        unit="",
        what="rating_invitation",
        why="completed",
        urgent=False,
        zh="请评价" * 20,
        en="please rate " * 10,
        notice="x" * 260,
        made_at=now,
        not_before=now,
        state="sent",
        try_at=now,
    )
    return Written(insert(MESSAGES), [row.model_dump()])
