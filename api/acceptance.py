"""受理: from a report to a started case, whatever is down. Starting the workflow is the acceptance.

Used by `api.reports`. The same key gives the same case; without Temporal the report is spooled and starts
later, once.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import structlog

from api import errors
from api.door import Door
from api.kept_photos import check_known, keep
from api.placing import place
from api.schemas.reports import ReportIn
from api.spooling import spooled, to_spool
from api.temporal import Unreachable
from contracts.cases import CaseRun, Start
from contracts.starting import served, summary
from domain.facts import Report
from domain.party import desk_away_from
from domain.people import Actor

_TRIES = 50
"""How many taken numbers one report may meet."""
REFERRED = frozenset({"hotline", "message_board"})
"""Channels of what others referred to the street; staff and those others alone report through them."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Coming:
    """A report at the door: `key` is None where the sender gave none, `client` whom the key belongs to."""

    body: ReportIn
    by: Actor
    client: str
    key: str | None
    received_at: datetime
    joins: str | None = None  # the open case that the reporter says it is one with
    openid: str | None = None  # by which WeChat reaches the reporter; only WeChat's own word is taken for it

    def number(self, door: Door, day: date, n: int) -> str:
        """The n-th number it may get on that day."""
        if self.key is None:
            return door.numbers.random(day)
        return door.numbers.keyed(day, self.body.channel, self.client, self.key, n)

    def memo(self, door: Door) -> dict[str, str]:
        """How the case remembers key and body without holding either."""
        key = f"{self.body.channel}\0{self.client}\0{self.key}" if self.key else ""
        mark = door.numbers.fingerprint
        return {
            "key": mark(key) if key else "",
            "body": mark(self.body.model_dump_json() + (self.joins or "")),
        }


async def accept(door: Door, coming: Coming) -> str:
    """The case number.

    Raises 422 for a bad report or another body under a used key, 503 with both stores down.
    """
    case_no = await _accepted(door, coming)
    await keep(door, case_no, coming.body.photos)
    return case_no


async def _accepted(door: Door, coming: Coming) -> str:
    report = _report(door, coming)
    memo = coming.memo(door)
    days = door.numbers.days(coming.received_at)
    try:
        known = await _earlier(door, coming, memo, days[1:]) if coming.key else None
        if known is not None:
            return known
        for n in range(_TRIES):
            case_no = coming.number(door, days[0], n)
            run = await _run(door, coming, report, case_no)
            if await door.cases.start(
                run, case_no, memo, summary(door.city, report), served(door.city, report)
            ):
                return case_no
            if await _is_ours(door, case_no, memo):
                return case_no
    except Unreachable:
        return await _without_temporal(door, coming, report, memo, days)
    raise errors.unavailable("numbers", "暂时无法编号，请稍后重试", "No number is free now: try again.")


async def _earlier(door: Door, coming: Coming, memo: dict[str, str], days: tuple[date, ...]) -> str | None:
    """The case that this key made on an earlier day, while it still counts."""
    for day in days:
        for n in range(_TRIES):
            case_no = coming.number(door, day, n)
            found = await door.cases.find(case_no)
            if found is None:
                break
            if _same(found.memo, memo):
                return case_no
    return None


async def _is_ours(door: Door, case_no: str, memo: dict[str, str]) -> bool:
    found = await door.cases.find(case_no)
    return found is not None and _same(found.memo, memo)


def _same(theirs: dict[str, str], ours: dict[str, str]) -> bool:
    """Whether that case was made by this key. Raises 422 where it was made with another body."""
    if not ours["key"] or theirs.get("key") != ours["key"]:
        return False
    if theirs.get("body") != ours["body"]:
        raise errors.Problem(
            422,
            "key_reused",
            "幂等键已用于另一内容",
            "这个 Idempotency-Key 已用于另一份报事；如是新的报事请换一个键",
            "This Idempotency-Key was used with another body; use a new key for a new report.",
        )
    return True


async def _without_temporal(
    door: Door, coming: Coming, report: Report, memo: dict[str, str], days: tuple[date, ...]
) -> str:
    for n in range(_TRIES):
        for day in days if coming.key else days[:1]:
            case_no = coming.number(door, day, n)
            waiting = await spooled(door, case_no)
            if waiting is not None and _same(waiting, memo):
                return case_no
        today = coming.number(door, days[0], n)
        run = await _run(door, coming, report, today)
        if await to_spool(door, today, run, memo, summary(door.city, report)):
            log.warning("report.spooled", case_no=today)
            return today
    raise errors.unavailable("numbers", "暂时无法编号，请稍后重试", "No number is free now: try again.")


async def _run(door: Door, coming: Coming, report: Report, case_no: str) -> CaseRun:
    if coming.body.photos:
        await door.about_photos(check_known, door, coming.body.photos, case_no)
    body, placed = coming.body, place(door.city, coming.body, coming.by)
    personal = {
        "description": body.description,
        "name": body.reporter.name,
        "phone": body.reporter.phone,
        "email": body.reporter.email,
        "address": body.place.address if body.place else None,
        "point": placed.exact,
        **({"openid": coming.openid} if coming.openid else {}),
    }
    sealed = await asyncio.to_thread(door.vault.seal, case_no, personal)
    numbered = replace(report, case_no=case_no, sealed=sealed)
    return CaseRun(
        door.story, Start(numbered, coming.received_at, coming.by), zone=door.city.calendar.timezone
    )


def _report(door: Door, coming: Coming) -> Report:
    """The report but for its number and what is sealed under it."""
    body = coming.body
    if body.item is not None and body.item not in door.city.catalogue.items:
        raise errors.malformed("item", "目录里没有这个事项", "the catalogue has no such item")
    if body.about is not None and body.about not in door.city.units:
        raise errors.malformed("about", f"没有 {body.about} 这个单位", f"there is no unit {body.about}")
    if body.outside_due is not None and body.channel not in REFERRED:
        raise errors.malformed("outside_due", "只有转办件可以带转办期限", "only what was referred has one")
    placed, desk = place(door.city, body, coming.by), desk_away_from(door.city.policy, body.about)
    return Report(
        case_no="",
        channel=body.channel,
        reporter_kind=body.reporter.kind,
        desk=desk,
        desk_zh=door.city.units[desk].name_zh,
        sealed="",
        item=body.item,
        community=placed.community,
        grid=placed.grid,
        point=placed.rough,
        outside=placed.outside,
        photos=tuple(body.photos),
        external_no=body.external_no,
        outside_due=body.outside_due.astimezone(UTC) if body.outside_due else None,
        with_contact=body.reporter.phone is not None or coming.openid is not None,
        by_message_only=body.reporter.phone is None and coming.openid is not None,
        about=body.about,
        joins=coming.joins,
    )
