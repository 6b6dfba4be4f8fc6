"""From a draft to a case, through the acceptance of `POST /reports`. Used by `talking`, `pictures` and `upkeep`.

The draft was kept with its key first and does not change any more: whoever finds it, now or after a crash, files the
same once.
"""

from dataclasses import replace
from typing import Any

from api import errors
from api.acceptance import Coming, accept
from api.channels.wechat.keeping import Held, held, keep
from api.channels.wechat.talk import Draft, Filing, Late
from api.door import Door
from api.reading import read
from api.schemas.reports import ReportIn
from domain.people import REPORTER
from readmodel.channel_tables import TalkedCaseRow
from readmodel.talks import keep_talked_case

CLIENT = "wechat"
"""Whose the idempotency keys of conversations are."""


async def filed(door: Door, before: Held, filing: Filing, base: str) -> bool:
    """File what waits for it, and keep the answer of the message that wanted it; False where somebody else did.

    `base` is our own address. What the report cannot be (its photos are too old) is said, and the draft is open again.
    Raises 503 with both stores down: then the draft waits on.
    """
    talk, draft = before.talk, before.talk.draft or Draft()
    try:
        case_no = await _accepted(door, before.person, filing, draft)
    except errors.Problem as problem:
        if problem.status_code != 422:
            raise
        again = replace(talk, filing=None, draft=replace(draft, photos=(), item=""))
        return await keep(door, before, again.answering(filing.key, f"{problem.detail}。可以再次确认提交。"))
    late = tuple(Late(one, case_no) for one in draft.pending)
    after = replace(talk, draft=None, filing=None, case_no=case_no, late=(*talk.late, *late))
    return await keep(door, before, after.answering(filing.key, _told(door, case_no, base)))


def track_url(door: Door, case_no: str, base: str) -> str:
    """Where its reporter follows it."""
    return f"{base}c/{case_no}?code={door.numbers.track_code(case_no)}"


async def _accepted(door: Door, person: str, filing: Filing, draft: Draft) -> str:
    body, key = errors.checked(ReportIn, _body(draft)), f"{person}:{filing.key}"
    case_no = await accept(door, Coming(body, REPORTER, CLIENT, key, filing.at, openid=filing.openid))
    row = TalkedCaseRow(case_no=case_no, person=person, at=filing.at)
    await read(door, lambda session: keep_talked_case(session, row))
    return case_no


def _body(draft: Draft) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if draft.lng is not None and draft.lat is not None:
        place |= {"lng": draft.lng, "lat": draft.lat, "datum": "gcj02"}
    if draft.address:
        place["address"] = draft.address
    return {
        "description": draft.words,
        "item": draft.item or None,
        "place": place or None,
        "community": draft.community or None,
        "reporter": {"kind": "resident"},
        "channel": "wechat",
        "photos": draft.photos,
    }


def _told(door: Door, case_no: str, base: str) -> str:
    return (
        f"已受理，编号 {case_no}，查询码 {door.numbers.track_code(case_no)}。\n"
        f"谁在办、什么时候办完：{track_url(door, case_no, base)}\n"
        "回复“进度”随时查看。"
    )


async def filed_unasked(door: Door, before: Held, filing: Filing, base: str) -> None:
    """The same where nobody waits for the answer any more: it is told with the next one."""
    if await filed(door, before, filing, base):
        now = await held(door, before.person)
        answer = now.talk.answer_to(filing.key)
        await keep(door, now, replace(now.talk, note=f"{now.talk.note}{answer or ''}\n"))
