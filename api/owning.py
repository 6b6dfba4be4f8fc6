"""Whose call is this? Used where units act on their calls, by hand or through their own systems.

What the read model knows is refused here, 404 or 409; what it does not know yet, or cannot say, the case
will judge.
"""

import re

from api import errors
from api.door import Door
from api.reading import a_call, recorded
from api.staff import at_desk
from domain import events as e
from domain.case import CallState
from domain.facts import Body, Complete, Progress, Respond, Return
from domain.people import Actor
from domain.permissions import CHIEFS
from readmodel.tables import CallRow

_CALL_ID = re.compile(r"([A-Za-z0-9-]{1,40})\.([1-9][0-9]{0,3})")
LATE_WORK = {CallState.RELIEVED, CallState.SUPERSEDED, CallState.UNFINISHED}
"""Ended calls whose unit may still say that it has done the work: kept as a note while the case is open."""


def units_seen(door: Door, by: Actor, unit: str | None) -> tuple[str, ...] | None:
    """The units asked for in a list about calls, as far as the actor may: None is all. Raises 403."""
    if unit == by.unit or at_desk(door, by):
        return (unit,) if unit else None
    if unit is not None:
        raise errors.not_yours("只能查看本单位的交办", "You may list your own unit's calls.", [by.unit])
    return (by.unit,)


def named(door: Door, call_id: str) -> tuple[str, int]:
    """The case number and the number of the call. Raises 404."""
    match = _CALL_ID.fullmatch(call_id)
    if match is None:
        raise errors.unknown("没有这件交办", "There is no such call.")
    return door.case_no(match[1]), int(match[2])


async def own_call(door: Door, by: Actor, call_id: str, body: Body, *, repeated: bool) -> bool:
    """Whether `body` may go to the case: it is about the actor's unit's own call, and that is not over.

    False for what is on record already, where the sender may be repeating itself (`repeated`: it gave a key).
    Raises 404 and 409.
    """
    try:
        row = await a_call(door, call_id, patience=0.5)
    except errors.Problem:
        return True  # no database: the case itself will judge
    if row is None:
        return True
    if row.party is not None and row.party in (by.unit, by.home):
        raise errors.no_case()
    if row.unit != by.unit and not _speaks_for(door, by, row.unit):
        raise errors.unknown("没有这件交办", "There is no such call, or it is not your unit's.")
    refusal = _over(row, body)
    if refusal is None:
        return True
    if repeated and await already_said(door, by, row.case_no, body):
        return False
    raise refusal


def _speaks_for(door: Door, by: Actor, unit: str) -> bool:
    """Whether the street's desk may speak for that unit: a tier above that is not connected."""
    apart = {rung.unit for rung in door.city.policy.rungs if not rung.connected}
    return unit in apart and by.unit == door.city.policy.desk and by.has(*CHIEFS)


def _over(row: CallRow, body: Body) -> errors.Problem | None:
    """Why nothing more is to be said to this call; a completion of late work is kept as a note."""
    if row.state != CallState.OPEN and not (isinstance(body, Complete) and row.state in LATE_WORK):
        return errors.forbidden("call_closed", "这件交办已经结束", "This call is closed.")
    if row.state == CallState.OPEN and row.completed_at is not None:
        return errors.forbidden(
            "completed", "这件交办已经办结，正在审核", "It is completed and waits for approval."
        )
    return None


async def already_said(door: Door, by: Actor, case_no: str, body: Body) -> bool:
    """Whether this very word of this account is on record: a repetition is no offence, even after the end."""
    found = await recorded(door, case_no)
    return found is not None and any(
        event.by.account == by.account and _same(event.body, body) for event in found.events
    )


def _same(event: e.Body, body: Body) -> bool:
    match event, body:
        case e.Responded(), Respond():
            return (event.call, event.how, event.note) == (body.call, body.how, body.note)
        case e.Progressed(), Progress():
            return (event.call, event.note) == (body.call, body.note)
        case ((e.Completed() | e.NoteKept()), Complete()):
            return (event.call, event.result, event.reply) == (body.call, body.result, body.reply)
        case e.ReturnAsked(), Return():
            return (event.call, event.reason, event.note) == (body.call, body.reason, body.note)
        case _:
            return False
