"""Rounds, holders of posts and the cases of a territory as pages read them. The only SELECTs about them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.rounds.events import RoundEvent
from domain.rounds.round import Round
from readmodel.pages import Page, after, page
from readmodel.patrol_tables import HolderRow, RoundRow
from readmodel.upserts import CASES, HOLDERS, ROUND_EVENTS, ROUNDS, insert_if_absent

MOST_POSTS = 1000


@dataclass(frozen=True)
class RoundsAsked:
    """Which rounds a list wants; None is all."""

    kind: str | None = None
    lead: str | None = None
    phase: str | None = None
    missed: bool | None = None
    of: Collection[str] | None = None  # led by one of these, or with one of these as a member


async def get_round(session: AsyncSession, round_no: str) -> Round | None:
    """The round as recorded so far."""
    snapshot = await session.scalar(select(ROUNDS.c.snapshot).where(ROUNDS.c.round_no == round_no))
    return from_json(Round, snapshot) if snapshot is not None else None


async def get_round_events(session: AsyncSession, round_no: str) -> list[RoundEvent]:
    """What happened, in order."""
    query = select(ROUND_EVENTS.c.body).where(ROUND_EVENTS.c.round_no == round_no)
    return [from_json(RoundEvent, body) for body in await session.scalars(query.order_by(ROUND_EVENTS.c.seq))]


async def list_rounds(
    session: AsyncSession, asked: RoundsAsked, cursor: str | None, limit: int
) -> Page[RoundRow]:
    """Those asked for, the newest first."""
    query = select(RoundRow).where(
        *_conditions(asked), *after(cursor, RoundRow.opened_at, RoundRow.round_no, descending=True)
    )
    ordered = query.order_by(ROUNDS.c.opened_at.desc(), ROUNDS.c.round_no.desc()).limit(limit + 1)
    found = (await session.scalars(ordered)).all()
    return page(found, limit, lambda row: (row.opened_at, row.round_no))


def _conditions(asked: RoundsAsked) -> list[Any]:
    wanted: list[Any] = [
        ROUNDS.c[name] == value
        for name in ("kind", "lead", "phase", "missed")
        if (value := getattr(asked, name)) is not None
    ]
    if asked.of is not None:
        mine: list[Any] = [ROUNDS.c.lead.in_(asked.of)]
        mine += [ROUNDS.c.members.contains(f" {unit} ", autoescape=True) for unit in asked.of]
        wanted.append(or_(*mine))
    return wanted


async def opened_among(session: AsyncSession, numbers: Collection[str]) -> set[str]:
    """Which of these rounds are on record."""
    return set(await session.scalars(select(ROUNDS.c.round_no).where(ROUNDS.c.round_no.in_(numbers))))


async def round_counts(session: AsyncSession, since: datetime) -> dict[tuple[str, str], int]:
    """How many rounds were opened since then, by how the number of the lead's post begins and how they ended."""
    head, ended = func.substr(ROUNDS.c.lead, 1, 2), func.coalesce(ROUNDS.c.outcome, ROUNDS.c.phase)
    query = select(head, ended, func.count()).where(ROUNDS.c.opened_at >= since, ROUNDS.c.kind == "patrol")
    return {(post, how): n for post, how, n in await session.execute(query.group_by(head, ended))}


async def posts_of(session: AsyncSession, account: str) -> list[str]:
    """The posts that an account was given."""
    query = select(HOLDERS.c.chief).where(HOLDERS.c.account == account).order_by(HOLDERS.c.chief)
    return list(await session.scalars(query.limit(MOST_POSTS)))


async def holders(session: AsyncSession) -> dict[str, HolderRow]:
    """Who holds which post."""
    found = (await session.scalars(select(HolderRow).limit(MOST_POSTS))).all()
    return {row.chief: row for row in found}


async def appoint(session: AsyncSession, chief: str, account: str | None, now: datetime) -> None:
    """Give the post to that account in the place of any other; None leaves it empty. `now` is story time, UTC."""
    await session.execute(delete(HOLDERS).where(HOLDERS.c.chief == chief))
    if account is not None:
        await session.execute(insert(HOLDERS), [{"chief": chief, "account": account, "since": now}])


async def appoint_missing(session: AsyncSession, posts: dict[str, str], now: datetime) -> None:
    """Give these posts to those accounts where nobody has them."""
    rows = [{"chief": chief, "account": account, "since": now} for chief, account in posts.items()]
    if rows:
        await session.execute(insert_if_absent(HOLDERS, session.get_bind().dialect.name), rows)


@dataclass(frozen=True)
class CaseThere:
    """An open case of a territory, as anybody of staff may know of it: nothing sealed, nothing about a unit."""

    case_no: str
    item_name: str | None
    state: str
    unit_zh: str | None
    due_at: datetime | None


async def cases_there(
    session: AsyncSession,
    communities: Collection[str],
    grids: Collection[str],
    numbers: Collection[str],
    boxes: Collection[tuple[float, float, float, float]],
    limit: int,
) -> list[CaseThere]:
    """Open cases of those communities or grids, of those numbers, or within those boxes; the most pressing first.

    A box is west, south, east, north in degrees of WGS-84.
    """
    cases = CASES
    where: list[Any] = [
        cases.c.community.in_(communities),
        cases.c.grid.in_(grids),
        cases.c.case_no.in_(numbers),
    ]
    where += [
        and_(cases.c.lng.between(west, east), cases.c.lat.between(south, north))
        for west, south, east, north in boxes
    ]
    names = tuple(CaseThere.__dataclass_fields__)
    query = (
        select(*(cases.c[name] for name in names))
        .where(
            or_(*where), cases.c.closed_at.is_(None), cases.c.party.is_(None), cases.c.exposure != "sealed"
        )
        .order_by(cases.c.due_at, cases.c.case_no)
        .limit(limit)
    )
    return [CaseThere(*row) for row in await session.execute(query)]


async def cases_found(session: AsyncSession, leads: Collection[str], limit: int) -> list[str]:
    """The numbers of the cases that the latest rounds of these posts found."""
    query = select(ROUNDS.c.snapshot).where(ROUNDS.c.lead.in_(leads), ROUNDS.c.findings > 0)
    rounds = await session.scalars(query.order_by(ROUNDS.c.opened_at.desc()).limit(limit))
    return [found.case_no for text in rounds for found in from_json(Round, text).findings][:limit]
