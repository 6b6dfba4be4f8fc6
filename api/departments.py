"""Receipts of departments' own systems: `POST /departments/{unit}/receipts`, signed with that unit's secret.

A translation and a door: who is proven by the signature, whose call it is by the read model or the case. The page that
answers an e-mailed call (`api.pages.reply`) brings the same receipts.
"""

from datetime import UTC
from typing import Annotated, Literal

from fastapi import Header, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api import errors
from api.calls import known_item, listed
from api.documented import refusals
from api.door import Door, DoorDep
from api.facts import command, say
from api.limits import RECEIPTS
from api.owning import named, own_call
from api.routing import resource
from api.schemas.calls import ReceiptIn
from api.schemas.text import Taken
from contracts.signature import HEADER, verify
from domain.facts import Body, Complete, Progress, Respond, Result, Return
from domain.people import Actor, Role

router = resource(prefix="/departments", tags=["departments"])
_SCHEMA = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": ReceiptIn.model_json_schema(ref_template="#/components/schemas/{model}")
            }
        },
    }
}


@router.post(
    "/{unit}/receipts",
    status_code=202,
    summary="部门回执 · a department's receipt",
    responses=refusals(401, 404, 409, 422, 429, 503),
    openapi_extra=_SCHEMA,
)
async def receipt(
    unit: str,
    request: Request,
    door: DoorDep,
    signature: Annotated[str, Header(alias=HEADER, max_length=300)] = "",
) -> Taken:
    """Responded, completed, returned or progress.

    The same `receipt_id` again has no effect and the same answer.
    """
    by = await _proven(door, unit, await request.body(), signature)
    return await take(door, by, _read(await request.body()))


async def take(door: Door, by: Actor, said: ReceiptIn) -> Taken:
    """Pass a proven department's receipt on to its case. Raises the problem to answer."""
    unit = by.unit
    door.limits.spend(RECEIPTS, f"{unit} {said.call_id.rpartition('.')[0]}")
    case_no, n = named(door, said.call_id)
    body = _fact(door, said, n)
    if not isinstance(body, Return):
        return await say(door, by, said.call_id, body, said.receipt_id)
    if await own_call(door, by, said.call_id, body, repeated=True):
        await command(door, case_no, by, body, said.receipt_id)
    return Taken(case_no=case_no, call_id=said.call_id)


async def _proven(door: Door, unit: str, body: bytes, signature: str) -> Actor:
    """The department behind the signature. Raises 401, also for units that have no system."""
    link = door.links.get(unit)
    if not verify(link.secret_in if link else "", body, signature, door.clock().timestamp()):
        raise errors.unauthorized(
            "签名不符或已过期（5 分钟）", "The signature is not this unit's, or is older than 5 minutes."
        )
    return department(unit)


def department(unit: str) -> Actor:
    """A department that speaks by its own system or mailbox."""
    return Actor(f"department:{unit}", unit, (Role.DEPARTMENT,))


def _read(body: bytes) -> ReceiptIn:
    """Read after the signature was proven, so that nobody else learns what a receipt looks like."""
    try:
        return ReceiptIn.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_context=False)) from error


def _fact(door: Door, said: ReceiptIn, n: int) -> Body:
    kind: Literal["responded", "completed", "returned", "progress"] = said.type
    at = said.at.astimezone(UTC)
    match kind:
        case "responded":
            return Respond(n, said.kind, said.note or "", at)
        case "completed":
            known_item(door, said.repair_item)
            result, note = said.result or Result.SOLVED, said.internal_note
            return Complete(n, result, said.reply or "", note, said.photos, at, said.repair, said.repair_item)
        case "returned":
            listed(door, "return", said.reason or "")
            return Return(n, said.reason or "", said.note or "", at)
        case "progress":
            return Progress(n, said.note or "", at)
