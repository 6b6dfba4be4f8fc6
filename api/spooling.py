"""Reports that were accepted while Temporal was away: kept in a table, started later, once.

Used by `api.acceptance`; `drain` runs beside the API as long as it is up.
"""

import asyncio
import json
from contextlib import suppress

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from api.reading import read, written
from api.temporal import Unreachable
from contracts.cases import CaseRun, Start
from contracts.codec import from_data, to_data
from readmodel import spool
from readmodel.cases import get_case

PAUSE = 2.0
"""Seconds between looks."""
log = structlog.get_logger()
Memo = dict[str, str]


async def spooled(door: Door, case_no: str) -> Memo | None:
    """The memo of the spooled report that took this number; None for none.

    Raises 503 with both stores down.
    """
    found = await read(door, lambda session: spool.get(session, case_no))
    memo: Memo | None = json.loads(found.payload)["memo"] if found else None
    return memo


async def to_spool(door: Door, case_no: str, run: CaseRun, memo: Memo, summary: str) -> bool:
    """Keep it for later; False where the number is taken. Raises 503 with both stores down."""
    if not isinstance(run.begin, Start):
        raise TypeError("only new cases are spooled")
    payload = json.dumps({"run": to_data(run), "memo": memo, "summary": summary}, ensure_ascii=False)
    report = spool.Spooled(case_no, case_no, payload, run.begin.received_at)

    async def keep(session: AsyncSession) -> bool:
        if await get_case(session, case_no) is not None:
            return False
        await spool.put(session, report)
        kept = await spool.get(session, case_no)
        return kept is not None and kept.payload == payload

    return await written(door, keep)


async def drain(door: Door) -> None:
    """Start what waits, as soon as Temporal answers; for ever."""
    while True:
        with suppress(errors.Problem, Unreachable):
            await start_waiting(door)
        await asyncio.sleep(PAUSE)


async def start_waiting(door: Door) -> int:
    """One look: how many were started. Raises `Unreachable`, and 503 without a database."""
    waiting = await read(door, spool.oldest_waiting)
    for report in waiting:
        kept = json.loads(report.payload)
        run = from_data(CaseRun, kept["run"])
        if not await door.cases.start(run, report.case_no, kept["memo"], kept["summary"]):
            found = await door.cases.find(report.case_no)
            if found is None or found.memo != kept["memo"]:
                log.error("spool.number_taken", case_no=report.case_no)
                continue
        await _started(door, report.id)
    if waiting:
        log.info("spool.started", reports=len(waiting))
    return len(waiting)


async def _started(door: Door, report_id: str) -> None:
    await read(door, lambda session: spool.mark_started(session, report_id, door.now()))
