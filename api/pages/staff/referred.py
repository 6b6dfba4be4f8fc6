"""承接转办: the desk uploads a table of referrals, looks at what each line would become, then takes them in.

The table that was looked at travels in the page itself, so that what is taken in is what was seen.
"""

import base64
import binascii
from typing import Annotated, get_args

from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api import errors
from api.door import Door, DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import REFERRALS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import Cursor, read
from api.referrals.brought import take_ratings_table
from api.referrals.resources import written
from api.referrals.results import referral_shown
from api.referrals.returning import sent_again
from api.referrals.taking import take_table
from api.routing import pages
from api.schemas.referral_ratings import RatingsBrought
from api.schemas.referrals import ReferralsTaken, Source
from domain.words import REPORTED_BY
from readmodel.referrals import list_referrals

router = pages()
Clerk = Annotated[Staffer, allowed(REFERRALS)]
SHOWN = 50
MOST_CARRIED = 600 * 1024
"""Bytes of a table that a page carries from the look to the taking in; a larger one is chosen again."""
SOURCES: tuple[Source, ...] = get_args(Source)


@router.get(REFERRALS.path)
async def referrals(page: PageDep, who: Clerk, cursor: Cursor = None) -> Response:
    """The form, and what was referred lately with what became of it."""
    return await _page(page, who, FRESH, cursor=cursor)


@router.post(f"{REFERRALS.path}/upload")
async def upload(page: PageDep, door: DoorDep, who: Clerk, form: FormDep) -> Response:
    """A look, or the taking in."""
    source = _source(form)
    looking = form.get("do") != "take"
    try:
        content = await _content(form)
        said = await take_table(door, who.actor, source, content, preview=looking)
    except errors.Problem as problem:
        return await _page(page, who, Tried("upload", problem, {"source": [source]}))
    carried = base64.b64encode(content).decode() if looking and len(content) <= MOST_CARRIED else ""
    return await _page(page, who, Tried("upload", None, {"source": [source]}), said, carried)


@router.post(f"{REFERRALS.path}/ratings")
async def ratings(page: PageDep, door: DoorDep, who: Clerk, form: FormDep) -> Response:
    """A table of ratings given there: a look, or the taking in."""
    source = _source(form)
    looking = form.get("do") != "take"
    try:
        said = await take_ratings_table(door, who.actor, source, await _content(form), preview=looking)
    except errors.Problem as problem:
        return await _page(page, who, Tried("ratings", problem, {"source": [source]}))
    return await _page(page, who, Tried("ratings", None, {"source": [source]}), brought=said)


@router.post(f"{REFERRALS.path}/resend")
async def resend(page: PageDep, door: DoorDep, who: Clerk, form: FormDep) -> Response:
    """A result that waits or was refused goes out again."""
    number = str(form.get("outside_no") or "")
    try:
        await sent_again(door, who.actor, _source(form), number)
    except errors.Problem as problem:
        return await _page(page, who, Tried("resend", problem, {}))
    return page.go(REFERRALS.path, page.say("已安排重发"))


@router.get(f"{REFERRALS.path}/results.csv")
async def results(door: DoorDep, who: Clerk, source: Source, cursor: Cursor = None) -> Response:
    """The closed ones as a file for the other side."""
    return await written(door, source, cursor, who.actor)


def _source(form: FormData) -> Source:
    return next((one for one in SOURCES if one == form.get("source")), SOURCES[0])


async def _content(form: FormData) -> bytes:
    """The file that was chosen, else the one that was looked at. Raises 422."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.size:
        return await file.read()
    try:
        content = base64.b64decode(str(form.get("carried") or ""), validate=True)
    except binascii.Error:
        content = b""
    if not content:
        raise errors.malformed("file", "请选择表格", "choose a table")
    return content


async def _page(
    page: Page,
    who: Staffer,
    tried: Tried,
    said: ReferralsTaken | None = None,
    carried: str = "",
    cursor: str | None = None,
    brought: RatingsBrought | None = None,
) -> Response:
    door: Door = page.door
    now = door.now()
    unit = who.actor.unit
    found = await read(door, lambda session: list_referrals(session, None, None, cursor, SHOWN, unit))
    return show(
        page,
        who,
        "referrals.html",
        tried.status,
        tried=tried,
        lines=said,
        carried=carried,
        brought=brought,
        sources=[(source, page.word(REPORTED_BY[source])) for source in SOURCES],
        rows=[referral_shown(door.city, one, now) for one in found.items],
        next_cursor=found.next_cursor,
    )
