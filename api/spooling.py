"""Reports that are accepted while Temporal is away: kept in a table, with a number, until `api.draining` starts them.

Used by `api.acceptance`; Open311 asks what waits.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors, given
from api.coming import Coming, Memo, key_reused, personal, run_of, same
from api.door import Door
from api.entitled import unsealed
from api.reading import read, unhindered
from contracts.cases import CaseRun, Start
from contracts.codec import to_data
from contracts.starting import summary
from domain import events as e
from domain.facts import Report
from readmodel import spool
from readmodel.cases import get_events
from readmodel.given import memo_of

TRIES = 50
"""How many taken numbers one report may meet."""
GLANCE = 0.5
"""Seconds that a report whose engine is well waits to hear of an earlier one in the spool."""
FULL_WAIT = 60
"""Seconds after which to try again where no more may wait."""
log = structlog.get_logger()


async def take_down(
    door: Door, coming: Coming, report: Report, memo: Memo, days: Sequence[date], free_from: int = 0
) -> str:
    """The number under which it waits, or under which the same key is known already.

    Others have today's numbers before the `free_from`-th, as Temporal said. Raises 422 for another body under a used
    key, 503 with both stores down or as many waiting as may.
    """
    await given.keep(door)
    for n in range(TRIES):
        for day in days:
            case_no = coming.number(door, day, n)
            if await _known(door, coming, report, memo, case_no):
                return case_no
        today = coming.number(door, days[0], n)
        if n >= free_from and await _put(door, await run_of(door, coming, report, today), memo):
            log.warning("report.spooled", case_no=today)
            given.waits(door, today)
            return today
    raise errors.no_number()


async def spooled_before(door: Door, coming: Coming, memo: Memo, days: Sequence[date]) -> str | None:
    """The number that this key got on one of these days and under which it still waits. None also without a database:
    then the engine is well, and its word is enough.
    """
    numbers = [coming.number(door, day, 0) for day in days]
    try:
        found = await read(door, lambda session: spool.get_several(session, numbers), GLANCE)
    except errors.Problem:
        return None
    return next((report.case_no for report in found if same(_memo(report), memo)), None)


async def waits_under(door: Door, case_no: str, memo: Memo) -> bool:
    """Whether another report waits under that number, which its reporter knows: Temporal would give it away.

    The database is asked only about what this process saw there: a report must not wait for it.
    """
    if not given.may_wait(door, case_no):
        return False
    try:
        waiting = await read(door, lambda session: spool.get(session, case_no), GLANCE)
    except errors.Problem:
        return False
    return waiting is not None and _memo(waiting) != memo


async def waits(door: Door, case_no: str) -> bool:
    """Whether that report has not begun yet. Raises 503 without a database."""
    found = await read(door, lambda session: spool.get(session, case_no))
    return found is not None and found.started_at is None


async def _known(door: Door, coming: Coming, report: Report, memo: Memo, case_no: str) -> bool:
    """Whether this very report has that number already: in the spool, or as a case that was recorded before.

    The read model keeps no fingerprint of a key. But the number is made of the key, and the words are there.
    """
    waiting = await read(door, lambda session: spool.get(session, case_no))
    if waiting is not None:
        return same(_memo(waiting), memo)
    first = await read(door, lambda session: _report_of(session, case_no))
    if first is None:
        theirs = await read(door, lambda session: memo_of(session, case_no))
        return theirs is not None and same(theirs, memo)
    blank = replace(first, case_no="", sealed="")
    told = await unsealed(door, case_no, first.sealed)
    if blank == report and told == json.loads(json.dumps(personal(door, coming))):
        return True
    if coming.key is not None:
        raise key_reused()
    return False


async def _report_of(session: AsyncSession, case_no: str) -> Report | None:
    recorded = await get_events(session, case_no)
    body = recorded[0].body if recorded else None
    return body.report if isinstance(body, e.Accepted) else None


async def _put(door: Door, run: CaseRun, memo: Memo) -> bool:
    """Keep it for later; False where the number is taken."""
    if not isinstance(run.begin, Start):
        raise TypeError("only new cases are spooled")
    report = run.begin.report
    kept = {"run": to_data(run), "memo": memo, "summary": summary(door.city, report)}
    waiting = spool.Spooled(
        report.case_no, report.case_no, json.dumps(kept, ensure_ascii=False), run.begin.received_at
    )
    job = partial(spool.put, report=waiting, most=door.settings.spool_limit)
    match await unhindered(door.database.write(job)):
        case spool.Put.FULL:
            log.error("spool.full", most=door.settings.spool_limit)
            raise errors.unavailable(
                "spool_full",
                "等待登记的报事太多，请稍后再报；紧急危险请拨打 110 / 119 / 120",
                "Too many reports wait to be registered: try again later. Life in danger? Call 110 / 119 / 120.",
                FULL_WAIT,
            )
        case put:
            return put is spool.Put.KEPT


def _memo(report: spool.Spooled) -> Memo:
    memo: Memo = json.loads(report.payload)["memo"]
    return memo
