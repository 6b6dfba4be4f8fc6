"""`/ivr`: whom to ring up, what came of it, how far a case is. For telephone systems alone; unset secret: 404."""

from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from api.channels.ivr.answering import rung
from api.channels.ivr.calling import next_ring
from api.channels.ivr.signing import proven, signed
from api.channels.ivr.telling import told
from api.documented import refusals
from api.door import DoorDep
from api.routing import resource
from api.schemas.ivr import ProgressAnswer, ProgressIn, RingAnswer, RingIn, RungAnswer, RungIn
from contracts.signature import HEADER

router = resource(prefix="/ivr", tags=["telephone"])
Signature = Annotated[str, Header(alias=HEADER, max_length=300)]
REFUSALS = refusals(401, 404, 409, 422, 429, 503)


def _sent(body: type[BaseModel]) -> dict[str, Any]:
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": body.model_json_schema()}},
        }
    }


@router.post(
    "/next",
    summary="下一个回访电话 · whom to ring up",
    response_model=RingAnswer,
    responses=REFUSALS,
    openapi_extra=_sent(RingIn),
)
async def next_call(request: Request, door: DoorDep, signature: Signature = "") -> Response:
    """One call with every word of it, for ten minutes this system's alone; none at noon, at night, or for nobody."""
    body = await proven(door, request, signature, RingIn)
    return signed(door, await next_ring(door, body.request_id))


@router.post(
    "/results",
    summary="回访结果 · what came of a call",
    response_model=RungAnswer,
    responses=REFUSALS,
    openapi_extra=_sent(RungIn),
)
async def results(request: Request, door: DoorDep, signature: Signature = "") -> Response:
    """A key is the reporter's own rating; no key is none. The same again has no further effect."""
    return signed(door, await rung(door, await proven(door, request, signature, RungIn)))


@router.post(
    "/progress",
    summary="按键查进度 · how far it is",
    response_model=ProgressAnswer,
    responses=refusals(401, 404, 422, 429, 503),
    openapi_extra=_sent(ProgressIn),
)
async def progress(request: Request, door: DoorDep, signature: Signature = "") -> Response:
    """State, unit and deadline in words, to who rings from the number that was left or keys the track code in."""
    return signed(door, await told(door, await proven(door, request, signature, ProgressIn)))
