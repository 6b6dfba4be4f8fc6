"""Pages that are lists of what one role decides: tiers above, approvals, reviews.

Each line leads to the case, where the forms are; an approval is one tap on the list itself.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.door import Door
from api.entitled import is_hidden
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried, about_case
from api.pages.staff.board import Pile, scope
from api.pages.staff.menu import ABOVE, APPROVALS, REVIEWS, allowed
from api.pages.staff.offers import for_task
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.pages.staff.worklist import Line, of_call, of_task
from api.reading import read
from api.routing import pages
from api.staff_cases import ORDERING
from domain.case import Call, CallState, Case, Task, TaskKind
from domain.label import Label
from domain.people import Actor
from readmodel.board import pressing
from readmodel.calls import CallFilter, list_calls
from readmodel.cases import get_snapshot
from readmodel.tasks import list_tasks

router = pages()
MOST = 100
"""Lines of one list."""
MOST_APPROVALS = 40
MOST_OVERDUE = 10
ORDER = Label("请立即办理并报告", "Handle it at once, and report")
"""A supervision order in one tap."""
DECIDED = tuple(
    kind.value
    for kind in (
        TaskKind.RESULT,
        TaskKind.RETURN,
        TaskKind.CONFERENCE,
        TaskKind.CO,
        TaskKind.HAND_UP,
        TaskKind.EXTEND,
        TaskKind.SUSPEND,
        TaskKind.VOID,
    )
)
"""Kinds of tasks that are settled by a yes or a no."""


@dataclass(frozen=True)
class Asked:
    """One thing to approve, with what one has to know for it."""

    line: Line
    case: Case
    task: Task
    call: Call | None
    hidden: bool


@router.get(ABOVE.path)
async def above(page: PageDep, who: Annotated[Staffer, allowed(ABOVE)]) -> Response:
    """A tier above: what was handed up, what it leads, and what was petitioned."""
    door, unit = page.door, who.actor.unit

    async def query(session: AsyncSession) -> list[Pile]:
        now = door.now()
        asked = (await list_tasks(session, (unit,), (TaskKind.HAND_UP.value,), None, MOST, unit)).items
        mine = (
            await list_calls(
                session, CallFilter((unit,), CallState.OPEN.value, not_about=unit), None, MOST, now
            )
        ).items
        petitions = (await list_tasks(session, None, (TaskKind.PETITION.value,), None, MOST, unit)).items
        return [
            _pile("handed", "待接收", [of_task(row) for row in asked]),
            _pile("mine", "本级在办", [of_call(row, now) for row in mine]),
            _pile("petitioned", "已提请上级", [of_task(row) for row in petitions]),
        ]

    return show(
        page, who, "piles.html", title=ABOVE.name, piles=await read(door, query), home="/cases", openings={}
    )


@router.get(REVIEWS.path)
async def reviews(page: PageDep, who: Annotated[Staffer, allowed(REVIEWS)]) -> Response:
    """What two reviewers have to agree on."""
    unit = who.actor.unit
    found = await read(
        page.door, lambda session: list_tasks(session, (unit,), (TaskKind.REVIEW.value,), None, MOST, unit)
    )
    piles = [_pile("reviews", "待复核", [of_task(row) for row in found.items])]
    return show(page, who, "piles.html", title=REVIEWS.name, piles=piles, home="/cases", openings={})


@router.get(APPROVALS.path)
async def approvals(page: PageDep, who: Annotated[Staffer, allowed(APPROVALS)]) -> Response:
    """What this person may decide, one tap each."""
    return await _approvals(page, who, FRESH)


@router.post(f"{APPROVALS.path}/{{case_no}}/approve")
async def decide(
    page: PageDep, who: Annotated[Staffer, allowed(APPROVALS)], case_no: str, form: FormDep
) -> Response:
    """Yes or no."""
    refused = await about_case(page.door, who.actor, "approve", case_no, form)
    if refused is not None:
        return await _approvals(page, who, refused)
    said = page.say("已同意") if form.get("granted") == "true" else page.say("已不同意")
    return page.go(APPROVALS.path, said)


@router.post(f"{APPROVALS.path}/{{case_no}}/supervise")
async def supervise(
    page: PageDep, who: Annotated[Staffer, allowed(APPROVALS)], case_no: str, form: FormDep
) -> Response:
    """An order to whoever has it, in the words on the page."""
    refused = await about_case(page.door, who.actor, "supervise", case_no, form)
    return await _approvals(page, who, refused) if refused else page.go(APPROVALS.path, page.say("已督办"))


async def _approvals(page: Page, who: Staffer, tried: Tried) -> Response:
    door, by = page.door, who.actor
    late = await _overdue(door, by) if by.has(*ORDERING) else []
    return show(
        page,
        who,
        "approvals.html",
        tried.status,
        asked=await _asked(door, by),
        late=late,
        order=page.word(ORDER),
        tried=tried,
        path=APPROVALS.path,
    )


async def _overdue(door: Door, by: Actor) -> list[Line]:
    """The most overdue cases of this centre, one line each."""
    now = door.now()
    found = await read(door, lambda session: pressing(session, now, now, scope(door, by), MOST_OVERDUE * 3))
    lines = {row.case_no: of_call(row, now) for row in reversed(found["overdue"].rows)}
    return sorted(lines.values(), key=lambda line: line.due_at)[:MOST_OVERDUE]


async def _asked(door: Door, by: Actor) -> list[Asked]:
    async def query(session: AsyncSession) -> list[tuple[Line, Case | None]]:
        rows = (await list_tasks(session, (by.unit,), DECIDED, None, MOST_APPROVALS, by.unit)).items
        return [(of_task(row), await get_snapshot(session, row.case_no)) for row in rows]

    found: list[Asked] = []
    for line, case in await read(door, query):
        task = case.task(line.task) if case else None
        if case is None or task is None or not for_task(door.city, case, task, by, door.now()):
            continue
        call = case.call(task.call) if task.call else None
        found.append(Asked(line, case, task, call, is_hidden(door, by, case)))
    return found


def _pile(name: str, title: str, lines: list[Line]) -> Pile:
    return Pile(name, title, len(lines), tuple(lines))
