"""`/documents`: the rules of operation as their keepers see them, and a form for one more version."""

from typing import Annotated

from fastapi.responses import Response

from api import errors
from api.documents import entered, latest
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.commands import parsed
from api.pages.staff.menu import DOCUMENTS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.routing import pages
from api.schemas.documents import DocumentIn

router = pages()
Writer = Annotated[Staffer, allowed(DOCUMENTS)]


@router.get(DOCUMENTS.path)
async def documents(page: PageDep, who: Writer) -> Response:
    """What there is."""
    return await _shown(page, who, FRESH)


@router.post(f"{DOCUMENTS.path}/add")
async def add(page: PageDep, who: Writer, form: FormDep) -> Response:
    """The next version of one, or a new one."""
    try:
        body = parsed(DocumentIn, form, page.door.city.calendar.timezone)
        assert isinstance(body, DocumentIn)
        made = await entered(page.door, who.actor, body)
    except errors.Problem as problem:
        typed = {name: [str(text) for text in form.getlist(name)] for name in form}
        return await _shown(page, who, Tried("add", problem, typed))
    return page.go(f"{DOCUMENTS.path}/{made.code}/{made.version}", page.say("已登记"))


async def _shown(page: Page, who: Staffer, tried: Tried) -> Response:
    return show(page, who, "documents.html", tried.status, it=await latest(page.door), tried=tried)
