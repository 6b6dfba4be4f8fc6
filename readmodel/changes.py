"""What changed lately, for whoever follows: events by when they were written, with the units concerned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import CALLS, CASES, EVENTS, TASKS


@dataclass(frozen=True)
class Change:
    """One event as followers see it: no word of what it holds. `at` is story time, UTC."""

    case_no: str
    seq: int
    event: str
    at: datetime
    recorded_at: datetime
    units: frozenset[str] = frozenset()  # with a call or an open task in the case
    party: str | None = None  # the unit reported


async def changes_after(session: AsyncSession, moment: datetime, limit: int = 500) -> list[Change]:
    """Events written after a real moment (UTC), oldest first."""
    order = (EVENTS.c.recorded_at, EVENTS.c.case_no, EVENTS.c.seq)
    columns = (
        EVENTS.c.case_no,
        EVENTS.c.seq,
        EVENTS.c.kind,
        EVENTS.c.at,
        EVENTS.c.recorded_at,
        CASES.c.party,
    )
    joined = select(*columns).join(CASES, CASES.c.case_no == EVENTS.c.case_no)
    query = joined.where(EVENTS.c.recorded_at > moment).order_by(*order).limit(limit)
    rows = (await session.execute(query)).all()
    units = await _units(session, {row.case_no for row in rows}) if rows else {}
    return [
        Change(
            row.case_no,
            row.seq,
            row.kind,
            row.at,
            row.recorded_at,
            units.get(row.case_no, frozenset()),
            row.party,
        )
        for row in rows
    ]


async def _units(session: AsyncSession, case_nos: Iterable[str]) -> dict[str, frozenset[str]]:
    wanted = list(case_nos)
    called = select(CALLS.c.case_no, CALLS.c.unit).where(CALLS.c.case_no.in_(wanted))
    asked = select(TASKS.c.case_no, TASKS.c.unit).where(TASKS.c.case_no.in_(wanted))
    found: dict[str, set[str]] = {}
    for row in await session.execute(called.union(asked)):
        found.setdefault(row.case_no, set()).add(row.unit)
    return {case_no: frozenset(units) for case_no, units in found.items()}
