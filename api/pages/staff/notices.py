"""`/notices`: 公告 of the desk: what stands and stood, one more, and the end of one."""

from typing import Annotated

from fastapi.responses import Response

from api import errors
from api.notices import ended, published
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.commands import parsed
from api.pages.staff.menu import NOTICES, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import Cursor, read
from api.routing import pages
from api.schemas.notices import NoticeIn
from readmodel.notices import list_notices, of_row

router = pages()
Desk = Annotated[Staffer, allowed(NOTICES)]
SHOWN = 30
ITEMS = 3
"""Fields for items in the form."""


@router.get(NOTICES.path)
async def notices(page: PageDep, who: Desk, cursor: Cursor = None) -> Response:
    """All of them, the newest first."""
    return await _notices(page, who, FRESH, cursor)


@router.post(f"{NOTICES.path}/add")
async def add(page: PageDep, who: Desk, form: FormDep) -> Response:
    """One more."""
    try:
        body = parsed(NoticeIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, NoticeIn)
        await published(page.door, who.actor, body)
    except errors.Problem as problem:
        typed = {name: [str(text) for text in form.getlist(name)] for name in form}
        return await _notices(page, who, Tried("add", problem, typed))
    return page.go(NOTICES.path, page.say("公告已发布"))


@router.post(f"{NOTICES.path}/{{notice}}/end")
async def end(page: PageDep, who: Desk, notice: str, form: FormDep) -> Response:
    """It holds no more."""
    try:
        await ended(page.door, who.actor, notice)
    except errors.Problem as problem:
        return await _notices(page, who, Tried("end", problem))
    return page.go(NOTICES.path, page.say("公告已结束"))


async def _notices(page: Page, who: Staffer, tried: Tried, cursor: str | None = None) -> Response:
    found = await read(page.door, lambda session: list_notices(session, cursor, SHOWN))
    rows = [(row, of_row(row)) for row in found.items]
    items = page.door.city.catalogue.items.values()
    return show(
        page,
        who,
        "notices.html",
        tried.status,
        rows=rows,
        next_cursor=found.next_cursor,
        items=items,
        item_fields=ITEMS,
        tried=tried,
    )
