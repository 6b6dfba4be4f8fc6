"""`POST /reports`: 报事. Open to everybody; staff use it to take down what others tell them."""

from typing import Annotated

from fastapi import Depends, Request

from api import errors
from api.acceptance import Coming, accept
from api.documented import refusals
from api.door import DoorDep, IdempotencyKey, limited
from api.leading import after_a_report
from api.routing import resource
from api.schemas.reports import STAFF_CHANNELS, Accepted, ReportIn
from api.staff import anybody
from api.tracking import accepted
from domain.people import Actor, Role

router = resource(tags=["reports"])
PUBLIC = "public"
"""Whose the keys of people are who have no account: theirs is as unguessable as they make it."""


@router.post(
    "/reports",
    status_code=202,
    summary="报事 · report something",
    description="Life in danger? Call 110 / 119 / 120 first. 紧急危险请先拨打 110 / 119 / 120。",
    dependencies=[Depends(limited)],
    responses={202: {"links": after_a_report()}, **refusals(401, 413, 422, 429, 503)},
)
async def report(
    request: Request,
    door: DoorDep,
    by: Annotated[Actor, Depends(anybody)],
    body: ReportIn,
    idempotency_key: IdempotencyKey = None,
) -> Accepted:
    """Accept a report: a case number to read out, and a secret code to follow it with."""
    received_at = door.now()
    public = by.has(Role.REPORTER)
    if body.channel in STAFF_CHANNELS and public:
        raise errors.unauthorized(
            "该渠道由工作人员登录后登记", "Reports of this channel are taken down by signed-in staff."
        )
    client = PUBLIC if public else by.account
    case_no = await accept(door, Coming(body, by, client, idempotency_key, received_at))
    return accepted(request, door, case_no)
