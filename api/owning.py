"""Whose call is this? Used where units act on their calls, by hand or through their own systems.

What the read model knows is refused here, 404 or 409; what it does not know yet, or cannot say, the case
will judge.
"""

import re

from api import errors
from api.door import Door
from api.reading import a_call
from domain.case import CallState
from domain.people import Actor

_CALL_ID = re.compile(r"([A-Za-z0-9-]{1,40})\.([1-9][0-9]{0,3})")
LATE_WORK = {CallState.RELIEVED, CallState.SUPERSEDED, CallState.UNFINISHED}
"""Ended calls whose unit may still say that it has done the work: kept as a note while the case is open."""


def named(door: Door, call_id: str) -> tuple[str, int]:
    """The case number and the number of the call. Raises 404."""
    match = _CALL_ID.fullmatch(call_id)
    if match is None:
        raise errors.unknown("没有这件交办", "There is no such call.")
    return door.case_no(match[1]), int(match[2])


async def own_call(door: Door, by: Actor, call_id: str, *, late: bool = False) -> tuple[str, int]:
    """The same, if the call is the actor's unit's own and not over (`late` work counts).

    Raises 404 and 409.
    """
    case_no, n = named(door, call_id)
    try:
        row = await a_call(door, call_id, patience=0.5)
    except errors.Problem:
        return case_no, n  # no database: the case itself will judge
    if row is None:
        return case_no, n
    if row.unit != by.unit:
        raise errors.unknown("没有这件交办", "There is no such call, or it is not your unit's.")
    if row.state != CallState.OPEN and not (late and row.state in LATE_WORK):
        raise errors.forbidden("call_closed", "这件交办已经结束", "This call is closed.")
    if row.state == CallState.OPEN and row.completed_at is not None:
        raise errors.forbidden(
            "completed", "这件交办已经办结，正在审核", "It is completed and waits for approval."
        )
    return case_no, n
