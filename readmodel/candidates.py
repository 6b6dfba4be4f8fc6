"""Reports that may be of the same matter: near in place and time, of the same kind. For the search for duplicates.

Rows hold ciphertext; who may open it is the door's to say.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import CASES

MOST = 200
"""Candidates that one look takes in: of more, the newest."""


@dataclass(frozen=True)
class Candidate:
    """One of them; moments in UTC, story time."""

    case_no: str
    state: str
    item: str | None
    item_name: str | None
    class_zh: str | None
    exposure: str
    community: str | None
    lng: float | None  # WGS-84, as rough as the case keeps it
    lat: float | None
    unit_zh: str | None
    opened_at: datetime
    closed_at: datetime | None
    party: str | None
    merged_into: str | None
    sealed: str


_READ = [CASES.c[name] for name in Candidate.__dataclass_fields__]


async def candidates(
    session: AsyncSession,
    case_no: str,
    communities: Collection[str],
    classes: Collection[str],
    since: datetime,
    until: datetime,
) -> list[Candidate]:
    """Other cases of these communities that came between two moments: of these classes, or of none yet.

    No class named means all. What was merged, voided or refused is none: it stands for nothing any more.
    """
    columns = CASES.c
    query = select(columns.case_no).where(
        columns.community.in_(sorted(communities)),
        columns.opened_at.between(since, until),
        columns.case_no != case_no,
        or_(columns.outcome.is_(None), columns.outcome.not_in(("merged", "void", "refused"))),
    )
    if classes:
        query = query.where(or_(columns.class_zh.is_(None), columns.class_zh.in_(sorted(classes))))
    newest = query.order_by(columns.opened_at.desc(), columns.case_no).limit(MOST)
    rows = await session.execute(select(*_READ).where(columns.case_no.in_(newest)))  # wide ones are read last
    return [Candidate(**row) for row in rows.mappings()]
