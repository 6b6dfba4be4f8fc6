"""The signature of both sides: theirs is proven before anything is read, ours goes with every answer."""

from typing import TypeVar

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from api import errors
from api.door import Door
from api.limits import IVR
from contracts.signature import HEADER, sign, verify

B = TypeVar("B", bound=BaseModel)


async def proven(door: Door, request: Request, signature: str, body: type[B]) -> B:
    """What the telephone system sent. Raises 404 where there is none, 401 for another's signature, 422, 429."""
    secret = _secret(door)
    content = await request.body()
    if not verify(secret, content, signature, door.clock().timestamp()):
        raise errors.unauthorized(
            "签名不符或已过期（5 分钟）",
            "The signature is not the telephone system's, or is older than 5 minutes.",
        )
    door.limits.spend(IVR, "all")
    try:
        return body.model_validate_json(content)
    except ValidationError as error:
        raise errors.invalid([dict(fault) for fault in error.errors()]) from error


def signed(door: Door, answer: BaseModel) -> Response:
    """The answer, so that the telephone system knows whose words it says."""
    content = answer.model_dump_json().encode()
    headers = {HEADER: sign(_secret(door), content, int(door.clock().timestamp()))}
    return Response(content, media_type="application/json", headers=headers)


def _secret(door: Door) -> str:
    secret = door.settings.ivr_secret
    if secret is None:
        raise errors.unknown(
            "没有接入电话系统", "No telephone system is connected: HUYING_IVR_SECRET is not set."
        )
    return secret.get_secret_value()
