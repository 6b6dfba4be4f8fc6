"""`POST /cases/{case_no}/reveal`: the reporter's name and number in full, for a reason, on record.

For those who may read the reporter's words anyway; used by staff who ring people up. Pages use the same function.
"""

from datetime import UTC, datetime
from uuid import uuid4

import structlog

from api import counting, errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.entitled import may_read_words, may_see, told_of
from api.limits import REVEALS
from api.reading import recorded, written
from api.routing import resource
from api.schemas.staff import Revealed, RevealIn
from api.staff import Staff
from domain.people import Actor
from readmodel.desk_tables import RevealRow
from readmodel.reveals import add_reveal

router = resource(prefix="/cases/{case_no}", tags=["command centre"])
log = structlog.get_logger()


@router.post("/reveal", summary="查看联系方式 · reveal", responses=refusals(401, 403, 404, 422, 429, 503))
async def reveal(case_no: str, door: DoorDep, by: Staff, body: RevealIn) -> Revealed:
    """Name and number in full. Who asked and why is kept before anything is shown."""
    return await revealed(door, by, case_no, body.reason)


async def revealed(door: Door, by: Actor, case_no: str, reason: str) -> Revealed:
    """The reporter's name and number. Raises 403 for who may not read the words, 429 past the day's limit."""
    found = await recorded(door, door.case_no(case_no), events=False)
    if found is None or not may_see(door, by, found.case):
        raise errors.unknown("没有这个案件", "There is no such case, or it is not yours to see.")
    if not may_read_words(door, by, found.case):
        raise errors.not_yours("您不能查看诉求人信息", "You may not see who reported this.")
    await counting.spend(door, REVEALS, by.account)
    row = RevealRow(
        id=uuid4().hex,
        at=datetime.now(UTC),
        account=by.account,
        unit=by.unit,
        case_no=found.case.case_no,
        reason=reason,
    )
    await written(door, lambda session: add_reveal(session, row))
    log.info("revealed", case_no=row.case_no, account=by.account)
    told = await told_of(door, found.case)
    return Revealed(
        case_no=row.case_no, name=told.get("name"), phone=told.get("phone"), email=told.get("email")
    )
