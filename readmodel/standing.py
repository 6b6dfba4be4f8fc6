"""How things stand, in few numbers, for whoever watches the system. Called by `infra.seen.figures`.

Each number is read over an index of what is open, so that a million closed cases cost nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from domain.case import CallState
from domain.outgoing import State
from domain.states import Phase
from readmodel.calls import overdue_at
from readmodel.spool import waiting
from readmodel.upserts import CALLS, CASES, MESSAGES

OPEN_PHASES = tuple(phase.value for phase in Phase if phase is not Phase.CLOSED)
WAITING = (State.WAITING.value, State.FAILED.value, State.DEAD.value)
"""Of messages: those that nobody has, and still may."""


@dataclass(frozen=True)
class Standing:
    """Numbers by tier, of messages by state; lateness in story seconds."""

    open_cases: dict[str, int]
    overdue_calls: dict[str, int]
    longest_overdue: dict[str, float]
    undelivered: int
    messages: dict[str, int]
    spooled: int


def standing(now: datetime, connection: Connection) -> Standing:
    """As it stands at `now` (story time, UTC)."""
    by_tier = (
        select(CASES.c.tier, func.count().label("number"))
        .where(CASES.c.phase.in_(OPEN_PHASES))
        .group_by(CASES.c.tier)
    )
    late = (
        select(CALLS.c.tier, func.count().label("number"), func.min(CALLS.c.resolve_by).label("since"))
        .where(overdue_at(now))
        .group_by(CALLS.c.tier)
    )
    overdue = connection.execute(late).all()
    undelivered = (
        select(func.count())
        .select_from(CALLS)
        .where(CALLS.c.undelivered, CALLS.c.state == CallState.OPEN.value)
    )
    messages = (
        select(MESSAGES.c.state, func.count().label("number"))
        .where(MESSAGES.c.state.in_(WAITING))
        .group_by(MESSAGES.c.state)
    )
    return Standing(
        open_cases={row.tier: row.number for row in connection.execute(by_tier)},
        overdue_calls={row.tier: row.number for row in overdue},
        longest_overdue={row.tier: max((now - row.since).total_seconds(), 0.0) for row in overdue},
        undelivered=connection.scalar(undelivered) or 0,
        messages={row.state: row.number for row in connection.execute(messages)},
        spooled=waiting(connection),
    )
