"""What comes to the door as a report, and the case that it begins. Used by `api.acceptance` and `api.spooling`."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from api import errors
from api.door import Door
from api.kept_photos import check_known
from api.placing import place
from api.schemas.reports import ReportIn
from api.suggest import classified
from contracts.cases import CaseRun, Start
from domain.classifying import certain
from domain.entering import entered
from domain.facts import Entered, Report
from domain.party import desk_away_from
from domain.people import Actor, Role

REFERRED = frozenset({"hotline", "message_board"})
"""Channels of what others referred to the street; staff and those others alone report through them."""
Memo = dict[str, str]
"""What a case remembers of the key and the body that made it: two fingerprints."""


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
    once: str = field(default_factory=secrets.token_urlsafe)
    """Stands for the key of who gave none: a start of which no answer came is spooled under the number it had."""

    def number(self, door: Door, day: date, n: int) -> str:
        """The n-th number it may get on that day."""
        return door.numbers.keyed(day, self.body.channel, self.client, self.key or self.once, n)

    def memo(self, door: Door) -> Memo:
        """How the case remembers key and body without holding either."""
        key = f"{self.body.channel}\0{self.client}\0{self.key}" if self.key else ""
        mark = door.numbers.fingerprint
        return {
            "key": mark(key) if key else "",
            "body": mark(self.body.model_dump_json() + (self.joins or "")),
        }


def same(theirs: Memo, ours: Memo) -> bool:
    """Whether that case was made by this key. Raises 422 where it was made with another body."""
    if not ours["key"] or theirs.get("key") != ours["key"]:
        return False
    if theirs.get("body") != ours["body"]:
        raise key_reused()
    return True


def key_reused() -> errors.Problem:
    """422: the key made another case."""
    return errors.Problem(
        422,
        "key_reused",
        "幂等键已用于另一内容",
        "这个 Idempotency-Key 已用于另一份报事；如是新的报事请换一个键",
        "This Idempotency-Key was used with another body; use a new key for a new report.",
    )


async def run_of(door: Door, coming: Coming, report: Report, case_no: str) -> CaseRun:
    """The case that it begins under that number. Raises 422 for a photo that is not there."""
    if coming.body.photos:
        await door.about_photos(check_known, door, coming.body.photos, case_no)
    sealed = await door.seal(case_no, personal(door, coming))
    numbered = replace(report, case_no=case_no, sealed=sealed)
    return CaseRun(
        door.story, Start(numbered, coming.received_at, coming.by), zone=door.city.calendar.timezone
    )


def personal(door: Door, coming: Coming) -> dict[str, Any]:
    """What of it is sealed."""
    body = coming.body
    return {
        "description": body.description,
        "name": body.reporter.name,
        "phone": body.reporter.phone,
        "email": body.reporter.email,
        "address": body.place.address if body.place else None,
        "point": place(door.city, body, coming.by).exact,
        **({"openid": coming.openid} if coming.openid else {}),
    }


def report_of(door: Door, coming: Coming) -> Report:
    """The report but for its number and what is sealed under it. Raises 422 for what cannot be."""
    body = coming.body
    if body.item is not None and body.item not in door.city.catalogue.items:
        raise errors.malformed("item", "目录里没有这个事项", "the catalogue has no such item")
    if body.about is not None and body.about not in door.city.units:
        raise errors.malformed("about", f"没有 {body.about} 这个单位", f"there is no unit {body.about}")
    if body.outside_due is not None and body.channel not in REFERRED:
        raise errors.malformed("outside_due", "只有转办件可以带转办期限", "only what was referred has one")
    if body.on_behalf is not None and coming.by.has(Role.REPORTER):
        raise errors.malformed(
            "on_behalf", "只有工作人员登记时可以注明代报", "only staff report for somebody"
        )
    placed, desk = place(door.city, body, coming.by), desk_away_from(door.city.policy, body.about)
    whose = _whose(coming)
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
        rated_there=_rated_there(door, body),
        entered=whose,
        entered_by="" if whose is Entered.SELF else coming.by.unit,
    )


async def classified_of(door: Door, coming: Coming, report: Report) -> Report:
    """The report with the item that the classifier is sure of, where the pack lets that stand without a person.

    Decided here, before the case begins, and part of what it begins with: a replay asks no classifier.
    """
    if report.item is not None or not coming.by.has(Role.REPORTER) or not door.city.classifying.auto_classify:
        return report
    sure = certain(door.city.classifying, await classified(door, coming.body.description))
    return report if sure is None else replace(report, item=sure.item, classified=sure.score)


def _whose(coming: Coming) -> Entered:
    body, who = coming.body, coming.body.reporter
    personal = who.name is not None or who.phone is not None
    return entered(coming.by, body.channel, who.kind, personal, body.on_behalf)


def _rated_there(door: Door, body: ReportIn) -> bool:
    """Whether whoever referred it asks for the rating and brings it."""
    link = door.links.get(body.channel) if body.channel in REFERRED and body.external_no else None
    return link is not None and link.rates
