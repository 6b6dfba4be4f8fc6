"""Cases: one, its events, and lists. For the API; nothing here decides anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case
from domain.catalogue import Exposure
from domain.events import Event
from readmodel.beside import beside
from readmodel.pages import Page, after, page
from readmodel.party import kept_from
from readmodel.searching import NAMED, said
from readmodel.tables import CaseRow, TaskRow
from readmodel.tasks import tasks_of_cases
from readmodel.upserts import CALLS, CASES, EVENTS, TASKS


@dataclass(frozen=True)
class CaseFilter:
    """Which cases; None asks nothing of that field. Moments carry an offset; [`opened_from`, `opened_to`)."""

    state: str | None = None
    tier: str | None = None
    grade: str | None = None
    unit: str | None = None
    community: str | None = None
    item: str | None = None
    overdue: bool | None = None
    q: str | None = None  # a case number's beginning or end, part of an item's or a unit's name
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    units_visible: tuple[str, ...] | None = None  # only cases with a call or a task of these units
    not_about: str | None = None  # whoever asks sees nothing of what is about themselves


@dataclass(frozen=True)
class CaseListed:
    """A line of a list: the case without its snapshot and its sealed part, and its open tasks."""

    case_no: str
    state: str
    phase: str
    outcome: str | None
    grade: str | None
    tier: str
    item: str | None
    item_name: str | None
    class_zh: str | None
    exposure: str
    channel: str
    reporter_kind: str
    community: str | None
    grid: str | None
    lng: float | None
    lat: float | None
    unit: str | None
    unit_zh: str | None
    opened_at: datetime
    due_at: datetime | None
    due_zh: str | None
    due_en: str | None
    closed_at: datetime | None
    updated_at: datetime
    last_seq: int
    flags: str
    rating: int | None
    urgent: bool
    breached: bool
    next_resolve_at: datetime | None
    tasks: tuple[TaskRow, ...] = ()

    def overdue(self, now: datetime) -> bool:
        """As `domain.views.overdue`. `now` is story time, UTC."""
        return self.breached or (self.next_resolve_at is not None and self.next_resolve_at < now)


EQUAL = ("unit", "community", "grade", "tier", "state")
"""What a list is asked for by name, the narrowest first."""
FEW = 5000
"""Calls of a unit up to which its cases are looked up one by one."""
_LISTED = [CASES.c[name] for name in CaseListed.__dataclass_fields__ if name != "tasks"]


async def get_case(session: AsyncSession, case_no: str) -> CaseRow | None:
    """The row of a case, or None."""
    return await session.get(CaseRow, case_no)


async def last_seq(session: AsyncSession, case_no: str) -> int:
    """The number of the last event recorded of a case; 0 before the first."""
    return await session.scalar(select(CASES.c.last_seq).where(CASES.c.case_no == case_no)) or 0


async def sealed_words(session: AsyncSession, case_nos: Sequence[str]) -> dict[str, str]:
    """What was sealed of these cases, as ciphertext; cases of exposure `sealed` are left out."""
    query = select(CASES.c.case_no, CASES.c.sealed).where(
        CASES.c.case_no.in_(case_nos), CASES.c.exposure != Exposure.SEALED.value
    )
    return {row.case_no: row.sealed for row in await session.execute(query)}


async def get_snapshot(session: AsyncSession, case_no: str) -> Case | None:
    """The whole case as its events fold to it, or None."""
    text = await session.scalar(select(CASES.c.snapshot).where(CASES.c.case_no == case_no))
    return from_json(Case, text) if text else None


async def get_snapshots(session: AsyncSession, case_nos: Sequence[str]) -> dict[str, Case]:
    """These cases as their events fold to them, in one query; those that are not known are missing."""
    query = select(CASES.c.case_no, CASES.c.snapshot).where(CASES.c.case_no.in_(case_nos))
    return {row.case_no: from_json(Case, row.snapshot) for row in await session.execute(query)}


@dataclass(frozen=True)
class LinkedCase:
    """A case that was opened from another, and why."""

    case_no: str
    why: str
    state: str
    party: str | None = None  # the unit reported: it sees nothing of it


async def linked_cases(session: AsyncSession, case_no: str, limit: int = 50) -> list[LinkedCase]:
    """Cases opened from this one, oldest first."""
    columns = (CASES.c.case_no, CASES.c.link, CASES.c.state, CASES.c.party)
    query = select(*columns).where(CASES.c.linked_to == case_no)
    rows = await session.execute(query.order_by(CASES.c.opened_at, CASES.c.case_no).limit(limit))
    return [LinkedCase(row.case_no, row.link, row.state, row.party) for row in rows]


async def get_events(session: AsyncSession, case_no: str, after_seq: int = 0) -> list[Event]:
    """The events of a case after a number, in order; none where there is no such case."""
    query = (
        select(EVENTS.c.body)
        .where(EVENTS.c.case_no == case_no, EVENTS.c.seq > after_seq)
        .order_by(EVENTS.c.seq)
    )
    return [from_json(Event, body) for body in (await session.scalars(query)).all()]


async def list_cases(
    session: AsyncSession, wanted: CaseFilter, cursor: str | None, limit: int, now: datetime
) -> Page[CaseListed]:
    """Cases, the newest first, each with its open tasks. `now` is story time, UTC. Raises `BadCursor`."""
    asked = [
        *_conditions(wanted, now),
        *after(cursor, CASES.c.opened_at, CASES.c.case_no, descending=True),
    ]
    if wanted.units_visible is not None:
        asked.append(await _visible(session, wanted.units_visible))
    if wanted.q:
        asked.append(await said(session, wanted.q, asked, limit + 1))
    query = (
        select(*_LISTED)
        .where(*asked)
        .order_by(CASES.c.opened_at.desc(), CASES.c.case_no.desc())
        .limit(limit + 1)
    )
    found = (await session.execute(query)).mappings().all()
    tasks = await tasks_of_cases(session, (row["case_no"] for row in found)) if found else {}
    listed = [CaseListed(**row, tasks=tasks.get(row["case_no"], ())) for row in found]
    return page(listed, limit, lambda case: (case.opened_at, case.case_no))


async def open_cases(session: AsyncSession, cursor: str | None, limit: int) -> Page[Case]:
    """Open cases whole, the oldest first: a page stays what it is while others come in. Raises `BadCursor`."""
    query = (
        select(CASES.c.snapshot)
        .where(CASES.c.closed_at.is_(None), *after(cursor, CASES.c.opened_at, CASES.c.case_no))
        .order_by(CASES.c.opened_at, CASES.c.case_no)
        .limit(limit + 1)
    )
    found = [from_json(Case, text) for text in (await session.scalars(query)).all()]
    return page(found, limit, lambda case: (case.opened_at, case.case_no))


def _conditions(wanted: CaseFilter, now: datetime) -> list[ColumnElement[bool]]:
    asked = _equal(wanted)
    if wanted.overdue is not None:
        late = or_(
            CASES.c.breached, and_(CASES.c.next_resolve_at.is_not(None), CASES.c.next_resolve_at < now)
        )
        asked.append(and_(CASES.c.closed_at.is_(None), late) if wanted.overdue else ~late)
    if wanted.opened_from is not None:
        asked.append(CASES.c.opened_at >= wanted.opened_from)
    if wanted.opened_to is not None:
        asked.append(CASES.c.opened_at < wanted.opened_to)
    if wanted.item is not None:
        asked.append(and_(CASES.c.item == wanted.item, NAMED))
    asked.append(kept_from(wanted.not_about, CASES.c.party))
    return asked


def _equal(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """What is asked for by name. The indexes of item and of unit hold all the others, and are far narrower."""
    given = [name for name in EQUAL if getattr(wanted, name) is not None]
    narrow = "item" if wanted.item is not None else next(iter(given), "")
    asked: list[ColumnElement[bool]] = []
    for name in given:
        column = CASES.c[name]
        served = name == narrow or narrow not in ("item", "unit")
        asked.append((column if served else beside(column)) == getattr(wanted, name))
    return asked


async def _visible(session: AsyncSession, units: tuple[str, ...]) -> ColumnElement[bool]:
    """Cases with a call or a task of these units.

    Of a unit with few cases each is looked up by its key. Of many, cases are walked in the list's own order and each
    is asked: one of its own comes soon.
    """
    some = select(CALLS.c.case_no).where(CALLS.c.unit.in_(units)).limit(FEW + 1).subquery()
    if (await session.scalar(select(func.count()).select_from(some)) or 0) > FEW:
        return or_(
            *(exists().where(of.c.unit.in_(units), of.c.case_no == CASES.c.case_no) for of in (CALLS, TASKS))
        )
    mine = (select(of.c.case_no).where(of.c.unit.in_(units)) for of in (CALLS, TASKS))
    return CASES.c.case_no.in_(union(*mine))
