"""`/chiefs`: the posts of the four chiefs, who holds them, and giving one to an account."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from api import errors
from api.chiefs import posts
from api.chiefs.holding import chief_of
from api.chiefs.showing import chief_whole
from api.door import DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import CHIEFS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.routing import pages
from api.schemas.chiefs import AppointIn
from domain.chiefs import ChiefKind
from domain.rounds import words

router = pages()
Looker = Annotated[Staffer, allowed(CHIEFS)]


@router.get(CHIEFS.path)
async def chiefs(
    page: PageDep, who: Looker, kind: Annotated[ChiefKind, Query()] = ChiefKind.AREA
) -> Response:
    """The posts of one kind."""
    return await _chiefs(page, who, kind, FRESH)


@router.post(f"{CHIEFS.path}/{{code}}")
async def give(page: PageDep, door: DoorDep, who: Looker, code: str, form: FormDep) -> Response:
    """任命: another holder, or none."""
    if not who.actor.has(*posts.APPOINTING):
        raise errors.not_yours("须由主任或系统管理员任命", "This is for directors and administrators.")
    account = str(form.get("account", "")).strip() or None
    kind = chief_of(door, code).kind
    try:
        await posts.give(code, door, who.actor, errors.checked(AppointIn, {"account": account}))
    except errors.Problem as problem:
        typed = {"account": [account or ""]}
        return await _chiefs(page, who, kind, Tried(code, problem, typed))
    return page.go(f"{CHIEFS.path}?kind={kind}", page.say("已任命"))


async def _chiefs(page: Page, who: Staffer, kind: ChiefKind, tried: Tried) -> Response:
    city, held = page.door.city, await posts.accounts_of(page.door)
    rows = [chief_whole(city, chief, held.get(chief.code)) for chief in city.chiefs.of_kind(kind)]
    return show(
        page,
        who,
        "chiefs.html",
        tried.status,
        rows=rows,
        kind=kind,
        counts={one: len(city.chiefs.of_kind(one)) for one in ChiefKind},
        duties=city.chiefs.duties_of(kind),
        may_give=who.actor.has(*posts.APPOINTING) and kind is not ChiefKind.GRID,
        chief_kinds=words.CHIEFS,
        tried=tried,
    )
