"""`/chiefs`: the posts of the four chiefs for everybody; who holds one, for staff; appointing."""

from typing import Annotated

from fastapi import Depends, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.chiefs.holding import chief_of, posts_held
from api.chiefs.showing import chief_whole
from api.documented import refusals
from api.door import Door, DoorDep, read_limited
from api.reading import read, written
from api.routing import resource
from api.schemas.chiefs import AppointIn, ChiefPage, ChiefWhole
from api.staff import Staff, one_of
from domain.chiefs import ChiefKind
from domain.people import Actor, Role
from readmodel.accounts import get_account
from readmodel.acts import add_act
from readmodel.rounds import appoint, holders

router = resource(prefix="/chiefs", tags=["chiefs"])
APPOINTING = (Role.ADMIN, Role.DIRECTOR)
"""Who gives a post to an account."""
Appointer = Annotated[Actor, Depends(one_of(*APPOINTING))]
Code = Annotated[str, Path(max_length=64)]


@router.get(
    "", summary="四长 · the posts", dependencies=[Depends(read_limited)], responses=refusals(422, 429)
)
async def posts(
    door: DoorDep,
    kind: ChiefKind | None = None,
    community: Annotated[str | None, Query(max_length=64)] = None,
) -> ChiefPage:
    """Posts, places and duty lists; no persons. `community` leaves those that answer for it or a grid of it."""
    found = (
        chief
        for chief in door.city.chiefs.posts.values()
        if kind in (None, chief.kind)
        and (community is None or any(place.partition("-")[0] == community for place in chief.places))
    )
    return ChiefPage(items=tuple(chief_whole(door.city, chief) for chief in found))


@router.get("/mine", summary="我的岗位 · my posts", responses=refusals(401, 503))
async def mine(door: DoorDep, by: Staff) -> ChiefPage:
    """The posts of this account."""
    held = await posts_held(door, by)
    return ChiefPage(items=tuple(chief_whole(door.city, chief, by.account) for chief in held))


@router.get("/{code}", summary="一个岗位 · a post", responses=refusals(401, 404, 503))
async def post(code: Code, door: DoorDep, by: Staff) -> ChiefWhole:
    """With who holds it."""
    chief = chief_of(door, code)
    return chief_whole(door.city, chief, (await accounts_of(door)).get(chief.code))


async def accounts_of(door: Door) -> dict[str, str]:
    """Who holds which post; of a grid's post its own account. Raises 503."""
    held = {code: row.account for code, row in (await read(door, holders)).items()}
    grids = {chief.code: chief.code for chief in door.city.chiefs.of_kind(ChiefKind.GRID)}
    return grids | held


@router.post("/{code}/holder", summary="任命 · appoint", responses=refusals(401, 403, 404, 409, 422, 503))
async def give(code: Code, door: DoorDep, by: Appointer, body: AppointIn) -> ChiefWhole:
    """Give the post to an account, or leave it empty; on record. A grid's post goes with the grid's account."""
    chief = chief_of(door, code)
    if chief.kind is ChiefKind.GRID:
        raise errors.forbidden(
            "grid_post",
            "网格长由本网格的网格员担任，请在账号管理中调整",
            "A grid's worker is its chief: change the account.",
        )

    async def work(session: AsyncSession) -> None:
        if body.account is not None:
            found = await get_account(session, body.account)
            if found is None or found.disabled:
                raise errors.malformed("account", "没有这个账号", "there is no such account")
        await appoint(session, chief.code, body.account, door.now())
        await add_act(session, by.account, by.unit, "chief.appointed", chief.code, body.account or "")

    await written(door, work)
    return chief_whole(door.city, chief, body.account)
