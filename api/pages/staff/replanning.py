"""重排期限 at a browser: tried by reading, page by page; carried out by a form that holds the page's own token.

The same function as `POST /api/v1/replan`.
"""

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import Response

from api import errors
from api.door import DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import REPLAN, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.replan import replan
from api.routing import pages
from api.schemas.replan import Moved, ReplanIn, ReplanPage

router = pages()
Admin = Annotated[Staffer, allowed(REPLAN)]
AT_ONCE = 50
"""Open cases of one page: as many as one reads through before saying yes."""


@router.get(REPLAN.path)
async def tried(
    page: PageDep,
    door: DoorDep,
    who: Admin,
    reason: Annotated[str, Query(max_length=2000)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Which deadlines would move among some of the open cases; without a reason only the question for one."""
    if not reason.strip():
        return _shown(page, who, FRESH)
    given = {"reason": [reason]}
    try:
        asked = _asked(reason, cursor)
        found = await replan(door, who.actor, asked)
    except errors.Problem as problem:
        return _shown(page, who, Tried("try", problem, given))
    return _shown(page, who, Tried("try", None, given), found, asked)


@router.post(REPLAN.path)
async def carried_out(page: PageDep, door: DoorDep, who: Admin, form: FormDep) -> Response:
    """That page of cases, as it was seen; on to the next one, or here with those that could not be replanned."""
    reason, cursor = str(form.get("reason", "")), str(form.get("cursor", ""))
    try:
        asked = _asked(reason, cursor, dry_run=False, token=str(form.get("token", "")))
        done = await replan(door, who.actor, asked)
    except errors.Problem as problem:
        return _shown(page, who, Tried("carry", problem, {"reason": [reason]}))
    if done.failed:
        return _shown(page, who, Tried("try", None, {"reason": [reason]}), done, asked)
    said = page.say("已重排 {n} 个期限", n=len(done.items))
    return page.go(step(reason, done.next_cursor) if done.next_cursor else REPLAN.path, said)


def step(reason: str, cursor: str | None = None) -> str:
    """The address at which the cases behind that cursor are tried."""
    return f"{REPLAN.path}?{urlencode({'reason': reason} | ({'cursor': cursor} if cursor else {}))}"


def by_case(items: Iterable[Moved]) -> dict[str, list[Moved]]:
    """What moves, by case."""
    cases: dict[str, list[Moved]] = {}
    for item in items:
        cases.setdefault(item.case_no, []).append(item)
    return cases


def _asked(reason: str, cursor: str, **more: object) -> ReplanIn:
    return errors.checked(ReplanIn, {"reason": reason, "cursor": cursor or None, "limit": AT_ONCE, **more})


def _shown(
    page: Page, who: Staffer, tried: Tried, found: ReplanPage | None = None, asked: ReplanIn | None = None
) -> Response:
    cases = by_case(found.items if found else ())
    reason = tried.word(tried.operation, "reason")
    following = step(reason, found.next_cursor) if found and found.next_cursor else None
    return show(
        page,
        who,
        "replan.html",
        tried.status,
        tried=tried,
        found=found,
        cases=cases,
        reason=reason,
        cursor=(asked.cursor if asked else None) or "",
        again=step(reason, asked.cursor) if asked else None,
        following=following,
        edition=page.door.city.edition,
    )
