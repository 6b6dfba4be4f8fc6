"""Cases as service requests, and their events as updates: what clients of other cities' apps may ask for.

For `api.open311`. The list holds what everybody may see and nothing else; whose a case is, its first event says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case, Phase
from domain.catalogue import Exposure
from domain.events import Event
from domain.organisation import Tier
from readmodel.rows import case_row
from readmodel.upserts import CALLS, CASES, EVENTS


@dataclass(frozen=True)
class ServiceRequest:
    """A case as it may be shown to the world. Moments are UTC, story time."""

    case_no: str
    state: str
    outcome: str | None
    exposure: str
    party: str | None
    item: str | None
    item_name: str | None
    tier: str
    grade: str | None
    community: str | None
    lng: float | None
    lat: float | None
    unit_zh: str | None
    opened_at: datetime
    updated_at: datetime
    due_zh: str | None
    due_en: str | None
    expected_at: datetime | None = None  # by when the topmost open lead is to have it done

    @property
    def public(self) -> bool:
        """Whether everybody may know of it; never where a unit is reported, for that unit would."""
        return self.exposure == Exposure.PUBLIC and self.party is None


@dataclass(frozen=True)
class Wanted:
    """Which requests of the list, by [`start`, `end`) of when they came in; None asks nothing."""

    start: datetime
    end: datetime
    items: tuple[str, ...] | None = None
    closed: bool | None = None


@dataclass(frozen=True)
class Update:
    """One event of a case, and when that case was closed, if it was."""

    case_no: str
    event: Event
    closed_at: datetime | None


_NAMES = [name for name in ServiceRequest.__dataclass_fields__ if name != "expected_at"]
_SHOWN = [CASES.c[name] for name in _NAMES]
_TIERS = [tier.value for tier in Tier]


async def list_public(session: AsyncSession, wanted: Wanted, limit: int, skip: int) -> list[ServiceRequest]:
    """What everybody may see, the newest first."""
    asked: list[ColumnElement[bool]] = [
        CASES.c.exposure == Exposure.PUBLIC.value,
        CASES.c.party.is_(None),
        CASES.c.opened_at >= wanted.start,
        CASES.c.opened_at < wanted.end,
    ]
    if wanted.items is not None:
        asked.append(CASES.c.item.in_(wanted.items))
    if wanted.closed is not None:
        ended = CASES.c.phase == Phase.CLOSED.value
        asked.append(ended if wanted.closed else ~ended)
    query = select(*_SHOWN).where(*asked).order_by(CASES.c.opened_at.desc(), CASES.c.case_no.desc())
    rows = (await session.execute(query.limit(limit).offset(skip))).mappings()
    return await _expected(session, [ServiceRequest(**row) for row in rows])


async def some(session: AsyncSession, case_nos: Sequence[str]) -> list[ServiceRequest]:
    """The requests of these numbers, whoever may see them; in no order."""
    rows = (await session.execute(select(*_SHOWN).where(CASES.c.case_no.in_(case_nos)))).mappings()
    return await _expected(session, [ServiceRequest(**row) for row in rows])


async def filed_by(session: AsyncSession, account: str, case_nos: Sequence[str]) -> frozenset[str]:
    """Which of these cases that account brought."""
    query = select(EVENTS.c.case_no).where(
        EVENTS.c.case_no.in_(case_nos), EVENTS.c.seq == 1, EVENTS.c.actor == account
    )
    return frozenset((await session.scalars(query)).all())


async def updates_of(
    session: AsyncSession, account: str, start: datetime, end: datetime, limit: int
) -> list[Update]:
    """What happened in [`start`, `end`) to the cases that account brought, the oldest first; never of sealed ones."""
    first = EVENTS.alias()
    query = (
        select(EVENTS.c.case_no, EVENTS.c.body, CASES.c.closed_at)
        .join(CASES, CASES.c.case_no == EVENTS.c.case_no)
        .join(first, first.c.case_no == EVENTS.c.case_no)
        .where(
            CASES.c.channel == "open311",
            CASES.c.exposure != Exposure.SEALED.value,
            CASES.c.updated_at >= start,
            first.c.seq == 1,
            first.c.actor == account,
            EVENTS.c.at >= start,
            EVENTS.c.at < end,
        )
        .order_by(EVENTS.c.at, EVENTS.c.case_no, EVENTS.c.seq)
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    return [Update(row.case_no, from_json(Event, row.body), row.closed_at) for row in rows]


def of_case(case: Case) -> ServiceRequest:
    """The same, of a case that its workflow knows and the read model does not yet."""
    row = case_row(case)
    expected = case.top.resolve.at if case.open and case.top else None
    return ServiceRequest(**{name: row[name] for name in _NAMES}, expected_at=expected)


async def _expected(session: AsyncSession, requests: Iterable[ServiceRequest]) -> list[ServiceRequest]:
    found = list(requests)
    numbers = [request.case_no for request in found if request.state != "closed"]
    query = select(CALLS.c.case_no, CALLS.c.tier, CALLS.c.n, CALLS.c.resolve_by).where(
        CALLS.c.case_no.in_(numbers), CALLS.c.role == "lead", CALLS.c.state == "open"
    )
    calls = sorted(await session.execute(query), key=lambda row: (_TIERS.index(row.tier), row.n))
    top = {row.case_no: row.resolve_by for row in calls}  # of several the topmost, which comes last
    return [replace(request, expected_at=top.get(request.case_no)) for request in found]
