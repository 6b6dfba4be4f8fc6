"""受理: from a report to a started case, whatever is down. Starting the workflow is the acceptance.

Used by every resource through which somebody reports. The same key gives the same case; without Temporal the report is
spooled and starts later, once.
"""

from datetime import date

from api import errors, given
from api.coming import REFERRED, Coming, Memo, classified_of, report_of, run_of, same
from api.door import Door
from api.kept_photos import keep
from api.spooling import TRIES, spooled_before, take_down, waits_under
from api.temporal import Unreachable
from contracts.starting import served, summary

__all__ = ["REFERRED", "Coming", "accept"]


async def accept(door: Door, coming: Coming) -> str:
    """The case number.

    Raises 422 for a bad report or another body under a used key, 503 with both stores down, and with as many reports
    waiting for Temporal as may wait.
    """
    case_no = await _accepted(door, coming)
    await keep(door, case_no, coming.body.photos)
    return case_no


async def _accepted(door: Door, coming: Coming) -> str:
    report = await classified_of(door, coming, report_of(door, coming))
    memo = coming.memo(door)
    days = door.numbers.days(coming.received_at)
    free_from = 0
    try:
        known = await _earlier(door, coming, memo, days[1:]) if coming.key else None
        if known is not None:
            return known
        for n in range(TRIES):
            case_no = coming.number(door, days[0], n)
            if await waits_under(door, case_no, memo):
                free_from = n + 1
                continue
            run = await run_of(door, coming, report, case_no)
            if await door.cases.start(
                run, case_no, memo, summary(door.city, report), served(door.city, report)
            ):
                given.note(door, case_no, memo)
                return case_no
            if coming.key and await _is_ours(door, case_no, memo):
                return case_no
            free_from = n + 1
    except Unreachable:
        return await take_down(door, coming, report, memo, days, free_from)
    raise errors.no_number()


async def _earlier(door: Door, coming: Coming, memo: Memo, days: tuple[date, ...]) -> str | None:
    """The case that this key made on an earlier day, while it still counts; also one that waits to be started."""
    for day in days:
        for n in range(TRIES):
            case_no = coming.number(door, day, n)
            found = await door.cases.find(case_no)
            if found is None:
                break
            if same(found.memo, memo):
                return case_no
    return await spooled_before(door, coming, memo, days)


async def _is_ours(door: Door, case_no: str, memo: Memo) -> bool:
    found = await door.cases.find(case_no)
    return found is not None and same(found.memo, memo)
