"""`/command`: the command centre's board, the case in hand beside its queue, and the wall."""

from typing import Annotated

from fastapi.responses import Response

from api.pages.map import dots, drawing
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import Tried, about_case
from api.pages.staff.board import openings, piles, points, upward
from api.pages.staff.casepage import DONE, Number, begun, case_values
from api.pages.staff.menu import COMMAND, WALL, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.routing import pages
from domain.people import Actor

router = pages()
Desk = Annotated[Staffer, allowed(COMMAND)]
Wall = Annotated[Staffer, allowed(WALL)]


@router.get(COMMAND.path)
async def command(page: PageDep, who: Desk) -> Response:
    """The board."""
    door, found = page.door, await piles(page.door, who.actor)
    words_of = await openings(door, who.actor, found[0].lines)
    lying = await points(door, who.actor)
    return show(
        page,
        who,
        "command.html",
        piles=found,
        openings=words_of,
        upward=await upward(door, who.actor),
        drawn=drawing(door.city),
        dots=dots(drawing(door.city), lying),
        lying=len(lying),
        home=COMMAND.path,
    )


@router.get(WALL.path)
async def wall(page: PageDep, who: Wall) -> Response:
    """The board for a screen that all of a room look at."""
    return show(
        page,
        who,
        "wall.html",
        piles=await piles(page.door, who.actor),
        upward=await upward(page.door, who.actor),
    )


@router.get(f"{COMMAND.path}/next")
async def following(page: PageDep, who: Desk) -> Response:
    """The most pressing case that waits for a keystroke; the board where none does."""
    case_no = await _next(page, who.actor)
    return page.go(f"{COMMAND.path}/{case_no}" if case_no else COMMAND.path)


@router.get(f"{COMMAND.path}/{{case_no}}")
async def one(page: PageDep, who: Desk, case_no: str, merge: Number = "", repeat: Number = "") -> Response:
    """One case in hand, its queue beside it."""
    return await _in_hand(page, who, case_no, begun(merge, repeat))


@router.post(f"{COMMAND.path}/{{case_no}}/{{operation}}")
async def act(page: PageDep, who: Desk, case_no: str, operation: str, form: FormDep) -> Response:
    """An order, and on to the next case."""
    refused = await about_case(page.door, who.actor, operation, case_no, form)
    if refused is not None:
        return await _in_hand(page, who, case_no, refused)
    then = await _next(page, who.actor, after=case_no)
    return page.go(f"{COMMAND.path}/{then}" if then else COMMAND.path, page.say(DONE[operation]))


async def _in_hand(page: Page, who: Staffer, case_no: str, tried: Tried) -> Response:
    values = await case_values(page, who, case_no, tried, None)
    found = await piles(page.door, who.actor)
    queue = [line for pile in found[:3] for line in pile.lines]
    return show(
        page,
        who,
        "in_hand.html",
        tried.status,
        queue=queue,
        openings=await openings(page.door, who.actor, found[0].lines),
        home=COMMAND.path,
        **values,
    )


async def _next(page: Page, by: Actor, after: str = "") -> str | None:
    found = await piles(page.door, by)
    waiting = (line.case_no for pile in found if pile.name in ("triage", "returned") for line in pile.lines)
    return next((case_no for case_no in waiting if case_no != after), None)
