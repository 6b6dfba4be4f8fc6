"""`POST /ivr/next`: the next reporter to ring up for a rating, given to one telephone system for ten minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from secrets import token_urlsafe
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from api.entitled import told_of
from api.reading import read, recorded
from api.schemas.ivr import Ring, RingAnswer
from contracts.codec import from_json
from domain import spoken
from domain.budget import length
from domain.calling_back import may_ring, to_be_rung, tries_of
from domain.case import Case, Try
from domain.finishing import DISSATISFIED_AT_MOST
from domain.labels import RATINGS, WHYS
from domain.localtime import zone
from domain.ringing import quiet_until
from readmodel.desk_tables import RevealRow, RingRow
from readmodel.pages import Page
from readmodel.ringing import give, open_ratings, ring_of_request, rings_of

PAGE = 100
WAIT = 60
"""Seconds until a system asks again where there was nobody."""
CALLER, WHY = "ivr", "IP 电话回访"
"""As reveals name who was shown a reporter's number, and what for."""
log = structlog.get_logger()


@dataclass(frozen=True)
class _Asked:
    """One reporter who may be rung up, the number of the case that work went on in, and the calls made before."""

    case: Case
    whose: str
    rings: tuple[RingRow, ...]


async def next_ring(door: Door, request_id: str) -> RingAnswer:
    """The call, or how long to wait for one. Raises 409 for a request whose call has ended, 503."""
    now = door.now()
    known = await read(door, lambda session: ring_of_request(session, request_id))
    if known is not None:
        return RingAnswer(call=await _the_same(door, known, now))
    quiet = quiet_until(door.city.ringing, now, door.city.calendar.timezone)
    if quiet is not None:
        return RingAnswer(wait_seconds=ceil((quiet - now).total_seconds() * door.story.scale))
    cursor: str | None = None
    while True:
        page, rings = await _some(door, now, cursor)
        for asked in await door.in_thread(_may_be_rung, door, page.items, rings, now):
            ring = await _given(door, asked, request_id, now)
            if ring is not None:
                return RingAnswer(call=ring)
        if page.next_cursor is None:
            return RingAnswer(wait_seconds=WAIT)
        cursor = page.next_cursor


async def _some(
    door: Door, now: datetime, cursor: str | None
) -> tuple[Page[tuple[datetime, str, Case]], dict[str, tuple[RingRow, ...]]]:
    invited_by = now - length(door.city.ringing.after)

    async def query(
        session: AsyncSession,
    ) -> tuple[Page[tuple[datetime, str, Case]], dict[str, tuple[RingRow, ...]]]:
        found = await open_ratings(session, invited_by, cursor, PAGE)
        cases = tuple((due, number, from_json(Case, text)) for due, number, text in found.items)
        whose = [number for _, _, case in cases for number in case.raters]
        return Page(cases, found.next_cursor), await rings_of(session, whose)

    return await read(door, query)


def _may_be_rung(
    door: Door,
    found: Sequence[tuple[datetime, str, Case]],
    rings: dict[str, tuple[RingRow, ...]],
    now: datetime,
) -> list[_Asked]:
    asked = []
    for _, _, case in found:
        for whose in to_be_rung(case, door.city.policy.desk):
            made = rings.get(whose, ())
            if not any(ring.said is None and ring.until > now for ring in made) and _tries_left(
                case, whose, made, now
            ):
                asked.append(_Asked(case, whose, made))
    return asked


def _tries_left(case: Case, whose: str, made: Sequence[RingRow], now: datetime) -> bool:
    """A call that was given out and never reported may have rung: it counts as a try."""
    of = whose if whose != case.case_no else None
    silent = tuple(
        Try(ring.given_at, "no_answer", case.round, of)
        for ring in made
        if ring.said is None and ring.case_no == case.case_no and ring.round == case.round
    )
    return may_ring((*tries_of(case, of), *silent), now)


async def _given(door: Door, asked: _Asked, request_id: str, now: datetime) -> Ring | None:
    """The call, if this reporter's number can be read and nobody else was just given it."""
    reporter = await _reporter(door, asked.whose)
    if reporter is None:
        return None
    row = RingRow(
        token=token_urlsafe(24),
        request_id=request_id,
        case_no=asked.case.case_no,
        whose=asked.whose,
        n=len(asked.rings) + 1,
        round=asked.case.round,
        given_at=now,
        until=now + length(door.city.ringing.lease),
    )
    reveal = RevealRow(
        id=uuid4().hex,
        at=datetime.now(UTC),
        account=CALLER,
        unit=door.city.policy.desk,
        case_no=asked.whose,
        reason=WHY,
    )
    if not await read(door, lambda session: give(session, row, reveal)):
        known = await read(door, lambda session: ring_of_request(session, request_id))
        return await _the_same(door, known, now) if known else None
    log.info("ivr.given", case_no=row.whose, n=row.n)
    return _ring(door, row, *reporter)


async def _the_same(door: Door, row: RingRow, now: datetime) -> Ring:
    reporter = await _reporter(door, row.whose) if row.said is None and row.until > now else None
    if reporter is None:
        raise errors.forbidden(
            "ended", "这次呼叫已经结束，请换一个请求编号", "That call has ended: ask with another id."
        )
    return _ring(door, row, *reporter)


async def _reporter(door: Door, whose: str) -> tuple[str, datetime] | None:
    """The phone of who reported that, and when; None once it was erased."""
    found = await recorded(door, whose, events=False)
    phone = (await told_of(door, found.case)).get("phone") if found else None
    return (str(phone), found.case.opened_at) if found and phone else None


def _ring(door: Door, row: RingRow, phone: str, opened_at: datetime) -> Ring:
    city = door.city
    keys = city.ringing.keys
    return Ring(
        token=row.token,
        phone=phone,
        case_no=row.whose,
        try_no=row.n,
        until=row.until.astimezone(zone(city.calendar.timezone)),
        say=spoken.invitation(city, row.whose, opened_at),
        keys={key: RATINGS[points] for key, points in keys.items()},
        say_why=spoken.why_not(city),
        why_keys={key: WHYS[why] for key, why in city.ringing.whys.items()},
        dissatisfied=tuple(key for key, points in keys.items() if points <= DISSATISFIED_AT_MOST),
        say_again=spoken.AGAIN,
    )
