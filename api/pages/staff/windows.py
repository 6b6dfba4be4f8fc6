"""窗口: the office's matters, the visits of the day, candidates; one matter with its forms; the register.

The forms say what the rules allow now; whatever they refuse is said on the page.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Annotated

import structlog
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData, UploadFile

from api import errors
from api.door import Door, DoorDep
from api.matters import office, register
from api.matters.numbers import matter_no
from api.matters.offered import free
from api.matters.papers import shown as paper_shown
from api.matters.saying import of_office
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import REGISTER, WINDOWS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import read
from api.routing import pages
from api.schemas.matters import AskPapersIn, ComeAgainIn, DecideIn, DeliverIn, MatterDone, SlotIn, WitnessedIn
from api.staff import at_desk
from domain.localtime import zone
from domain.matters.words import HOWS, MODES, OUTCOMES, PHASES, WHOSE
from readmodel.matter_tables import MatterRow
from readmodel.matters import MattersAsked, list_matters

router = pages()
Clerk = Annotated[Staffer, allowed(WINDOWS)]
Keeper = Annotated[Staffer, allowed(REGISTER)]
SHOWN = 100
DONE: dict[str, str] = {
    "accept": "已受理",
    "ask-papers": "已一次性告知，等待补材料",
    "papers-brought": "材料已到，时限接着算",
    "decide": "已决定",
    "deliver": "已送达",
    "check-in": "已到窗口",
    "come-again": "已记录",
    "book": "已预约",
    "consent-in-person": "已登记",
}
log = structlog.get_logger()


@router.get(WINDOWS.path)
async def windows(page: PageDep, door: DoorDep, who: Clerk) -> Response:
    """What is open, the visits of today, and the candidates."""
    unit = None if at_desk(door, who.actor) else who.actor.unit
    local = zone(door.city.calendar.timezone)
    today = datetime.combine(page.door.now().astimezone(local).date(), time(), local)

    async def query(session: AsyncSession) -> tuple[tuple[MatterRow, ...], tuple[MatterRow, ...]]:
        visits = MattersAsked(unit, slot_from=today, slot_to=today + timedelta(days=1))
        found = await list_matters(session, MattersAsked(unit, open_only=True), None, SHOWN)
        return found.items, (await list_matters(session, visits, None, SHOWN)).items

    opened, visits = await read(door, query)
    return show(
        page,
        who,
        "windows.html",
        opened=opened,
        visits=visits,
        candidates=await register.own_candidates(door, who.actor, SHOWN),
        phases=PHASES,
        modes=MODES,
    )


@router.get(REGISTER.path)
async def register_page(page: PageDep, who: Keeper) -> Response:
    """Choose a table."""
    return show(page, who, "register.html", taken=None, tried=FRESH)


@router.post(REGISTER.path)
async def import_register(page: PageDep, door: DoorDep, who: Keeper, form: FormDep) -> Response:
    """Take the register in, all of it or nothing."""
    file = form.get("file")
    try:
        content = await file.read() if isinstance(file, UploadFile) else b""
        taken = await register.take_register(door, who.actor, content)
    except errors.Problem as problem:
        return show(
            page, who, "register.html", problem.status_code, taken=None, tried=Tried("register", problem)
        )
    return show(page, who, "register.html", taken=taken, tried=FRESH)


@router.post(f"{WINDOWS.path}/candidates")
async def confirm(page: PageDep, door: DoorDep, who: Clerk, form: FormDep) -> Response:
    """确认符合条件: the person is asked."""
    try:
        said = await register.confirm(str(form.get("service", "")), str(form.get("ref", "")), door, who.actor)
    except errors.Problem as problem:
        return page.go(WINDOWS.path, _in_words(page, problem), "warn")
    return page.go(WINDOWS.path, page.say("已确认 {number}，等本人同意", number=said.matter_no))


@router.get(f"{WINDOWS.path}/{{number}}")
async def matter(number: str, page: PageDep, door: DoorDep, who: Clerk) -> Response:
    """One matter with what may be said to it."""
    own = matter_no(door, number)
    it = await office.seen(door, own, who.actor)
    service = door.city.service(it.service)
    return show(
        page,
        who,
        "window.html",
        it=it,
        slots=await free(door, service) if service and "book" in it.staff_may else (),
        phases=PHASES,
        outcomes=OUTCOMES,
        hows=HOWS,
        whose=WHOSE,
        modes=MODES,
        tried=FRESH,
    )


@router.get(f"{WINDOWS.path}/{{number}}/papers/{{paper}}")
async def paper(number: str, paper: str, door: DoorDep, who: Clerk) -> Response:
    """One of its papers."""
    found = await of_office(door, matter_no(door, number), who.actor)
    return await paper_shown(door, number, paper, found[0].files)


@router.post(f"{WINDOWS.path}/{{number}}/{{what}}")
async def act(number: str, what: str, page: PageDep, door: DoorDep, who: Clerk, form: FormDep) -> Response:
    """One step of the window's work."""
    own, at = matter_no(door, number), f"{WINDOWS.path}/{number}"
    if what not in ACTS:
        raise errors.unknown("没有这个地址", "There is no such path.")
    try:
        await ACTS[what](own, door, who, form)
    except errors.Problem as problem:
        if problem.status_code not in (409, 422):
            raise
        log.info("refused", status=problem.status_code, code=problem.code, operation=what)
        return page.go(at, _in_words(page, problem), "warn")
    return page.go(at, page.say(DONE[what]))


