"""The question when a call's whole resolve budget ends. Asked with a fact, and where an item is corrected."""

from datetime import datetime

from domain.budget import multiplied
from domain.case import Call, Purpose
from domain.due import Pause
from domain.questions import AskDue


def whole_budget(
    key: str, call: Call, outside: datetime | None, pauses: tuple[Pause, ...] = (), more: int = 0
) -> AskDue:
    """The whole resolve budget, with what was granted (and `more`), without all pauses; `outside` if earlier."""
    times = 1 + call.extended + more
    return AskDue(
        key,
        call.unit,
        call.limits.clock,
        multiplied(call.limits.resolve, times),
        call.dispatched_at,
        (*call.pauses, *pauses),
        rework=call.purpose is Purpose.REWORK and times == 1,
        urgent=call.urgent,
        outside=outside,
    )
