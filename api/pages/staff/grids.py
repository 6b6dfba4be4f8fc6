"""`/grids`: editions of the grids, what became of each, and redraws: proposed, seen on a map, approved, followed."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from api import errors
from api.door import DoorDep
from api.grids import following, known, redraws
from api.pages.map import drawing
from api.pages.rendering import Page, PageDep
from api.pages.staff.acting import FRESH, Tried
from api.pages.staff.menu import GRIDS, allowed
from api.pages.staff.showing import show
from api.pages.staff.signing import FormDep, Staffer
from api.reading import read
from api.routing import pages
from api.schemas.grids import GridHistory, RedrawDecisionIn, RedrawIn
from domain.grids import after
from domain.label import Label
from domain.people import Role
from domain.schematic import schematic
from readmodel.redraws import list_redraws

router = pages()
Looker = Annotated[Staffer, allowed(GRIDS)]
STATES: dict[str, Label] = {
    "proposed": Label("待批准", "to be approved"),
    "seconded": Label("已有一人批准", "approved by one"),
    "approved": Label("已批准", "approved"),
    "refused": Label("已否决", "refused"),
}


@router.get(GRIDS.path)
async def grids(
    page: PageDep, door: DoorDep, who: Looker, code: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """Editions, proposals, and the history of one grid."""
    return await _grids(page, who, FRESH, code.strip())


@router.post(GRIDS.path)
async def propose(page: PageDep, door: DoorDep, who: Looker, form: FormDep) -> Response:
    """A proposal; looked at next."""
    if not who.actor.has(*redraws.PROPOSING):
        raise errors.not_yours("须由主任或系统管理员提出", "This is for directors and administrators.")
    said = {name: str(form.get(name, "")).strip() for name in ("name", "valid_from", "reason", "target")}
    number = int(said["target"]) if said["target"].isdecimal() else said["target"]
    try:
        made = await redraws.propose(door, who.actor, errors.checked(RedrawIn, {**said, "target": number}))
    except errors.Problem as problem:
        return await _grids(page, who, Tried("propose", problem, {k: [v] for k, v in said.items()}))
    return page.go(f"{GRIDS.path}/{made.id}")


async def _grids(page: Page, who: Staffer, tried: Tried, code: str = "") -> Response:
    history: GridHistory | None = None
    if code:
        try:
            history = await known.history(code, page.door)
        except errors.Problem as problem:
            tried = Tried("history", problem)
    rows = await read(page.door, list_redraws)
    return show(
        page,
        who,
        "grids.html",
        tried.status,
        editions=known.editions_shown(page.door),
        rows=rows,
        states=STATES,
        code=code,
        history=history,
        may_propose=who.actor.has(*redraws.PROPOSING),
        tried=tried,
    )


@router.get(f"{GRIDS.path}/{{redraw}}")
async def one(page: PageDep, who: Looker, redraw: str) -> Response:
    """Before and after, on the map and community by community; the open calls that follow."""
    return await _one(page, who, redraw, FRESH)


@router.post(f"{GRIDS.path}/{{redraw}}/decide")
async def decide(page: PageDep, door: DoorDep, who: Looker, redraw: str, form: FormDep) -> Response:
    """Yes or no."""
    if not who.actor.has(*redraws.DECIDING):
        raise errors.not_yours("须由值班长、主任或片区长批准", "This is for chiefs and directors.")
    said = RedrawDecisionIn(granted=form.get("granted") == "yes")
    try:
        await redraws.decide(redraw, door, who.actor, said)
    except errors.Problem as problem:
        return await _one(page, who, redraw, Tried("decide", problem))
    return page.go(f"{GRIDS.path}/{redraw}", page.say("已记录"))


@router.post(f"{GRIDS.path}/{{redraw}}/prepare")
async def prepare(page: PageDep, door: DoorDep, who: Looker, redraw: str, form: FormDep) -> Response:
    """The edition anew, on top of the pack as it is loaded."""
    if not who.actor.has(Role.ADMIN):
        raise errors.not_yours("须由系统管理员操作", "This is for administrators.")
    try:
        await redraws.prepare(redraw, door, who.actor)
    except errors.Problem as problem:
        return await _one(page, who, redraw, Tried("prepare", problem))
    return page.go(f"{GRIDS.path}/{redraw}", page.say("已按现行城市数据重新生成"))


@router.post(f"{GRIDS.path}/{{redraw}}/follow")
async def follow(page: PageDep, door: DoorDep, who: Looker, redraw: str, form: FormDep) -> Response:
    """The station's open calls go to the grids that they will belong to."""
    if not who.actor.has(Role.STATION_CHIEF):
        raise errors.not_yours("须由站长操作", "This is for the station's chief.")
    try:
        done = await following.follow(redraw, door, who.actor)
    except errors.Problem as problem:
        return await _one(page, who, redraw, Tried("follow", problem))
    return await _one(page, who, redraw, FRESH, done=done)


async def _one(page: Page, who: Staffer, redraw: str, tried: Tried, **more: Any) -> Response:
    door, by = page.door, who.actor
    row = await redraws.redraw_of(door, redraw)
    splits = redraws.splits_of(row)
    people = (row.proposed_by, row.seconded_by)
    return show(
        page,
        who,
        "redraw.html",
        tried.status,
        it=redraws.shown(door, row),
        states=STATES,
        before=drawing(door.city),
        then=schematic(replace(door.city, communities=after(door.city.communities, splits))),
        following=await following.follows(door, by, row),
        may_decide=by.has(*redraws.DECIDING) and row.state in redraws.NEXT and by.account not in people,
        may_prepare=by.has(Role.ADMIN) and row.state == "approved",
        may_follow=by.has(Role.STATION_CHIEF) and row.state == "approved",
        tried=tried,
        **{"done": None, **more},
    )
