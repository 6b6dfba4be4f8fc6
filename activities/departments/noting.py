"""Writes down how departments' circuits are, for the operators' page. Called by `activities.call` at a change.

In the background and once: a delivery waits for no database; what can't be written is written at the next change.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from activities.call import Changed
from activities.departments.circuit import State
from readmodel.circuits import note
from readmodel.database import Database
from readmodel.outside_tables import CircuitRow

log = structlog.get_logger()


def noted(database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Changed:
    """What hears of changes and writes them; `clock` gives real time, UTC."""
    writing: set[asyncio.Task[None]] = set()

    async def write(row: CircuitRow) -> None:
        try:
            await database.write(partial(note, row))
        except (SQLAlchemyError, OSError) as error:
            log.warning("circuit.unwritten", unit=row.unit, error=type(error).__name__)

    async def changed(unit: str, state: State, why: str) -> None:
        row = CircuitRow(unit=unit, state=state, since=clock(), why=why)
        task = asyncio.create_task(write(row))
        writing.add(task)
        task.add_done_callback(writing.discard)

    return changed
