"""转办件: kept once by their outside number, and listed with what became of them. For `api.referrals`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case, Phase
from readmodel.desk_tables import ReferralRow, WrittenBackRow
from readmodel.pages import Page, after, page
from readmodel.party import kept_from_by
from readmodel.upserts import CASES, REFERRALS, insert_if_absent
from readmodel.written_back import latest


@dataclass(frozen=True)
class Referred:
    """One referral and its case, as far as that is recorded. Story time, UTC."""

    source: str
    outside_no: str
    case_no: str
    outside_due: datetime | None
    came_at: datetime
    case: Case | None
    written_back: WrittenBackRow | None = None  # the last result on its way to where it came from


async def known_referrals(
    session: AsyncSession, source: str, numbers: Iterable[str], not_about: str | None = None
) -> dict[str, str]:
    """Which of these outside numbers are cases already, and which; none that is about `not_about`."""
    query = select(REFERRALS.c.outside_no, REFERRALS.c.case_no).where(
        REFERRALS.c.source == source,
        REFERRALS.c.outside_no.in_(list(numbers)),
        kept_from_by(not_about, REFERRALS.c.case_no),
    )
    return {row.outside_no: row.case_no for row in await session.execute(query)}


async def keep_referral(session: AsyncSession, referral: ReferralRow) -> None:
    """Keep it; one that is there stays as it is."""
    statement = insert_if_absent(REFERRALS, session.get_bind().dialect.name)
    await session.execute(statement, [referral.model_dump()])


async def list_referrals(
    session: AsyncSession,
    source: str | None,
    closed: bool | None,
    cursor: str | None,
    limit: int,
    not_about: str | None = None,
) -> Page[Referred]:
    """Referrals, the newest first, each with its case; none that is about `not_about`. Raises `BadCursor`."""
    columns = (*REFERRALS.c, CASES.c.snapshot)
    query = select(*columns).join(CASES, CASES.c.case_no == REFERRALS.c.case_no, isouter=True)
    query = query.where(*after(cursor, REFERRALS.c.came_at, REFERRALS.c.case_no, descending=True))
    if source is not None:
        query = query.where(REFERRALS.c.source == source)
    if not_about is not None:
        query = query.where(CASES.c.party.is_(None) | (CASES.c.party != not_about))
    if closed is not None:
        ended = CASES.c.phase == Phase.CLOSED.value
        query = query.where(ended if closed else CASES.c.phase.is_(None) | ~ended)
    query = query.order_by(REFERRALS.c.came_at.desc(), REFERRALS.c.case_no.desc()).limit(limit + 1)
    rows = (await session.execute(query)).all()
    last = await latest(session, [row.case_no for row in rows])
    found = [
        Referred(
            row.source,
            row.outside_no,
            row.case_no,
            row.outside_due,
            row.came_at,
            from_json(Case, row.snapshot) if row.snapshot else None,
            last.get(row.case_no),
        )
        for row in rows
    ]
    return page(found, limit, lambda one: (one.came_at, one.case_no))
