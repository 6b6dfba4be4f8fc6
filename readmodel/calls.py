"""Calls: a unit's work list, and one call. For the API."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.case import CallState
from readmodel.pages import Page, after, page
from readmodel.party import kept_from
from readmodel.tables import CallRow
from readmodel.upserts import CALLS


@dataclass(frozen=True)
class CallFilter:
    """Which calls; None asks nothing of that field. Moments carry an offset."""

    units: tuple[str, ...] | None = None
    state: str | None = None  # a `CallState`
    overdue: bool | None = None
    due_before: datetime | None = None
    not_about: str | None = None  # whoever asks sees nothing of what is about themselves


async def get_call(session: AsyncSession, call_id: str) -> CallRow | None:
    """The call of that id (`<case_no>.<n>`), or None."""
    return await session.get(CallRow, call_id)


async def calls_of_case(session: AsyncSession, case_no: str) -> list[CallRow]:
    """Every call of a case, in the order they were made."""
    return list(
        (await session.scalars(select(CallRow).where(CALLS.c.case_no == case_no).order_by(CALLS.c.n))).all()
    )


async def list_calls(
    session: AsyncSession, wanted: CallFilter, cursor: str | None, limit: int, now: datetime
) -> Page[CallRow]:
    """Calls by their next due moment, most pressing first. `now` is story time, UTC. Raises `BadCursor`."""
    query = (
        select(CallRow)
        .where(*_conditions(wanted, now), *after(cursor, CALLS.c.due_at, CALLS.c.call_id))
        .order_by(CALLS.c.due_at, CALLS.c.call_id)
        .limit(limit + 1)
    )
    return page((await session.scalars(query)).all(), limit, lambda call: (call.due_at, call.call_id))


async def missed_of(session: AsyncSession, unit: str, closed_after: datetime, limit: int) -> list[CallRow]:
    """This unit's calls with a missed clock in cases that closed after that (UTC, story time), the latest first.

    None of a case about the unit itself.
    """
    query = (
        select(CallRow)
        .where(
            CALLS.c.unit == unit,
            CALLS.c.missed_closed_at > closed_after,
            kept_from(unit, CALLS.c.party),
        )
        .order_by(CALLS.c.missed_closed_at.desc(), CALLS.c.call_id)
        .limit(limit)
    )
    return list((await session.scalars(query)).all())


def _conditions(wanted: CallFilter, now: datetime) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.units is not None:
        asked.append(CALLS.c.unit.in_(wanted.units))
    asked.append(kept_from(wanted.not_about, CALLS.c.party))
    if wanted.state is not None:
        asked.append(CALLS.c.state == wanted.state)
    if wanted.due_before is not None:
        asked.append(CALLS.c.due_at < wanted.due_before)
    if wanted.overdue is not None:
        late = overdue_at(now)
        asked.append(late if wanted.overdue else ~late)
    return asked


def overdue_at(now: datetime) -> ColumnElement[bool]:
    """Open with a missed clock, or running past its resolve deadline: as `domain.views.overdue`."""
    running_late = and_(CALLS.c.completed_at.is_(None), ~CALLS.c.stopped, CALLS.c.resolve_by < now)
    missed = or_(CALLS.c.breached_respond, CALLS.c.breached_resolve, running_late)
    return and_(CALLS.c.state == CallState.OPEN.value, missed)


def is_overdue(call: CallRow, now: datetime) -> bool:
    """The same of one row. `now` is story time, UTC."""
    running_late = call.completed_at is None and not call.stopped and call.resolve_by < now
    return call.state == CallState.OPEN and (call.breached_respond or call.breached_resolve or running_late)
