"""`/persons`: what is kept of one person, shown or erased. Asked for by an administrator, granted by somebody else.

There is no index of persons: a request opens the seals of all cases and notes whose it found. What it notes is numbers
of cases; the telephone number is forgotten with the request. Pages use the same functions.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from api import counting, errors
from api.documented import refusals
from api.door import Door, DoorDep
from api.entitled import unsealed_now
from api.kept_photos import link
from api.limits import PERSONS
from api.reading import read
from api.routing import resource
from api.schemas.persons import PersonIn, PersonKept, PersonRequest, PersonRequests
from api.staff import one_of
from domain.people import Actor, Role
from domain.persons import normalised
from readmodel import erasures
from readmodel.acts import add_act
from readmodel.desk_tables import RevealRow
from readmodel.persons import cases_of, kept_of
from readmodel.privacy_tables import PersonRow
from readmodel.reveals import add_reveal

router = resource(prefix="/persons/requests", tags=["privacy"])
ASKING, GRANTING = (Role.ADMIN,), (Role.ADMIN, Role.AUDITOR)
Asker = Annotated[Actor, Depends(one_of(*ASKING))]
Granter = Annotated[Actor, Depends(one_of(*GRANTING))]
OPEN_FOR = timedelta(days=1)
"""Real time after it was granted that an export may be fetched."""


@router.post("", status_code=201, summary="个人信息申请 · ask", responses=refusals(401, 403, 422, 429, 503))
async def ask(door: DoorDep, by: Asker, body: PersonIn) -> PersonRequest:
    """Ask to see or to erase all that is kept of whoever left that number or address."""
    return await asked(door, by, body)


@router.get("", summary="申请列表 · list", responses=refusals(401, 403, 503))
async def listed(door: DoorDep, _: Granter) -> PersonRequests:
    """The latest hundred requests, the newest first."""
    return PersonRequests(items=await latest(door))


@router.post("/{request_id}/grant", summary="批准 · grant", responses=refusals(401, 403, 404, 409, 503))
async def grant(door: DoorDep, by: Granter, request_id: str) -> PersonRequest:
    """Grant somebody else's request. What is to be erased goes within the hour, or when its case closes."""
    return await granted(door, by, request_id)


@router.get("/{request_id}/export", summary="导出 · export", responses=refusals(401, 403, 404, 409, 503))
async def export(door: DoorDep, by: Asker, request_id: str) -> PersonKept:
    """All that is kept, opened, for a day after it was granted, for whoever asked; each case is a reveal on record."""
    return await exported(door, by, request_id)


async def asked(door: Door, by: Actor, body: PersonIn) -> PersonRequest:
    """Find the person's cases and note the request. What is about the asker's own unit is not found by it.

    Raises 422 for what is no number or address, 429.
    """
    contact = normalised(body.contact)
    if not contact:
        raise errors.malformed(
            "contact", "请填写电话号码或电子邮箱", "this is neither a telephone number nor an e-mail address"
        )
    await counting.spend(door, PERSONS, by.account)
    found = await cases_of(door.database, unsealed_now(door), contact)
    cases = [case.case_no for case in found if case.party is None or case.party not in (by.unit, by.home)]
    row = PersonRow(
        id=uuid4().hex,
        what=body.what,
        cases=json.dumps(cases),
        reason=body.reason,
        asked_by=by.account,
        asked_at=datetime.now(UTC),
    )

    async def work(session: AsyncSession) -> None:
        await erasures.keep_request(session, row)
        await add_act(
            session, by.account, by.unit, f"person.{body.what}", row.id, f"{len(cases)}: {body.reason}"
        )

    await read(door, work)
    return _shown(row)


async def latest(door: Door) -> list[PersonRequest]:
    """The latest requests, the newest first."""

    async def work(session: AsyncSession) -> list[PersonRequest]:
        rows = await erasures.requests(session)
        gone = await erasures.erased_of(session, [number for row in rows for number in json.loads(row.cases)])
        done = {number for number, one in gone.items() if one.erased_at is not None}
        return [_shown(row, done) for row in rows]

    return await read(door, work)


async def granted(door: Door, by: Actor, request_id: str) -> PersonRequest:
    """Grant a request of somebody else's. Raises 404, 409."""

    async def work(session: AsyncSession) -> tuple[PersonRow | None, bool]:
        done = await erasures.grant(session, request_id, by.account, datetime.now(UTC))
        if done:
            await add_act(session, by.account, by.unit, "person.granted", request_id)
        return await erasures.request_of(session, request_id), done

    row, done = await read(door, work)
    if row is None:
        raise _unknown()
    if not done:
        raise errors.forbidden(
            "not_granted",
            "已经批准过，或是您自己提出的，须由另一人批准",
            "It is granted already, or your own: somebody else must grant it.",
        )
    return _shown(row)


async def exported(door: Door, by: Actor, request_id: str) -> PersonKept:
    """Everything of the request's cases. Raises 404, and 409 for what was not granted, or too long ago."""
    row = await read(door, lambda session: erasures.request_of(session, request_id))
    if row is None or row.what != "export" or row.asked_by != by.account:
        raise _unknown()
    if row.granted_at is None or row.granted_at + OPEN_FOR < datetime.now(UTC):
        raise errors.forbidden(
            "not_open", "尚未批准，或批准已过一天，请重新申请", "Not granted, or a day ago: ask again."
        )
    reason = f"个人信息导出：{row.reason}"
    return PersonKept(cases=[await _opened(door, by, case_no, reason) for case_no in json.loads(row.cases)])


async def _opened(door: Door, by: Actor, case_no: str, reason: str) -> dict[str, Any]:
    """All of one case, with links to its photos; that it was shown is kept first."""
    reveal = RevealRow(
        id=uuid4().hex, at=datetime.now(UTC), account=by.account, unit=by.unit, case_no=case_no, reason=reason
    )

    async def work(session: AsyncSession) -> dict[str, Any]:
        await add_reveal(session, reveal)
        return await kept_of(session, unsealed_now(door), case_no)

    kept = await read(door, work)
    return {**kept, "photos": [link(door, case_no, photo) for photo in kept["photos"]]}


def _shown(row: PersonRow, done: frozenset[str] | set[str] = frozenset()) -> PersonRequest:
    cases = tuple(json.loads(row.cases))
    return PersonRequest.model_validate(
        {
            **row.model_dump(),
            "cases": cases,
            "erased": len(done.intersection(cases)) if row.what == "erase" else 0,
        }
    )


def _unknown() -> errors.Problem:
    return errors.unknown("没有这个申请", "There is no such request.")
