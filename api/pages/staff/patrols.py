"""`/patrols`: a chief's telephone: my posts and duties, my rounds, the cases there; one round with its forms.

Every account may hold a post, so every account may open it. A command centre's desk sees all rounds, and plans joint
actions.
"""

import asyncio
import time
from datetime import datetime, timedelta
from math import cos, radians
from typing import Annotated, Any

import structlog
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from api import errors
from api.chiefs import joint, rounds
from api.chiefs.holding import posts_held
from api.chiefs.showing import chief_whole
from api.door import DoorDep
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, SETTLED, Tried
from api.pages.staff.menu import JOINT, PATROLS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.pages.staff.uploads import with_photos
from api.reading import read
from api.routing import pages
from api.schemas.chiefs import CancelIn, FindingIn, FinishIn, JointIn, RoundDone
from domain.chiefs import NEAR_WATER, Chief, ChiefKind
from domain.incidents import METRES_A_DEGREE
from domain.localtime import zone
from domain.organisation import UnitKind
from domain.policy import City
from domain.rounds.decide import ORDERS
from domain.rounds.round import RoundPhase
from domain.rounds.words import CHIEFS, KINDS, OUTCOMES, PHASES
from readmodel.patrol_tables import RoundRow
from readmodel.rounds import CaseThere, RoundsAsked, cases_found, cases_there, get_round, list_rounds

router = pages()
Holder = Annotated[Staffer, allowed(PATROLS)]
Planner = Annotated[Staffer, allowed(JOINT)]
SHOWN = 50
TABLES: dict[str, Any] = {"kinds": KINDS, "phases": PHASES, "outcomes": OUTCOMES, "chief_kinds": CHIEFS}
DONE: dict[str, str] = {
    "begin": "已开始，发现问题随手报",
    "come": "已登记到场",
    "finish": "已完成",
    "cancel": "已取消，已通知各单位",
}
log = structlog.get_logger()
Rows = tuple[RoundRow, ...]


@router.get(PATROLS.path)
async def mine(page: PageDep, door: DoorDep, who: Holder) -> Response:
    """Posts, rounds and cases of this account; of a desk also what is missed on the whole street."""
    held = await posts_held(door, who.actor)
    names, whole = (who.actor.unit, *(chief.code for chief in held)), rounds.sees_all(door, who.actor)

    async def query(session: AsyncSession) -> tuple[Rows, Rows, Rows, list[CaseThere]]:
        now = await _open(session, names)
        past = await list_rounds(session, RoundsAsked(phase=RoundPhase.CLOSED, of=names), None, 10)
        missed = await list_rounds(session, RoundsAsked(missed=True), None, SHOWN) if whole else None
        there = await _there(session, door.city, held) if held else []
        return now, past.items, missed.items if missed else (), there

    now, past, missed, there = await read(door, query)
    return show(
        page,
        who,
        "patrols.html",
        held=[chief_whole(door.city, chief) for chief in held],
        rounds=now,
        past=past,
        missed=missed,
        there=there,
        whole=whole,
        plans=who.actor.has(*ORDERS),
        **TABLES,
    )


async def _open(session: AsyncSession, names: tuple[str, ...]) -> Rows:
    """Rounds that are not over, those under way first."""
    found = [
        await list_rounds(session, RoundsAsked(phase=phase, of=names), None, SHOWN)
        for phase in (RoundPhase.UNDER_WAY, RoundPhase.WAITING)
    ]
    return tuple(row for some in found for row in some.items)


async def _there(session: AsyncSession, city: City, held: tuple[Chief, ...]) -> list[CaseThere]:
    """Open cases of these posts' places: by community, grid, nearness to a water, and what their own rounds found."""
    places = {kind: [p for chief in held if chief.kind is kind for p in chief.places] for kind in ChiefKind}
    boxes = [
        _box(water.point) for code in places[ChiefKind.WATER] if (water := city.chiefs.waters[code]).point
    ]
    numbers = await cases_found(session, [chief.code for chief in held], SHOWN)
    return await cases_there(session, places[ChiefKind.AREA], places[ChiefKind.GRID], numbers, boxes, SHOWN)


def _box(point: tuple[float, float] | None) -> tuple[float, float, float, float]:
    """West, south, east, north around a water."""
    assert point is not None, "asked for waters with a point"
    north = NEAR_WATER / METRES_A_DEGREE
    east = north / cos(radians(point[1]))
    return point[0] - east, point[1] - north, point[0] + east, point[1] + north


@router.get(JOINT.path)
async def new(page: PageDep, who: Planner) -> Response:
    """Plan a joint action."""
    return _new(page, who, FRESH)


