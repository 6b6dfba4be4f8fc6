"""Numbers that were given out and may not be recorded yet. Written by the API, read where Temporal can't be asked."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import CASES, GIVEN, insert_if_absent

KEPT = timedelta(hours=1)
"""Real time that a number stays at least; longer where its case is not recorded."""


def put(given: Mapping[str, Mapping[str, str]], now: datetime, connection: Connection) -> None:
    """These numbers with the marks of who got them, `now` in real time, UTC; older ones go once they are recorded."""
    rows = [{"case_no": case_no, "memo": json.dumps(memo), "at": now} for case_no, memo in given.items()]
    connection.execute(insert_if_absent(GIVEN, connection.dialect.name), rows)
    recorded = select(CASES.c.case_no).where(CASES.c.case_no == GIVEN.c.case_no).exists()
    connection.execute(delete(GIVEN).where(GIVEN.c.at < now - KEPT, recorded))


async def memo_of(session: AsyncSession, case_no: str) -> dict[str, str] | None:
    """The marks of who got that number; None where it is not known to be given out."""
    found = await session.scalar(select(GIVEN.c.memo).where(GIVEN.c.case_no == case_no))
    return None if found is None else dict(json.loads(found))
