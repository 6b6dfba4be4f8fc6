"""Events that gave way: moved out of the record into a list of their own, never dropped in silence.

Written by the projector, read by `huying verify`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.keeping_tables import ReplacedRow
from readmodel.upserts import EVENTS, REPLACED

_MOVED = ("case_no", "seq", "body", "digest", "chain", "recorded_at")


def keep_replaced(connection: Connection, case_no: str, seq: int, why: str) -> None:
    """Take a case's events from that number on out of the record, and keep them with the moment and the reason."""
    gone = (EVENTS.c.case_no == case_no, EVENTS.c.seq >= seq)
    rows = connection.execute(select(*(EVENTS.c[name] for name in _MOVED)).where(*gone)).mappings().all()
    more = {"replaced_at": datetime.now(UTC), "why": why}
    if rows:
        connection.execute(insert(REPLACED), [{**row, "id": uuid4().hex, **more} for row in rows])
    connection.execute(delete(EVENTS).where(*gone))


async def replaced_events(session: AsyncSession) -> Sequence[ReplacedRow]:
    """All that ever gave way, by case and number: few, for a worker must have died in the middle of a task."""
    order = (REPLACED.c.case_no, REPLACED.c.seq, REPLACED.c.replaced_at)
    return (await session.scalars(select(ReplacedRow).order_by(*order))).all()