@router.post(JOINT.path)
async def plan(page: PageDep, door: DoorDep, who: Planner, form: FormDep) -> Response:
    """Its units are told."""
    local = zone(door.city.calendar.timezone)
    said = {
        "title": _word(form, "title"),
        "lead": _word(form, "lead"),
        "members": [str(unit) for unit in form.getlist("members")],
        "starts_at": _moment(_word(form, "starts_at"), local),
        "ends_at": _moment(_word(form, "ends_at"), local),
        "place": _word(form, "place") or None,
        "tasks": [line.strip() for line in _word(form, "tasks").splitlines() if line.strip()],
    }
    try:
        body = errors.checked(JointIn, said)
        done = await joint.plan(door, who.actor, body, _word(form, "key") or None)
    except errors.Problem as problem:
        return _new(page, who, Tried("joint", problem, _typed(form)))
    await _settled(page, done)
    return page.go(PATROLS.path, page.say("已发起，编号 {no}，已通知各单位", no=done.round_no))


def _moment(text: str, local: object) -> str:
    """A browser's local time in the city's own; what is no time goes on as it is, to be refused."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=local).isoformat()  # type: ignore[arg-type]
    except ValueError:
        return text


def _new(page: Page, who: Staffer, tried: Tried) -> Response:
    city, now = page.door.city, page.door.now()
    kinds = (UnitKind.GRID, UnitKind.ROLE)
    units = [unit.code for unit in city.units.values() if unit.kind not in kinds]
    start = now.astimezone(zone(city.calendar.timezone)) + timedelta(days=1)
    times = {name: start.replace(hour=hour, minute=0).strftime("%Y-%m-%dT%H:%M") for name, hour in HOURS}
    return show(page, who, "joint_new.html", tried.status, tried=tried, units=units, times=times)


HOURS = (("starts_at", 9), ("ends_at", 11))


@router.get(f"{PATROLS.path}/{{round_no}}")
async def one(page: PageDep, who: Holder, round_no: str) -> Response:
    """One round."""
    return await _one(page, who, round_no, FRESH)


async def _one(page: Page, who: Staffer, round_no: str, tried: Tried) -> Response:
    it = await rounds.one_round(round_no, page.door, who.actor)
    items = page.door.city.catalogue.items.values()
    return show(page, who, "round.html", tried.status, it=it, items=items, tried=tried, **TABLES)


@router.post(f"{PATROLS.path}/{{round_no}}/findings")
async def find(page: PageDep, who: Holder, round_no: str, form: FormDep) -> Response:
    """What was found, with photos: a case."""
    try:
        form = await with_photos(page.door, form)
        address = _word(form, "address")
        said = {
            "description": _word(form, "description"),
            "item": _word(form, "item") or None,
            "place": {"address": address} if address else None,
            "community": _word(form, "community") or None,
            "photos": [str(photo) for photo in form.getlist("photos")],
        }
        body = errors.checked(FindingIn, said)
        done = await rounds.find(round_no, page.door, who.actor, body, _word(form, "key") or None)
    except errors.Problem as problem:
        return await _refused(page, who, round_no, "findings", problem, form)
    await _settled(page, done)
    said_so = page.say("已上报，编号 {no}", no=done.case_no)
    return page.go(f"{PATROLS.path}/{round_no}", said_so)


@router.post(f"{PATROLS.path}/{{round_no}}/{{what}}")
async def act(page: PageDep, who: Holder, round_no: str, what: str, form: FormDep) -> Response:
    """One word about the round."""
    if what not in DONE:
        raise errors.unknown("没有这个地址", "There is no such path.")
    try:
        await _settled(page, await _said(page, who, round_no, what, form))
    except errors.Problem as problem:
        return await _refused(page, who, round_no, what, problem, form)
    return page.go(f"{PATROLS.path}/{round_no}", page.say(DONE[what]))


async def _settled(page: Page, done: RoundDone) -> None:
    """Wait a moment until the read model shows it, so that the next page is not the one before."""
    end = time.monotonic() + SETTLED
    while time.monotonic() < end:
        one = await read(page.door, lambda session: get_round(session, done.round_no))
        if one is not None and one.seq >= done.seq:
            return
        await asyncio.sleep(0.05)


async def _said(page: Page, who: Staffer, round_no: str, what: str, form: FormData) -> RoundDone:
    door, by, key = page.door, who.actor, _word(form, "key") or None
    if what == "begin":
        return await rounds.begin(round_no, door, by, key)
    if what == "come":
        return await rounds.come(round_no, door, by, key)
    if what == "finish":
        summary = errors.checked(FinishIn, {"summary": _word(form, "summary") or None})
        return await rounds.finish(round_no, door, by, summary, key)
    return await rounds.cancel(
        round_no, door, by, errors.checked(CancelIn, {"reason": _word(form, "reason")}), key
    )


async def _refused(
    page: Page, who: Staffer, round_no: str, what: str, problem: errors.Problem, form: FormData
) -> Response:
    if problem.status_code not in (409, 413, 422):
        raise problem
    log.info("refused", status=problem.status_code, code=problem.code, operation=what)
    return await _one(page, who, round_no, Tried(what, problem, _typed(form)))


def _word(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()


def _typed(form: FormData) -> dict[str, list[str]]:
    return {name: [text for text in form.getlist(name) if isinstance(text, str)] for name in form}
