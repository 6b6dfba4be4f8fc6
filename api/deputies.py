"""AB角: who may act for a grid whose worker is away. Proven here, from the absences that a station chief put down.

A deputy reaches the rules as an actor of the grid, under the own account's name, with the own unit beside it
(`Actor.home`) and the roles of a grid worker alone. Used by calls, checks, requests and the grid's page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door, DoorDep
from api.reading import a_call, read, recorded, written
from api.staff import Staff
from domain.case import TaskKind
from domain.organisation import UnitKind
from domain.people import Actor, Role
from readmodel.absences import absences_of, add_absence, end_absence, overlapping, stood_in_for
from readmodel.accounts import Account, get_account, list_accounts
from readmodel.desk_tables import AbsenceRow
from readmodel.pages import Page

DEPUTIES = (Role.GRID_CHIEF, Role.STATION_CHIEF)
"""Roles that an account must have one of to stand in for a grid."""
SPEAKS = ("respond", "progress", "complete", "return", "extend", "suspend", "resume", "hand-up")
"""What a deputy says about a call, by the last part of its path: all of a unit's work, no appeal afterwards."""
LONGEST = timedelta(days=90)
"""One absence; a longer one is put down again."""
FURTHEST = timedelta(days=365)
"""Ahead of now."""
MOST_LISTED = 200


@dataclass(frozen=True)
class Away:
    """What a station chief says: which grid, whose account acts for it, from when to when (UTC, story time)."""

    unit: str
    deputy: str
    starts_at: datetime
    ends_at: datetime
    reason: str


async def grids_for(door: Door, by: Actor) -> tuple[str, ...]:
    """The grids that this account stands in for now. Raises 503."""
    if by.home or not by.has(*DEPUTIES):
        return ()
    return await read(door, lambda session: stood_in_for(session, by.account, door.now()))


async def acting_for(door: Door, by: Actor, unit: str | None) -> Actor:
    """The actor as the deputy of that grid, if an absence that runs names the account; else as they are."""
    if unit is None or unit == by.unit or unit not in await grids_for(door, by):
        return by
    return replace(by, unit=unit, roles=(Role.GRID_CHIEF,), home=by.unit)


async def of_call(call_id: str, door: DoorDep, by: Staff) -> Actor:
    """Who speaks for this call: the deputy of the grid that has it, or the actor as they are.

    Without a database the actor is as they are, and the case judges: units must be able to answer.
    """
    if not by.has(*DEPUTIES):
        return by
    try:
        row = await a_call(door, call_id, patience=0.5)
        return await acting_for(door, by, row.unit if row else None)
    except errors.Problem:
        return by


async def of_check(case_no: str, door: Door, by: Actor) -> Actor:
    """Who makes the check of this case: the deputy of the grid that holds it, or the actor as they are."""
    if not by.has(*DEPUTIES):
        return by
    found = await recorded(door, case_no, events=False)
    task = found.case.task_of(TaskKind.CHECK) if found else None
    return await acting_for(door, by, task.unit if task else None)


Speaker = Annotated[Actor, Depends(of_call)]


def grids_of_station(door: Door, station: str) -> tuple[str, ...]:
    """Its grids, by code."""
    units = door.city.units.values()
    return tuple(u.code for u in units if u.kind is UnitKind.GRID and u.overseen_by == station)


async def possible_deputies(door: Door, station: str) -> list[Account]:
    """Accounts of the station and its grids that may stand in."""
    near = {station, *grids_of_station(door, station)}
    return [one for one in await read(door, lambda session: list_accounts(session, near)) if _able(one)]


async def put_down(door: Door, by: Actor, away: Away) -> AbsenceRow:
    """Keep an absence. Raises 403, 409 and 422 in the user's words; the rules are in docs/rules.md, Deputies."""
    grids, now = _grids(door, by), door.now()
    if away.unit not in grids:
        raise errors.malformed("unit", "没有这个网格，或不属于本站", "no such grid, or not of this station")
    if not away.starts_at < away.ends_at or away.ends_at <= now:
        raise errors.malformed(
            "ends_at", "结束时间须晚于开始时间和现在", "it ends after it begins, and after now"
        )
    if away.ends_at - away.starts_at > LONGEST or away.ends_at - now > FURTHEST:
        raise errors.malformed(
            "ends_at", f"一次最长 {LONGEST.days} 天", f"{LONGEST.days} days at most, within a year"
        )
    account = await read(door, lambda session: get_account(session, away.deputy))
    if account is None or not _able(account) or account.unit not in {by.unit, *grids} - {away.unit}:
        raise errors.malformed(
            "deputy",
            "代理人须是本站或本站其他网格的在用账号",
            "a deputy is of the station or another of its grids",
        )
    row = AbsenceRow(
        id=uuid4().hex,
        unit=away.unit,
        deputy=away.deputy,
        starts_at=max(away.starts_at, now),  # nobody stood in for anybody before it was put down
        ends_at=away.ends_at,
        reason=away.reason,
        made_by=by.account,
        made_at=now,
    )

    async def keep(session: AsyncSession) -> bool:
        if await overlapping(session, row.unit, row.starts_at, row.ends_at):
            return False
        await add_absence(session, row)
        return True

    if not await written(door, keep):
        raise errors.forbidden(
            "absent_already", "这段时间该网格已有代理", "That grid has a deputy within this time already."
        )
    return row


async def end_early(door: Door, by: Actor, id_: str) -> AbsenceRow:
    """The grid worker is back, or the deputy is another from now on. Raises 403 and 404."""
    grids, now = _grids(door, by), door.now()
    ended = await written(door, lambda session: end_absence(session, id_, grids, by.account, now))
    if ended is None:
        raise errors.unknown("没有这项代理，或已结束", "There is no such absence, or it is over.")
    return ended


async def absences(
    door: Door, grids: Sequence[str], cursor: str | None = None, limit: int = MOST_LISTED
) -> Page[AbsenceRow]:
    """Absences of these grids that run or are to come, the next to end first."""
    return await read(door, lambda session: absences_of(session, grids, door.now(), limit, cursor))


def _grids(door: Door, by: Actor) -> tuple[str, ...]:
    grids = grids_of_station(door, by.unit)
    if not by.has(Role.STATION_CHIEF) or not grids:
        raise errors.not_yours("由本站站长登记", "The chief of the station puts it down.", ["station_chief"])
    return grids


def _able(account: Account) -> bool:
    return not account.disabled and bool(set(account.roles) & {role.value for role in DEPUTIES})
