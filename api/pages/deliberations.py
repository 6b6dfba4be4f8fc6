"""`/deliberations`: what residents and units raised for meetings and what came of it; the form to raise one more."""

import secrets
from typing import Annotated, Any

from fastapi import Depends, Form, Query
from fastapi.responses import Response

from api import errors
from api.door import limited, raising_limited, read_limited
from api.meetings.raising import found, raised, told
from api.meetings.topics import Named, public
from api.pages.rendering import Page, PageDep
from api.reading import Cursor
from api.routing import pages
from api.schemas.topics import TopicIn
from domain.people import REPORTER
from domain.topics import TOPIC_STATES
from domain.words import STATES

router = pages()
SHOWN = 30
_REFUSED = (409, 422)
"""What the form is shown again for; anything else has a page of its own."""


@router.get("/deliberations", dependencies=[Depends(read_limited)])
async def deliberations(
    page: PageDep, community: Annotated[str, Query(max_length=64)] = "", cursor: Cursor = None
) -> Response:
    """The latest first, of all communities or one."""
    known = community if community in page.door.city.communities else ""
    it = await public(page.door, known or None, cursor, SHOWN)
    return page.html("deliberations.html", it=it, community=known, **_words())


@router.get("/deliberations/new")
async def form(page: PageDep, community: Annotated[str, Query(max_length=64)] = "") -> Response:
    """An empty form with a key of its own."""
    return _form(page, {"community": community, "key": secrets.token_urlsafe(18)})


@router.get("/deliberations/{topic}", dependencies=[Depends(read_limited)])
async def one(page: PageDep, topic: Named) -> Response:
    """How far it has come."""
    it = told(page.door, await found(page.door, topic))
    return page.html("deliberation.html", it=it, **_words())


@router.post("/deliberations", dependencies=[Depends(limited), Depends(raising_limited)])
async def send(
    page: PageDep,
    community: Annotated[str, Form(max_length=64)] = "",
    text: Annotated[str, Form(max_length=4000)] = "",
    contact: Annotated[str, Form(max_length=400)] = "",
    key: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Raise it, then show its page; or the form again with what is wrong."""
    given = {"community": community, "text": text, "contact": contact, "key": key}
    sent = {name: given[name] for name in ("community", "text", "contact") if given[name].strip()}
    try:
        topic = await raised(page.door, REPORTER, errors.checked(TopicIn, sent), key or None)
    except errors.Problem as problem:
        if problem.status_code not in _REFUSED:
            raise
        return _form(page, given, problem)
    return page.go(f"/deliberations/{topic}", page.say("已收到。请记下这一页的网址，答复写在这里。"))


def _form(page: Page, given: dict[str, str], problem: errors.Problem | None = None) -> Response:
    said = "" if problem is None else problem.detail_en if page.language == "en" else str(problem.detail)
    status = problem.status_code if problem else 200
    return page.html("deliberation_new.html", status, given={"text": "", "contact": "", **given}, wrong=said)


def _words() -> dict[str, Any]:
    return {"topic_states": TOPIC_STATES, "states": STATES}
