"""`/channels/wechat`: the address that is entered at WeChat's as the server of the official account.

WeChat waits five seconds and then repeats itself; what takes longer goes on after the answer.
"""

from typing import Annotated

import structlog
from fastapi import Depends, Query, Request
from fastapi.responses import PlainTextResponse, Response

from api import errors
from api.channels.wechat import words as say
from api.channels.wechat.checking import Signed, check, opened
from api.channels.wechat.incoming import Nothing, Said, fields, said
from api.channels.wechat.outgoing import sealed, text
from api.channels.wechat.talking import answer
from api.documented import refusals
from api.door import Door, DoorDep, WeChat
from api.routing import resource

router = resource(prefix="/channels/wechat", tags=["channels"])
PATIENCE = 4.0
"""Seconds until somebody is told that it takes longer: one less than WeChat waits."""
DONE = "success"
"""What WeChat takes for: nothing to say."""
_XML = "text/xml"
log = structlog.get_logger()


def account(door: DoorDep) -> WeChat:
    """The official account. Raises 404 where there is none."""
    if door.wechat is None:
        raise errors.unknown("没有这个地址", "There is no such path.")
    return door.wechat


OurAccount = Annotated[WeChat, Depends(account)]
Given = Annotated[Signed, Depends()]


@router.get(
    "",
    summary="微信：校验地址 · WeChat checks the address",
    response_class=PlainTextResponse,
    responses=refusals(403, 404, 422, 503),
)
async def prove(
    door: DoorDep, wechat: OurAccount, given: Given, echostr: Annotated[str, Query(max_length=256)] = ""
) -> Response:
    """What WeChat sent, back."""
    check(wechat, given, echostr.encode(), door.clock())
    return PlainTextResponse(echostr)


@router.post(
    "",
    summary="微信：收消息 · WeChat brings a message",
    response_class=Response,
    responses={
        200: {"content": {_XML: {}, "text/plain": {}}},
        400: {"description": "Not a message of WeChat's."},
        **refusals(403, 404, 413, 422, 503),
    },
    openapi_extra={"requestBody": {"required": True, "content": {_XML: {"schema": {"type": "string"}}}}},
)
async def take(request: Request, door: DoorDep, wechat: OurAccount, given: Given) -> Response:
    """The answer, sealed where the message was."""
    content, now = await request.body(), door.clock()
    check(wechat, given, content, now)
    outer = fields(content)
    inner = opened(wechat, given, outer)
    message = said(outer if inner is None else fields(inner.encode()))
    if isinstance(message.body, Nothing):
        return PlainTextResponse(DONE)
    reply = text(message, await _said(door, wechat, message, str(request.base_url)), now)
    if inner is not None:
        reply = sealed(wechat.envelope, reply, now)
    return Response(reply.encode(), media_type=_XML)


async def _said(door: Door, wechat: WeChat, message: Said, base: str) -> str:
    """What the person reads in any case: refusals of the rules too, in their words."""
    try:
        told = await door.beside.within(PATIENCE, answer(door, wechat, message, base))
    except errors.Problem as problem:
        log.info("refused", status=problem.status_code, code=problem.code, route="wechat")
        return str(problem.detail)
    return say.BUSY if told is None else told
