"""Circuits of departments, as their workers last wrote them; messages that departments do not have, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import CallState
from domain.events import Event, Undelivered
from readmodel.outside_tables import CircuitRow
from readmodel.party import kept_from
from readmodel.tables import CallRow
from readmodel.upserts import CALLS, CIRCUITS, EVENTS, upsert

SHOWN_AFTER_END = timedelta(days=7)
"""Story time that a calling off which did not arrive is listed: somebody may still be on the way there."""


@dataclass(frozen=True)
class DeadLetter:
    """A message that a department does not have. Story time."""

    call: CallRow
    at: datetime  # since when
    refused: bool
    why: str

    @property
    def again(self) -> bool:
        """Whether it can be sent again: the call is open."""
        return self.call.state == CallState.OPEN


def note(row: CircuitRow, connection: Connection) -> None:
    """Write down how a department's circuit is now."""
    connection.execute(upsert(CIRCUITS, connection.dialect.name), [row.model_dump()])


async def circuits(session: AsyncSession) -> dict[str, CircuitRow]:
    """Every circuit that ever changed, by unit."""
    return {row.unit: row for row in (await session.scalars(select(CircuitRow))).all()}


async def dead_letters(
    session: AsyncSession, now: datetime, limit: int, not_about: str | None = None
) -> list[DeadLetter]:
    """Refused and long undelivered messages, the most pressing first. `now` is story time, UTC.

    Of open calls, and for a week of calls whose calling off did not arrive; none of a case about that unit.
    """
    recent = and_(CALLS.c.closed_at.is_not(None), CALLS.c.closed_at > now - SHOWN_AFTER_END)
    wanted = (
        CALLS.c.undelivered,
        or_(CALLS.c.state == CallState.OPEN.value, recent),
        kept_from(not_about, CALLS.c.party),
    )
    query = select(CallRow).where(*wanted).order_by(CALLS.c.due_at, CALLS.c.call_id).limit(limit)
    calls = (await session.scalars(query)).all()
    why = await _why(session, calls)
    return [
        DeadLetter(call, at, refused, said)
        for call in calls
        for at, refused, said in [why.get(call.call_id, (call.dispatched_at, False, ""))]
    ]


async def _why(session: AsyncSession, calls: Sequence[CallRow]) -> dict[str, tuple[datetime, bool, str]]:
    """When each was last found undelivered, whether it was refused, and what for."""
    told = (EVENTS.c.kind == "undelivered", EVENTS.c.case_no.in_({call.case_no for call in calls}))
    query = select(EVENTS.c.case_no, EVENTS.c.body).where(*told).order_by(EVENTS.c.case_no, EVENTS.c.seq)
    found: dict[str, tuple[datetime, bool, str]] = {}
    for case_no, body in (await session.execute(query)).all():
        event = from_json(Event, body)
        if isinstance(event.body, Undelivered):
            said = event.body
            found[f"{case_no}.{said.call}"] = (event.at, said.refused, _plain(said.detail))
    return found


def _plain(detail: str) -> str:
    """Without the type of the failure, which Temporal puts before what it says."""
    return detail.removeprefix("refused: ").removeprefix("away: ")
