"""个人信息: what people ask to see or have erased of themselves. Asked by an administrator, granted by another."""

import json
from typing import Annotated

from fastapi.responses import Response

from api import errors
from api.door import DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import PERSONS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.persons import ASKING, asked, exported, granted, latest
from api.routing import pages
from api.schemas.persons import PersonIn
from api.staff import need

router = pages()
Who = Annotated[Staffer, allowed(PERSONS)]


@router.get(PERSONS.path)
async def persons(page: PageDep, who: Who) -> Response:
    """The latest requests."""
    return await _shown(page, who, FRESH)


@router.post(f"{PERSONS.path}/ask")
async def ask(page: PageDep, door: DoorDep, who: Who, form: FormDep) -> Response:
    """One more request."""
    try:
        need(who.actor, *ASKING)
        sent = {name: form.get(name) for name in ("what", "contact", "reason")}
        made = await asked(door, who.actor, errors.checked(PersonIn, sent))
    except errors.Problem as problem:
        return await _shown(page, who, Tried("ask", problem))
    return page.go(PERSONS.path, page.say("找到 {n} 件，等另一人批准", n=len(made.cases)))


@router.post(f"{PERSONS.path}/{{request_id}}/grant")
async def grant(page: PageDep, door: DoorDep, who: Who, request_id: str, form: FormDep) -> Response:
    """Somebody else grants it."""
    try:
        await granted(door, who.actor, request_id)
    except errors.Problem as problem:
        return await _shown(page, who, Tried("grant", problem))
    return page.go(PERSONS.path, page.say("已批准"))


@router.post(f"{PERSONS.path}/{{request_id}}/export")
async def export(page: PageDep, door: DoorDep, who: Who, request_id: str, form: FormDep) -> Response:
    """The file; each case in it is a reveal on record."""
    try:
        need(who.actor, *ASKING)
        kept = await exported(door, who.actor, request_id)
    except errors.Problem as problem:
        return await _shown(page, who, Tried("grant", problem))
    content = json.dumps(kept.model_dump(mode="json"), ensure_ascii=False, indent=2)
    headers = {
        "content-disposition": f'attachment; filename="{request_id}.json"',
        "cache-control": "no-store",
    }
    return Response(content, media_type="application/json", headers=headers)


async def _shown(page: Page, who: Staffer, tried: Tried) -> Response:
    rows = await latest(page.door)
    may_ask = who.actor.has(*ASKING)
    return show(page, who, "persons.html", tried.status, rows=rows, tried=tried, may_ask=may_ask)
