"""Opens a case from one that has ended: once for each reason, whatever is repeated. Used by `api.reopening`."""

from dataclasses import replace

from api import errors
from api.door import Door
from api.entitled import unsealed
from api.kept_photos import keep
from api.temporal import Unreachable
from contracts.cases import CaseRun, Start
from contracts.starting import served, summary
from domain.case import Case
from domain.facts import Report
from domain.facts.linking import LinkWhy
from domain.linked import linked_report, words
from domain.localtime import zone
from domain.people import REPORTER

_TRIES = 50


async def open_linked(door: Door, parent: Case, why: LinkWhy, text: str, photos: tuple[str, ...] = ()) -> str:
    """The new case's number; the same again for the same words. Raises 409 for other words, and 503."""
    memo = {"key": f"{parent.case_no}:{why}", "body": door.numbers.fingerprint(text)}
    closed_at = parent.closed_at or parent.opened_at
    day = closed_at.astimezone(zone(door.city.calendar.timezone)).date()
    try:
        for n in range(_TRIES):
            case_no = door.numbers.keyed(day, "link", parent.case_no, why, n)
            report = replace(await _report(door, parent, case_no, why, text), photos=photos)
            await keep(door, case_no, photos)
            if await _started(door, report, memo):
                return case_no
            found = await door.cases.find(case_no)
            if found is not None and found.memo.get("key") == memo["key"]:
                return _the_same(case_no, found.memo, memo)
    except Unreachable as error:
        raise errors.unavailable(
            "engine_away", "暂时无法受理，请稍后重试", "Try again with the same words."
        ) from error
    raise errors.unavailable("numbers", "暂时无法编号，请稍后重试", "No number is free now: try again.")


async def _report(door: Door, parent: Case, case_no: str, why: LinkWhy, text: str) -> Report:
    told = await unsealed(
        door, parent.case_no, parent.report.sealed
    )  # once erased, the new words stand alone
    sealed = await door.seal(case_no, words(told, text))
    item = parent.item.code if parent.item else None
    return linked_report(parent.report, case_no, why, sealed, item)


async def _started(door: Door, report: Report, memo: dict[str, str]) -> bool:
    city = door.city
    run = CaseRun(door.story, Start(report, door.now(), REPORTER), zone=city.calendar.timezone)
    return await door.cases.start(run, report.case_no, memo, summary(city, report), served(city, report))


def _the_same(case_no: str, theirs: dict[str, str], ours: dict[str, str]) -> str:
    if theirs.get("body") != ours["body"]:
        raise errors.forbidden(
            "reopened",
            f"已重新立案 {case_no}，可在那里补充",
            f"It was opened again before, as {case_no}.",
            ["supplement"],
        )
    return case_no
