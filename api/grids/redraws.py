"""`/grids/redraws`: 网格调整 is proposed and approved by two other people; then it is an edition of the pack.

It counts from its day on, as every edition does: taken up in 城市数据 and loaded at the next start.
"""

from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Path
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.grids.packing import redrawn
from api.reading import read, written
from api.routing import resource
from api.schemas.grids import RedrawDecisionIn, RedrawIn, RedrawLine, RedrawPage, RedrawWhole, SplitShown
from api.staff import one_of
from contracts.codec import from_json, to_json
from domain.grids import Split, proposal
from domain.localtime import zone
from domain.people import Actor, Role
from readmodel.acts import add_act
from readmodel.patrol_tables import RedrawRow
from readmodel.redraws import add_redraw, count_redraws, get_redraw, list_redraws, move_redraw

router = resource(prefix="/grids/redraws", tags=["grids"])
PROPOSING = (Role.ADMIN, Role.DIRECTOR)
DECIDING = (Role.DIRECTOR, Role.CHIEF, Role.AREA_CHIEF)
LOOKING = tuple(dict.fromkeys((*PROPOSING, *DECIDING, Role.STATION_CHIEF, Role.SUPERVISOR, Role.AUDITOR)))
Proposer = Annotated[Actor, Depends(one_of(*PROPOSING))]
Decider = Annotated[Actor, Depends(one_of(*DECIDING))]
Preparer = Annotated[Actor, Depends(one_of(Role.ADMIN))]
Looker = Annotated[Actor, Depends(one_of(*LOOKING))]
Named = Annotated[str, Path(max_length=32)]
MOST = 500
"""Proposals that are kept; nobody redraws the grids so often."""
NEXT = {"proposed": "seconded", "seconded": "approved"}


@router.get("", summary="网格调整方案 · proposals", responses=refusals(401, 403, 503))
async def redraws(door: DoorDep, by: Looker) -> RedrawPage:
    """The newest first."""
    return RedrawPage(items=tuple(map(line, await read(door, list_redraws))))


@router.post("", summary="提出网格调整 · propose", responses=refusals(401, 403, 409, 422, 503))
async def propose(door: DoorDep, by: Proposer, body: RedrawIn) -> RedrawWhole:
    """Grids of about so many households, community by community; nothing changes yet."""
    city, today = door.city, door.now().astimezone(zone(door.city.calendar.timezone)).date()
    if body.valid_from <= today or any(body.valid_from <= one.valid_from for one in city.grid_editions):
        raise errors.malformed("valid_from", "生效日期须在今天之后", "it begins after today")
    if any(body.name == one.name for one in city.grid_editions):
        raise errors.malformed("name", "已有这个版本名称", "there is an edition of that name already")
    splits = proposal(city.communities, body.target)
    if all(split.after == split.before for split in splits):
        raise errors.forbidden(
            "unchanged", "现有网格已符合户数要求，不用调整", "The grids are within the tolerance as they are."
        )
    row = RedrawRow(
        id=uuid4().hex,
        name=body.name,
        valid_from=body.valid_from,
        reason=body.reason,
        base=city.edition,
        target=body.target,
        before=sum(split.before for split in splits),
        after=sum(split.after for split in splits),
        plan=to_json(splits),
        state="proposed",
        proposed_by=by.account,
        proposed_at=door.now(),
    )
    whole = shown(door, row)

    async def work(session: AsyncSession) -> None:
        if await count_redraws(session) >= MOST:
            raise errors.forbidden("too_many", "方案太多", "There are too many proposals.")
        await add_redraw(session, row)
        await add_act(session, by.account, by.unit, "grids.proposed", whole.name, body.reason)

    await written(door, work)
    return whole


@router.get("/{redraw}", summary="一个调整方案 · a proposal", responses=refusals(401, 403, 404, 503))
async def one_redraw(redraw: Named, door: DoorDep, by: Looker) -> RedrawWhole:
    """Before and after, community by community."""
    return shown(door, await redraw_of(door, redraw))


