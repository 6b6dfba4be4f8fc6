"""Rounds, holders of posts and redraws as pages and lists read them. The only SELECTs about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.rounds.events import RoundEvent
from domain.rounds.round import Round
from readmodel.pages import Page, after, page
from readmodel.patrol_tables import HolderRow, RedrawRow, RoundRow
from readmodel.upserts import HOLDERS, REDRAWS, ROUND_EVENTS, ROUNDS, insert_if_absent

MOST_POSTS = 1000
MOST_REDRAWS = 100


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


async def add_redraw(session: AsyncSession, row: RedrawRow) -> None:
    """A proposal."""
    session.add(row)


async def count_redraws(session: AsyncSession) -> int:
    """How many were ever proposed."""
    return await session.scalar(select(func.count()).select_from(REDRAWS)) or 0


async def get_redraw(session: AsyncSession, name: str) -> RedrawRow | None:
    """The proposal of that id."""
    return await session.get(RedrawRow, name)


async def list_redraws(session: AsyncSession) -> Sequence[RedrawRow]:
    """The proposals, the newest first."""
    query = select(RedrawRow).order_by(REDRAWS.c.proposed_at.desc(), REDRAWS.c.id)
    return (await session.scalars(query.limit(MOST_REDRAWS))).all()


async def move_redraw(session: AsyncSession, name: str, was: str, **changed: Any) -> bool:
    """Change a proposal that is still as it was; False where somebody was first."""
    moved = update(REDRAWS).where(REDRAWS.c.id == name, REDRAWS.c.state == was).values(**changed)
    return (await session.execute(moved.returning(REDRAWS.c.id))).first() is not None
