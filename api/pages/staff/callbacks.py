"""`/callbacks`: whom to ring up now, who was rung up in vain and when, and checks by telephone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried, about_case
from api.pages.staff.menu import CALLBACKS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.pages.staff.worklist import Line, of_task
from api.reading import read
from api.routing import pages
from domain.calling_back import may_ring, tries_of
from domain.case import Case, TaskKind, Try
from domain.views import took_part
from readmodel.cases import get_snapshots
from readmodel.tasks import list_tasks

router = pages()
Caller = Annotated[Staffer, allowed(CALLBACKS)]
HOME = CALLBACKS.path
MOST = 100
"""Lines of one list."""


@dataclass(frozen=True)
class Wanted:
    """A rating that is still open: how often its reporter was rung up, and whether this is an hour for it."""

    line: Line
    tries: tuple[Try, ...]
    contact: bool
    there: bool  # whoever referred it asks
    now: bool
    mine: bool  # not the work of this officer's own unit

    @property
    def order(self) -> tuple[bool, int, datetime]:
        """Whom to ring up first: who can be, who was least, whose window ends first."""
        return not (self.now and self.mine), len(self.tries), self.line.due_at


@router.get(HOME)
async def callbacks(page: PageDep, who: Caller) -> Response:
    """The lists."""
    return await _callbacks(page, who, FRESH)


@router.post(f"{HOME}/{{case_no}}/attempt")
async def attempt(page: PageDep, who: Caller, case_no: str, form: FormDep) -> Response:
    """Rung up in vain."""
    refused = await about_case(page.door, who.actor, "attempt", case_no, form)
    return await _callbacks(page, who, refused) if refused else page.go(HOME, page.say("已记录回访"))


async def _callbacks(page: Page, who: Staffer, tried: Tried) -> Response:
    door, unit = page.door, who.actor.unit

    async def query(session: AsyncSession) -> tuple[list[Line], list[Line], dict[str, Case]]:
        desk, about = (door.city.policy.desk,), who.actor.unit
        checks = await list_tasks(session, desk, (TaskKind.CHECK.value,), None, MOST, about)
        ratings = await list_tasks(session, None, (TaskKind.RATING.value,), None, MOST, about)
        cases = await get_snapshots(session, [row.case_no for row in ratings.items])
        return [of_task(row) for row in checks.items], [of_task(row) for row in ratings.items], cases

    checks, ratings, cases = await read(door, query)
    wanted = [
        _wanted(line, cases[line.case_no], unit, door.now()) for line in ratings if line.case_no in cases
    ]
    return show(
        page,
        who,
        "callbacks.html",
        tried.status,
        checks=checks,
        wanted=sorted(wanted, key=lambda one: one.order),
        tried=tried,
        home="/cases",
        path=HOME,
        openings={},
    )


def _wanted(line: Line, case: Case, unit: str, now: datetime) -> Wanted:
    tries, contact = tries_of(case, None), case.report.rung
    ready, mine = contact and may_ring(tries, now), unit not in took_part(case)
    return Wanted(line, tries, contact, case.report.rated_there, ready, mine)