Act = Callable[[str, Door, Staffer, FormData], Awaitable[MatterDone]]


def _word(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()


async def _ask(own: str, door: Door, who: Staffer, form: FormData) -> MatterDone:
    missing = [line.strip() for line in _word(form, "missing").splitlines() if line.strip()]
    return await office.ask_papers(own, door, who.actor, errors.checked(AskPapersIn, {"missing": missing}))


async def _decide(own: str, door: Door, who: Staffer, form: FormData) -> MatterDone:
    said = {"granted": _word(form, "granted") == "yes", "reason": _word(form, "reason") or None}
    return await office.decide(own, door, who.actor, errors.checked(DecideIn, said))


async def _deliver(own: str, door: Door, who: Staffer, form: FormData) -> MatterDone:
    said = {"how": _word(form, "how"), "note": _word(form, "note") or None}
    return await office.deliver(own, door, who.actor, errors.checked(DeliverIn, said))


async def _again(own: str, door: Door, who: Staffer, form: FormData) -> MatterDone:
    said = {"whose": _word(form, "whose"), "why": _word(form, "why")}
    return await office.come_again(own, door, who.actor, errors.checked(ComeAgainIn, said))


async def _book(own: str, door: Door, who: Staffer, form: FormData) -> MatterDone:
    return await office.book(own, door, who.actor, errors.checked(SlotIn, {"slot": _word(form, "slot")}))


async def _consent(own: str, door: Door, who: Staffer, form: FormData) -> MatterDone:
    said = {"given": _word(form, "given") == "yes", "witness": _word(form, "witness")}
    return await office.witnessed(own, door, who.actor, errors.checked(WitnessedIn, said))


ACTS: dict[str, Act] = {
    "accept": lambda own, door, who, _: office.accept(own, door, who.actor),
    "papers-brought": lambda own, door, who, _: office.papers_brought(own, door, who.actor),
    "check-in": lambda own, door, who, _: office.check_in(own, door, who.actor),
    "ask-papers": _ask,
    "decide": _decide,
    "deliver": _deliver,
    "come-again": _again,
    "book": _book,
    "consent-in-person": _consent,
}


def _in_words(page: Page, problem: errors.Problem) -> str:
    return problem.detail_en if page.language == "en" else str(problem.detail)
