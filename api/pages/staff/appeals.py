"""`/figures/{call}`: what a unit may ask about a closed case: an appeal of a missed clock, a rating left out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.entitled import is_hidden
from api.owning import named
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried, about_call, about_case
from api.pages.staff.menu import FIGURES, allowed
from api.pages.staff.offers import afterwards
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.pages.staff.worklist import Line, of_call
from api.reading import a_call, read
from api.routing import pages
from api.staff_cases import seen
from domain.case import Case
from domain.people import Actor
from readmodel.calls import missed_of
from readmodel.cases import get_snapshots
from readmodel.tables import CallRow

router = pages()
Owner = Annotated[Staffer, allowed(FIGURES)]
HOME = FIGURES.path
LOOK_BACK = timedelta(days=30)
"""Longer than any limit for an appeal; the rules say what is still in time."""
MOST = 50


@dataclass(frozen=True)
class Missed:
    """A call of this unit's that missed a clock, in a closed case; `open`: an appeal is still in time."""

    line: Line
    open: bool


async def missed(page: Page, by: Actor) -> list[Missed]:
    """Missed clocks of cases that closed lately, the latest first."""
    door, now = page.door, page.door.now()

    async def query(session: AsyncSession) -> tuple[list[CallRow], dict[str, Case]]:
        rows = await missed_of(session, by.unit, now - LOOK_BACK, MOST)
        return rows, await get_snapshots(session, [row.case_no for row in rows])

    rows, cases = await read(door, query)
    found = []
    for row in rows:
        case = cases[row.case_no]
        offers = afterwards(door.city, case, case.calls[row.n - 1], by, now)
        in_time = any(offer.allowed for name, offer in offers.items() if name != "exclude")
        found.append(Missed(of_call(row, now), in_time))
    return found


@router.get(f"{HOME}/{{call_id}}")
async def one(page: PageDep, who: Owner, call_id: str) -> Response:
    """One call of this unit's, its clocks and its rating."""
    return await _one(page, who, call_id, FRESH)


@router.post(f"{HOME}/{{call_id}}/appeal")
async def appeal(page: PageDep, who: Owner, call_id: str, form: FormDep) -> Response:
    """Of one missed clock."""
    refused = await about_call(page.door, who.actor, "appeal", call_id, form)
    return (
        await _one(page, who, call_id, refused) if refused else _done(page, call_id, page.say("已提出申诉"))
    )


@router.post(f"{HOME}/{{call_id}}/exclude")
async def exclude(page: PageDep, who: Owner, call_id: str, form: FormDep) -> Response:
    """Of the last rating."""
    case_no, _ = named(page.door, call_id)
    refused = await about_case(page.door, who.actor, "exclude", case_no, form)
    return (
        await _one(page, who, call_id, refused) if refused else _done(page, call_id, page.say("已申请剔除"))
    )


def _done(page: Page, call_id: str, said: str) -> Response:
    return page.go(f"{HOME}/{call_id}", said)


async def _one(page: Page, who: Staffer, call_id: str, tried: Tried) -> Response:
    door, by = page.door, who.actor
    case_no, n = named(door, call_id)
    row, found = await a_call(door, f"{case_no}.{n}"), await seen(door, by, case_no)
    call = found.case.call(n)
    if row is None or call is None or row.unit != by.unit:
        raise errors.unknown("没有这件交办", "There is no such call, or it is not your unit's.")
    offers = afterwards(door.city, found.case, call, by, door.now())
    asked = f"appeal-{tried.word('appeal', 'clock')}" if tried.operation == "appeal" else tried.operation
    return show(
        page,
        who,
        "appeal.html",
        tried.status,
        line=of_call(row, door.now()),
        call=call,
        case=found.case,
        hidden=is_hidden(door, by, found.case),
        offers=offers,
        tried=tried,
        stale=tried.problem is not None and not (asked in offers and offers[asked].allowed),
        path=f"{HOME}/{call_id}",
        home=HOME,
    )
