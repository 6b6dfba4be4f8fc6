"""消息: what was said about a case and what became of it; what did not get out; how one wants to hear oneself."""

from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import Depends

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.entitled import is_hidden
from api.reading import Cursor, Limit, read, written
from api.routing import resource
from api.schemas.messages import (
    Hearing,
    HearingIn,
    MessagePage,
    MessageShown,
    Retried,
    RetryIn,
    StuckMessages,
)
from api.staff import Staff, one_of
from api.staff_cases import seen
from domain.localtime import zone
from domain.message_words import KINDS, STATES
from domain.outgoing import State
from domain.people import Actor, Role
from domain.policy import City
from domain.quiet import Quiet, parse_quiet
from readmodel.message_tables import HearingRow, MessageRow
from readmodel.messages import (
    count_messages,
    get_hearing,
    messages_of_case,
    retry_messages,
    set_hearing,
    stuck_messages,
)
from readmodel.pages import Page

router = resource(tags=["messages"])
LOOKING = (Role.OPERATOR, Role.ADMIN, Role.AUDITOR)
TRYING = (Role.OPERATOR, Role.ADMIN)
log = structlog.get_logger()


@router.get(
    "/cases/{case_no}/messages",
    summary="一件案件的消息 · its messages",
    responses=refusals(401, 403, 404, 422, 503),
)
async def of_case(
    case_no: str, door: DoorDep, by: Staff, cursor: Cursor = None, limit: Limit = 50
) -> MessagePage:
    """To whom something was said about the case, when, by which way, and what became of it."""
    found = await about(door, by, case_no, cursor, limit)
    return MessagePage(
        items=tuple(shown(door.city, row) for row in found.items), next_cursor=found.next_cursor
    )


async def about(door: Door, by: Actor, case_no: str, cursor: str | None, limit: int) -> Page[MessageRow]:
    """The messages of a case that this reader may read. Raises 403, 404."""
    found = await seen(door, by, case_no)
    if is_hidden(door, by, found.case):
        raise errors.not_yours("这是涉密件", "This case is sealed.")
    return await read(door, lambda session: messages_of_case(session, case_no, cursor, limit))


@router.get(
    "/messages",
    summary="没有发出的消息 · messages that did not get out",
    responses=refusals(401, 403, 422, 503),
)
async def stuck(
    door: DoorDep, by: Annotated[Actor, Depends(one_of(*LOOKING))], cursor: Cursor = None, limit: Limit = 50
) -> StuckMessages:
    """Failed and dead ones, the newest first; how many wait, fail and are dead."""
    counts = await read(door, count_messages)
    found = await read(door, lambda session: stuck_messages(session, by.unit, cursor, limit))
    return StuckMessages(
        items=tuple(shown(door.city, row, row.key) for row in found.items),
        next_cursor=found.next_cursor,
        waiting=counts[State.WAITING],
        failed=counts[State.FAILED],
        dead=counts[State.DEAD],
    )


@router.post(
    "/messages/retry", summary="重发消息 · try messages anew", responses=refusals(401, 403, 404, 422, 503)
)
async def retry(door: DoorDep, by: Annotated[Actor, Depends(one_of(*TRYING))], body: RetryIn) -> Retried:
    """With the next look into the outbox, whatever it was that stopped them; quiet hours hold."""
    return Retried(messages=await retried(door, by, body.key))


async def retried(door: Door, by: Actor, key: str | None) -> int:
    """How many are tried anew. Raises 404 for a key that names none which failed or is dead."""
    number = await written(door, lambda session: retry_messages(session, key, by.unit, datetime.now(UTC)))
    if key is not None and not number:
        raise errors.unknown("没有这条未发出的消息", "There is no such message that did not get out.")
    log.info("messages.retried", number=number, account=by.account)
    return number


@router.get("/session/hearing", summary="我的通知 · how I hear", responses=refusals(401, 503))
async def hearing(door: DoorDep, by: Staff) -> Hearing:
    """By which services messages reach me, and my quiet hours."""
    return heard(door, by, await read(door, lambda session: get_hearing(session, by.account)))


@router.post("/session/hearing", summary="设置我的通知 · set how I hear", responses=refusals(401, 422, 503))
async def hear(door: DoorDep, by: Staff, body: HearingIn) -> Hearing:
    """My own quiet hours, or the city's; whether my own address is used at all."""
    return await set_to(door, by, body)


async def set_to(door: Door, by: Actor, body: HearingIn) -> Hearing:
    """Keep how somebody wants to hear. Raises 422 where one end of the hours is missing."""
    if (body.quiet_from is None) != (body.quiet_to is None):
        raise errors.malformed(
            "quiet_to", "免打扰的起止时间须同时填写", "quiet_from and quiet_to go together"
        )
    quiet = f"{body.quiet_from}-{body.quiet_to}" if body.quiet_from is not None else None
    row = HearingRow(account=by.account, quiet=quiet, muted=body.muted)
    await written(door, lambda session: set_hearing(session, row))
    return heard(door, by, row)


def heard(door: Door, by: Actor, row: HearingRow) -> Hearing:
    """As its owner sees it."""
    quiet: Quiet = parse_quiet(row.quiet) if row.quiet else door.city.policy.quiet_hours
    return Hearing(
        services=door.addresses.services(by.account),
        quiet_from=f"{quiet.begins:%H:%M}",
        quiet_to=f"{quiet.ends:%H:%M}",
        own=row.quiet is not None,
        muted=row.muted,
    )


def shown(city: City, row: MessageRow, key: str | None = None) -> MessageShown:
    """A message, in the city's own time. `key` is for who may have it tried anew; others are told no account."""
    local, unit = zone(city.calendar.timezone), city.units.get(row.unit)
    return MessageShown(
        key=key or row.key.partition("@")[0],
        case_no=row.case_no or None,
        kind=row.what,
        kind_name=KINDS.get(row.what, row.what),
        to=row.addressee,
        unit=row.unit or None,
        unit_name=unit.name_zh if unit else row.unit or None,
        urgent=row.urgent,
        text=row.zh,
        text_en=row.en,
        made_at=row.made_at.astimezone(local),
        not_before=row.not_before.astimezone(local),
        state=row.state,
        state_name=STATES[row.state],
        channel=row.channel or None,
        sent_at=row.sent_at.astimezone(local) if row.sent_at else None,
        tries=row.tries,
        error=row.error or None,
    )
