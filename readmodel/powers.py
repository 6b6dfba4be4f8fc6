"""赋权使用: events of cases that are the use of a power, and uses that were written down, as one list. Story time, UTC.

What is on record as an event is not written a second time: the list is made of both, the newest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.organisation_tables import PowerUseRow
from readmodel.pages import Page, after, page
from readmodel.party import kept_from_by
from readmodel.upserts import EVENTS, POWER_USES

CALLED = "called"
"""The kind of event that is a use only where a unit of the street was called."""


@dataclass(frozen=True)
class PowerUse:
    """One use. Of an event `what` is empty and `kind` says it."""

    id: str
    power: str
    at: datetime
    by: str
    unit: str
    what: str = ""
    kind: str | None = None
    case_no: str | None = None
    meeting: str | None = None


@dataclass(frozen=True)
class Asked:
    """Which uses: `kinds` are the events that count, each with its power; `street` the units whose calls count."""

    kinds: Mapping[str, str]
    street: Sequence[str]
    power: str | None = None
    since: datetime | None = None
    not_about: str | None = None


async def add_use(session: AsyncSession, row: PowerUseRow) -> None:
    """Write one down."""
    await session.execute(insert(POWER_USES), [row.model_dump()])


async def list_uses(
    session: AsyncSession, asked: Asked, cursor: str | None = None, limit: int = 50
) -> Page[PowerUse]:
    """Of both, the newest first. Raises `BadCursor`."""
    found = [*await _derived(session, asked, cursor, limit), *await _written(session, asked, cursor, limit)]
    found.sort(key=lambda use: (use.at, use.id), reverse=True)
    return page(found[: limit + 1], limit, lambda use: (use.at, use.id))


async def _derived(session: AsyncSession, asked: Asked, cursor: str | None, limit: int) -> list[PowerUse]:
    kinds = [kind for kind, power in asked.kinds.items() if asked.power in (None, power)]
    if not kinds:
        return []
    name = (EVENTS.c.case_no + "." + cast(EVENTS.c.seq, String)).label("name")
    counts = or_(EVENTS.c.kind != CALLED, EVENTS.c.unit.in_(asked.street))
    query = select(EVENTS.c.at, EVENTS.c.kind, EVENTS.c.unit, EVENTS.c.actor, EVENTS.c.case_no, name).where(
        EVENTS.c.kind.in_(kinds),
        counts,
        kept_from_by(asked.not_about, EVENTS.c.case_no),
        *after(cursor, EVENTS.c.at, name, descending=True),
    )
    if asked.since is not None:
        query = query.where(EVENTS.c.at >= asked.since)
    rows = await session.execute(query.order_by(EVENTS.c.at.desc(), name.desc()).limit(limit + 1))
    return [
        PowerUse(
            row.name, asked.kinds[row.kind], row.at, row.actor, row.unit or "", "", row.kind, row.case_no
        )
        for row in rows
    ]


async def _written(session: AsyncSession, asked: Asked, cursor: str | None, limit: int) -> list[PowerUse]:
    columns = POWER_USES.c
    query = select(PowerUseRow).where(*after(cursor, columns.at, columns.id, descending=True))
    query = query.where(or_(columns.case_no.is_(None), kept_from_by(asked.not_about, columns.case_no)))
    if asked.power is not None:
        query = query.where(columns.power == asked.power)
    if asked.since is not None:
        query = query.where(columns.at >= asked.since)
    rows = await session.scalars(query.order_by(columns.at.desc(), columns.id.desc()).limit(limit + 1))
    return [
        PowerUse(
            row.id, row.power, row.at, row.by, row.unit, row.what, case_no=row.case_no, meeting=row.meeting
        )
        for row in rows
    ]