@router.post(
    "/{redraw}/decide", summary="批准或否决 · decide", responses=refusals(401, 403, 404, 409, 422, 503)
)
async def decide(redraw: Named, door: DoorDep, by: Decider, body: RedrawDecisionIn) -> RedrawWhole:
    """Two people who did not propose it say yes, one after the other; one no ends it."""
    row = await redraw_of(door, redraw)
    _may_decide(door, row, by, granted=body.granted)
    state = NEXT[row.state] if body.granted else "refused"
    changed: dict[str, object] = {"state": state}
    if state == "seconded":
        changed["seconded_by"] = by.account
    else:
        changed |= {"decided_by": by.account, "decided_at": door.now()}
    if state == "approved":
        changed["edition"] = await _edition(door, row)

    async def work(session: AsyncSession) -> bool:
        if not await move_redraw(session, row.id, row.state, **changed):
            return False
        await add_act(session, by.account, by.unit, f"grids.{state}", row.name, row.id)
        return True

    if not await written(door, work):
        raise errors.forbidden("decided", "别人已经先处理了", "Somebody was first: look at it again.")
    return shown(door, await redraw_of(door, redraw))


@router.post(
    "/{redraw}/prepare",
    summary="生成新版城市数据 · prepare the edition",
    responses=refusals(401, 403, 404, 409, 503),
)
async def prepare(redraw: Named, door: DoorDep, by: Preparer) -> RedrawWhole:
    """The approved redraw on top of the pack as it is loaded now: what was corrected since the approval stays."""
    row = await redraw_of(door, redraw)
    if row.state != "approved":
        raise errors.forbidden("not_approved", "方案还没有批准", "The proposal is not approved.")
    if any(
        door.city.communities[s.community].grids != s.before
        for s in splits_of(row)
        if s.community in door.city.communities
    ):
        raise errors.forbidden(
            "in_force", "网格已与提出方案时不同", "The grids are not any more as they were."
        )
    edition = await _edition(door, row)

    async def work(session: AsyncSession) -> None:
        await move_redraw(session, row.id, "approved", edition=edition)
        await add_act(session, by.account, by.unit, "grids.prepared", row.name, edition)

    await written(door, work)
    return shown(door, await redraw_of(door, redraw))


def _may_decide(door: Door, row: RedrawRow, by: Actor, *, granted: bool) -> None:
    """Raise 403 for another tier; 409 where it is decided, was made from another edition, or by who said yes before."""
    if by.unit not in (door.city.policy.desk, door.city.policy.committee):
        raise errors.not_yours("须由本街道批准", "This is for the street itself.")
    if row.state not in NEXT:
        raise errors.forbidden("decided", "这个方案已有结论", "It has been decided.")
    if granted and row.base != door.city.edition:
        raise errors.forbidden(
            "other_pack", "城市数据已更新，请重新提出方案", "The pack has changed since: propose it again."
        )
    if by.account in (row.proposed_by, row.seconded_by):
        raise errors.forbidden(
            "two_persons", "提出人、两名批准人须是三个不同的人", "Proposer and approvers are three people."
        )


async def _edition(door: Door, row: RedrawRow) -> str:
    """The approved redraw as an edition of the pack, to be taken up on its day."""
    base = await door.in_thread(door.editions.get, door.city.edition)
    assert base is not None, "the loaded edition is there"
    splits = splits_of(row)
    files = redrawn(door.city, base.files, splits, row.name, row.valid_from)
    return await door.in_thread(door.editions.propose, base, files)


async def redraw_of(door: Door, redraw: str) -> RedrawRow:
    """The proposal. Raises 404, 503."""
    row = await read(door, lambda session: get_redraw(session, redraw))
    if row is None:
        raise errors.unknown("没有这个方案", "There is no such proposal.")
    return row


def splits_of(row: RedrawRow) -> tuple[Split, ...]:
    """What it proposes."""
    return from_json(tuple[Split, ...], row.plan)


def line(row: RedrawRow) -> RedrawLine:
    """One line of the list."""
    return RedrawLine(**{name: getattr(row, name) for name in RedrawLine.model_fields})


def shown(door: Door, row: RedrawRow) -> RedrawWhole:
    """The whole proposal."""
    return RedrawWhole(
        **line(row).model_dump(), splits=tuple(_split(door, one, row.target) for one in splits_of(row))
    )


def _split(door: Door, one: Split, target: int) -> SplitShown:
    community = door.city.communities.get(one.community)
    return SplitShown(
        community=one.community,
        name=community.name_zh if community else one.community,
        name_en=community.name_en if community else one.community,
        households=one.households,
        before=one.before,
        after=one.after,
        smallest=min(one.sizes),
        largest=max(one.sizes),
        within=one.balanced(target),
    )
