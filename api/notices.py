"""公告: written and ended by a command centre, open to everybody; open incidents are told by themselves."""

import json
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4
from weakref import WeakKeyDictionary

import structlog
from fastapi import Depends

from api import errors
from api.documented import refusals
from api.door import Door, DoorDep, read_limited
from api.reading import read, written
from api.remembering import Remembered
from api.routing import resource
from api.schemas.notices import LONGEST, NoticeIn, Notices, NoticeShown
from api.staff import at_desk, one_of
from domain.localtime import zone
from domain.notices import Notice
from domain.people import Actor, Role
from readmodel.database import Database
from readmodel.desk_tables import NoticeRow
from readmodel.notices import MOST, add_notice, end_notice, of_row, standing

router = resource(tags=["notices"])
WRITING = (Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR)
Writer = Annotated[Actor, Depends(one_of(*WRITING))]
log = structlog.get_logger()
_kept: WeakKeyDictionary[Database, Remembered[list[Notice]]] = WeakKeyDictionary()


async def known(door: Door) -> list[Notice]:
    """What holds now, as of a moment ago. Raises 503."""
    now = door.now()
    kept = _kept.setdefault(door.database, Remembered())
    return await kept.get(lambda: read(door, lambda session: standing(session, now)))


@router.get(
    "/notices",
    summary="公告 · what is known already",
    responses=refusals(429, 503),
    dependencies=[Depends(read_limited)],
)
async def notices(door: DoorDep) -> Notices:
    """What holds now: notices of the desk, and open incidents. Nothing of any one report."""
    return Notices(items=tuple(_shown(door, notice) for notice in await known(door)))


@router.post(
    "/notices", status_code=201, summary="发布公告 · put up", responses=refusals(401, 403, 409, 422, 503)
)
async def put_up(door: DoorDep, by: Writer, body: NoticeIn) -> NoticeShown:
    """Let people know; shown at once, and before they report what it is about. Who wrote it is kept."""
    return _shown(door, of_row(await published(door, by, body)))


@router.post("/notices/{notice}/end", summary="结束公告 · take down", responses=refusals(401, 403, 404, 503))
async def take_down(notice: str, door: DoorDep, by: Writer) -> Notices:
    """It holds no more; what holds still is told."""
    await ended(door, by, notice)
    return await notices(door)


async def published(door: Door, by: Actor, body: NoticeIn) -> NoticeRow:
    """Check and write it. Raises 403 for who is at no desk, 422, and 409 where too many stand."""
    _at_desk(door, by)
    now = door.now()
    row = _row(door, by, body, now)
    if not await written(door, lambda session: add_notice(session, row, now)):
        raise errors.forbidden(
            "too_many",
            f"最多同时 {MOST} 条公告，请先结束旧的",
            f"At most {MOST} notices stand: end one first.",
        )
    _kept.pop(door.database, None)
    log.info("notice.up", notice=row.id, account=by.account)
    return row


async def ended(door: Door, by: Actor, notice: str) -> None:
    """End it. Raises 403, and 404 where none of that id stands."""
    _at_desk(door, by)
    now = door.now()
    if not await written(door, lambda session: end_notice(session, notice, now, by.account)):
        raise errors.unknown("没有这条公告，或已经结束", "There is no such notice, or it has ended.")
    _kept.pop(door.database, None)
    log.info("notice.down", notice=notice, account=by.account)


def _at_desk(door: Door, by: Actor) -> None:
    if not at_desk(door, by):
        raise errors.not_yours("公告由指挥中心发布", "Notices are put up by a command centre.")


def _row(door: Door, by: Actor, body: NoticeIn, now: datetime) -> NoticeRow:
    city = door.city
    for code in body.communities:
        if code not in city.communities:
            raise errors.malformed("communities", f"没有 {code} 这个社区", f"there is no community {code}")
    for code in body.items:
        if code not in city.catalogue.items:
            raise errors.malformed("items", f"目录里没有事项 {code}", f"the catalogue has no item {code}")
    starts_at, ends_at = (body.starts_at or now).astimezone(UTC), body.ends_at.astimezone(UTC)
    if ends_at <= now or ends_at - starts_at > LONGEST:
        raise errors.malformed(
            "ends_at", "结束须在现在以后、90 天以内", "it must end after now, within 90 days"
        )
    return NoticeRow(
        id=uuid4().hex,
        title=body.title,
        text=body.text,
        communities=json.dumps(list(dict.fromkeys(body.communities))),
        lng=body.lng,
        lat=body.lat,
        metres=body.metres,
        items=json.dumps(list(dict.fromkeys(body.items))),
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=now,
        created_by=by.account,
        unit=by.unit,
    )


def _shown(door: Door, notice: Notice) -> NoticeShown:
    local = zone(door.city.calendar.timezone)
    lng, lat = notice.point or (None, None)
    return NoticeShown(
        id=notice.id,
        title=notice.title,
        text=notice.text,
        communities=notice.communities,
        lng=lng,
        lat=lat,
        metres=notice.metres,
        items=notice.items,
        starts_at=notice.starts_at.astimezone(local),
        ends_at=notice.ends_at.astimezone(local) if notice.ends_at else None,
        incident=notice.incident,
    )
