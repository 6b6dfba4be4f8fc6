"""The spool is emptied as soon as Temporal answers: oldest first, each report once. Runs beside every API process.

Made to be run by several at once, and to be killed anywhere: the number is the workflow's id, and its memo says which
report began it.
"""

import asyncio
import json
from dataclasses import replace
from functools import partial

import structlog
from temporalio.service import RPCError

from api import errors, given
from api.door import Door
from api.entitled import unsealed
from api.reading import read, unhindered
from api.temporal import Unreachable
from contracts.cases import CaseRun, Start
from contracts.codec import from_data
from contracts.starting import served
from domain.facts import Fact, Merge
from domain.people import SYSTEM
from readmodel import spool

PAUSE = 2.0
"""Seconds between looks."""
BATCH = 50
CLOSED = 409
log = structlog.get_logger()


async def drain(door: Door) -> None:
    """Start what waits, as soon as Temporal answers; for ever."""
    while True:
        try:
            await start_waiting(door)
        except (errors.Problem, Unreachable):
            pass  # a store is away: `/readyz` says so
        except (
            RPCError,
            OSError,
        ) as error:  # the server is busy, or the disk of the keys is full: the next look
            log.warning("spool.delayed", error=type(error).__name__)
        await asyncio.sleep(PAUSE)


async def start_waiting(door: Door) -> int:
    """One look at all that waits: how many were started.

    Raises `Unreachable`, `RPCError` where Temporal is too busy, and 503 without a database.
    """
    started, last = 0, None
    given.all_that_wait(door, await read(door, spool.waiting_numbers))
    while waiting := await read(door, partial(spool.oldest_waiting, limit=BATCH, after=last)):
        for report in waiting:
            started += await _start(door, report)
        last = waiting[-1]
    if started:
        log.info("spool.started", reports=started)
        old = door.numbers.honoured_since(door.now())
        await unhindered(door.database.write(partial(spool.forget, before=old)))
    return started


async def _start(door: Door, report: spool.Spooled) -> bool:
    """Start one; False for one that cannot be read, which stays where it is and holds up no other."""
    try:
        kept = json.loads(report.payload)
        run, memo, summary = from_data(CaseRun, kept["run"]), kept["memo"], kept["summary"]
    except (ValueError, KeyError, TypeError) as error:
        log.error("spool.unreadable", case_no=report.case_no, error=type(error).__name__)
        return False
    if await _begun(door, run, report.case_no, memo, summary):
        await _gather(door, report, memo)
    else:
        await _begun_anew(door, run, report.case_no, memo, summary)
    await unhindered(door.database.write(partial(spool.mark_started, report_id=report.id, at=door.now())))
    return True


async def _begun(door: Door, run: CaseRun, case_no: str, memo: dict[str, str], summary: str) -> bool:
    """Whether it runs under that number now, whoever started it: we, another process, or one that was killed then."""
    if not isinstance(run.begin, Start):
        raise TypeError("only new cases are spooled")
    if await door.cases.start(run, case_no, memo, summary, served(door.city, run.begin.report)):
        return True
    return await _same(door, case_no, memo)


async def _gather(door: Door, report: spool.Spooled, memo: dict[str, str]) -> None:
    """Where the same report was sent again on a later day, and neither store could say that it waits: one case of two.

    This one ends in the later one, which people have seen; whoever sent it follows under either number. Raises 503
    where Temporal went away meanwhile: the next look asks again.
    """
    today, first = door.numbers.days(door.now())[0], door.numbers.days(report.received_at)[0]
    for day in door.numbers.days(door.numbers.honoured_until(report.received_at)):
        again = door.numbers.on(day, report.case_no)
        if not (memo["key"] and first < day <= today) or not await _same(door, again, memo):
            continue
        asked = Fact(f"again:{again}", door.now(), SYSTEM, Merge(again, "again"))
        try:
            await door.cases.tell(report.case_no, asked)
        except errors.Problem as error:
            if error.status_code != CLOSED:  # another process asked it before
                raise
        log.info("spool.sent_again", case_no=report.case_no, again=again)
        return


async def _same(door: Door, case_no: str, memo: dict[str, str]) -> bool:
    found = await door.cases.find(case_no)
    return found is not None and found.memo == memo


async def _begun_anew(door: Door, run: CaseRun, taken: str, memo: dict[str, str], summary: str) -> None:
    """Another report has that number, though our tables did not know: this one is handled under a fresh one.

    Its reporter holds the other's number, so whoever runs this must look; but nothing that was accepted is lost.
    """
    assert isinstance(run.begin, Start)
    told = await unsealed(door, taken, run.begin.report.sealed)
    day, begun = door.numbers.days(run.begin.received_at)[0], False
    while not begun:
        case_no = door.numbers.random(day)
        sealed = await door.seal(case_no, told)
        report = replace(run.begin.report, case_no=case_no, sealed=sealed)
        begun = await _begun(
            door, replace(run, begin=replace(run.begin, report=report)), case_no, memo, summary
        )
    log.error("spool.number_taken", case_no=taken, goes_on_as=case_no)
