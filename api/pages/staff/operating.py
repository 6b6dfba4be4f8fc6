"""For operators: what is stuck, what was not delivered, what the audits found; and another try of each."""

from datetime import timedelta
from typing import Annotated

from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.audits import Audited
from api.door import Door, DoorDep
from api.messages import TRYING, retried
from api.operations import reached, undelivered
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import OPERATIONS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import read
from api.requests import resend
from api.routing import pages
from api.staff import need
from domain.case import Case
from domain.people import Role
from domain.views import armed
from readmodel.audit import passed_unseen
from readmodel.messages import count_messages, stuck_messages
from readmodel.spool import depth

router = pages()
SHOWN = 100
STUCK = 30
"""Cases that stand still, each read whole: there should be none."""
SLACK = timedelta(minutes=2)
"""Story time after which a passed deadline should have been followed by something: as the audit has it."""


@router.get(OPERATIONS.path)
async def operations(page: PageDep, door: DoorDep, who: Annotated[Staffer, allowed(OPERATIONS)]) -> Response:
    """What the audits found, what waits, what was not delivered."""

    return await _operations(page, door, who, FRESH)


async def _operations(page: Page, door: Door, who: Staffer, tried: Tried) -> Response:
    async def query(session: AsyncSession) -> tuple[int, list[Case]]:
        return await depth(session), await passed_unseen(session, door.now() - SLACK, STUCK)

    waiting, stuck = await read(door, query)
    counts = await read(door, count_messages)
    unsent = await read(door, lambda session: stuck_messages(session, who.actor.unit, None, SHOWN))
    audits: list[Audited] | None = await door.cases.audits()
    return show(
        page,
        who,
        "operations.html",
        tried.status,
        waiting=waiting,
        letters=await undelivered(door, who.actor),
        departments=await reached(door),
        stuck=[(case, armed(case)) for case in stuck],
        audits=audits,
        counts=counts,
        unsent=unsent.items,
        temporal=temporal_ui(page),
        tried=tried,
    )


@router.post(f"{OPERATIONS.path}/resend/{{call_id}}")
async def send_again(
    page: PageDep, door: DoorDep, who: Annotated[Staffer, allowed(OPERATIONS)], call_id: str, form: FormDep
) -> Response:
    """To the unit's own system, once more."""
    try:
        await resend(call_id, door, who.actor)
    except errors.Problem as problem:
        return await _operations(page, door, who, Tried("resend", problem))
    return page.go(OPERATIONS.path, page.say("已重发 {call}", call=call_id))


@router.post(f"{OPERATIONS.path}/wake/{{case_no}}")
async def wake(
    page: PageDep, door: DoorDep, who: Annotated[Staffer, allowed(OPERATIONS)], case_no: str, form: FormDep
) -> Response:
    """Have a case look at its clock, as the audit does."""
    try:
        need(who.actor, Role.OPERATOR, Role.ADMIN)
        await door.cases.wake(door.case_no(case_no))
    except errors.Problem as problem:
        return await _operations(page, door, who, Tried("wake", problem))
    return page.go(OPERATIONS.path, page.say("已请 {case} 看时限", case=case_no))


@router.post(f"{OPERATIONS.path}/messages")
async def try_again(
    page: PageDep, door: DoorDep, who: Annotated[Staffer, allowed(OPERATIONS)], form: FormDep
) -> Response:
    """A message that did not get out is tried anew; without its key, all of them."""
    try:
        need(who.actor, *TRYING)
        number = await retried(door, who.actor, str(form.get("message", ""))[:300] or None)
    except errors.Problem as problem:
        return await _operations(page, door, who, Tried("messages", problem))
    return page.go(OPERATIONS.path, page.say("{n} 条消息将重发", n=str(number)))


def temporal_ui(page: Page) -> str | None:
    """Where the Temporal UI is, where it is our own and this browser runs on the same machine."""
    settings, host = page.door.settings, page.request.url.hostname
    if not settings.embedded or host not in ("127.0.0.1", "localhost", "::1"):
        return None
    named = f"[{host}]" if host and ":" in host else host
    return f"http://{named}:{settings.temporal_ui_port}/namespaces/default/workflows"
