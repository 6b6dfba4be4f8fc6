"""`/reply/{call_id}`: a department that is reached by e-mail answers a call, by the signed link in its message.

No account: whoever holds the link speaks for that unit about that call, as a signed receipt would. It shows what the
message said, never the reporter's words, name, number or flat. Each form carries the key: no other site forges one.
"""

from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.requests import Request

from api import errors
from api.callview import call_shown
from api.departments import department, take
from api.door import Door, DoorDep, limited, read_limited
from api.owning import named
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import once
from api.pages.staff.callpage import DONE
from api.pages.staff.showing import Words
from api.reading import a_call
from api.routing import pages
from api.schemas.calls import ReceiptIn
from contracts.links import EmailWay
from contracts.replying import key_fits
from domain.case import CallState
from readmodel.tables import CallRow

router = pages()
Key = Annotated[str, Query(max_length=200)]
AS_AT_A_DESK = {"responded": "respond", "progress": "progress", "completed": "complete", "returned": "return"}
"""Each receipt as the desk's own form is called."""
FIELDS = ("type", "kind", "note", "result", "reply", "internal_note", "reason")


@router.get("/reply/{call_id}", dependencies=[Depends(read_limited)])
async def call(call_id: str, page: PageDep, door: DoorDep, key: Key = "") -> Response:
    """The call, and the forms that fit it now."""
    return _shown(page, await _proven(door, call_id, key), key)


@router.post("/reply/{call_id}", dependencies=[Depends(limited)])
async def answer(call_id: str, request: Request, page: PageDep, door: DoorDep) -> Response:
    """Responded, progress, completed or returned."""
    async with request.form(max_files=0, max_fields=20) as form:
        key = str(form.get("key") or "")
        row = await _proven(door, call_id, key)
        try:
            said = _receipt(door, row, form)
            await take(door, department(row.unit), said)
        except errors.Problem as problem:
            if problem.status_code not in (409, 422, 429):
                raise
            return _shown(page, row, key, problem, {name: str(form.get(name) or "") for name in FIELDS})
    return page.go(f"/reply/{row.call_id}?key={key}", page.say(DONE[AS_AT_A_DESK[said.type]]))


async def _proven(door: Door, call_id: str, key: str) -> CallRow:
    """The call of that link. Raises 404 for one that is not ours, has ended, or is about the unit itself."""
    case_no, n = named(door, call_id)
    row = await a_call(door, f"{case_no}.{n}")
    link = door.links.get(row.unit) if row is not None else None
    by_mail = link is not None and isinstance(link.way, EmailWay)
    if (
        row is None
        or not by_mail
        or row.party == row.unit
        or not key_fits(door.numbers.replying, row.unit, row.call_id, key, door.now())
    ):
        raise errors.unknown("链接无效或已过期", "This link is not valid, or not any more.")
    return row


def _receipt(door: Door, row: CallRow, form: FormData) -> ReceiptIn:
    given = {name: str(form[name]) for name in FIELDS if form.get(name)}
    sent = {"receipt_id": str(form.get("once") or ""), "call_id": row.call_id, "at": door.now()}
    return errors.checked(ReceiptIn, {**given, **sent})


def _shown(
    page: Page,
    row: CallRow,
    key: str,
    problem: errors.Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """The page. `typed` is what was sent and refused."""
    open_still = row.state == CallState.OPEN and row.completed_at is None
    status = problem.status_code if problem else 200
    return page.html(
        "reply.html",
        status,
        call=call_shown(page.door.city, row, page.door.now()),
        words=Words(page),
        key=key,
        once=once(),
        open=open_still,
        problem=problem,
        typed=typed or dict.fromkeys(FIELDS, ""),
    )
