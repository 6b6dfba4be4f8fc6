"""Open cases follow a redraw: by the station chief's own transfer, call by call, listed before and after.

A call that the rules of a transfer leave where it is (its clock was missed, something is undecided) is listed with the
reason; its grid cannot go before it is done (`api.editing.blocked`).
"""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.facts import command
from api.grids.redraws import Looker, Named, redraw_of, splits_of
from api.reading import read
from api.routing import resource
from api.schemas.grids import Followed, FollowingCase
from api.staff import one_of
from domain.facts import Transfer
from domain.grids import Split, successor
from domain.organisation import Community
from domain.people import Actor, Role
from domain.place import grid_at, grid_code
from readmodel.patrol_tables import RedrawRow
from readmodel.redraws import GridCall, open_grid_calls

router = resource(prefix="/grids/redraws", tags=["grids"])
StationChief = Annotated[Actor, Depends(one_of(Role.STATION_CHIEF))]
AT_ONCE = 200


@router.get(
    "/{redraw}/following",
    summary="随调整的在途案件 · open calls that follow",
    responses=refusals(401, 403, 404, 503),
)
async def following(redraw: Named, door: DoorDep, by: Looker) -> tuple[FollowingCase, ...]:
    """Of a station chief the own station's; the first two hundred."""
    return await follows(door, by, await redraw_of(door, redraw))


@router.post(
    "/{redraw}/follow",
    summary="在途案件转入新网格 · let open calls follow",
    responses=refusals(401, 403, 404, 409, 503),
)
async def follow(redraw: Named, door: DoorDep, by: StationChief) -> Followed:
    """Each is transferred by the rules of a transfer; what they leave is listed with the reason. Again is safe."""
    row = await redraw_of(door, redraw)
    if row.state != "approved":
        raise errors.forbidden("not_approved", "方案还没有批准", "The proposal is not approved.")
    moved, stay = [], []
    for one in await follows(door, by, row):
        refused = await _moved(door, by, row, one)
        if refused is None:
            moved.append(one)
        else:
            stay.append(one.model_copy(update={"refused": refused.detail, "refused_en": refused.detail_en}))
    return Followed(moved=tuple(moved), stay=tuple(stay))


async def _moved(door: Door, by: Actor, row: RedrawRow, one: FollowingCase) -> errors.Problem | None:
    """None once it is; else why it stays. Raises 503."""
    if one.to_grid not in door.city.units:
        return errors.forbidden(
            "not_loaded", "新网格启用后才能转入", "The new grid is not there before the edition is loaded."
        )
    case_no, _, n = one.call_id.rpartition(".")
    said = Transfer(int(n), one.to_grid, f"网格调整（{row.name}）")
    try:
        await command(door, case_no, by, said, f"redraw:{row.id}:{one.call_id}:{one.to_grid}")
    except errors.Problem as problem:
        if problem.status_code >= 500:
            raise
        return problem
    return None


async def follows(door: Door, by: Actor, row: RedrawRow) -> tuple[FollowingCase, ...]:
    """The open calls whose grid goes, or whose place another grid of the community will have."""
    own = {by.unit} if by.has(Role.STATION_CHIEF) else set(door.city.communities)
    splits = {
        one.community: one for one in splits_of(row) if one.community in own and one.after != one.before
    }
    units = [
        f"{code}-G{n:02d}" for code, one in splits.items() for n in range(1, max(one.before, one.after) + 1)
    ]
    calls = await read(door, lambda session: open_grid_calls(session, units, by.unit, AT_ONCE))
    return tuple(
        FollowingCase(call_id=call.call_id, from_grid=call.unit, to_grid=to)
        for call in calls
        if (to := _target(door, splits, call)) != call.unit
    )


def _target(door: Door, splits: dict[str, Split], call: GridCall) -> str:
    """By its point where that is known; else its own grid while that is there, and then the one in its place."""
    code, _, number = call.unit.rpartition("-G")
    split, community = splits[code], door.city.communities[code]
    there: Community = replace(community, grids=split.after)
    if call.lng is not None and call.lat is not None:
        return grid_at(there, call.lng, call.lat)
    if int(number) <= split.after:
        return call.unit
    return grid_code(there, successor(int(number), split.before, split.after))
