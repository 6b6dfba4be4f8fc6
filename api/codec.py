"""The codec server: opens sealed payloads for the Temporal UI and `temporal --codec-endpoint`. `/temporal/codec`.

For administrators and auditors alone, signed in here: by the cookie of our pages, which the UI sends along, or by a
bearer token. A duty chief is not among them, for payloads do not say whom they are about, and nobody reads of a report
about their own desk. Reporters' names, numbers and words stay sealed within what is opened: those are shown on the
page of their case, for a reason. Every use is on record.
"""

import hashlib
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request
from fastapi.responses import Response
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from temporalio.api.common.v1 import Payload, Payloads

from api import errors
from api.door import Door, DoorDep, PayloadCodec, PayloadError, door_of
from api.pages.staff.signing import COOKIE
from api.reading import written
from api.routing import Direct, resource
from api.staff import Bearer, need, signed_in
from domain.people import Actor, Role
from readmodel.acts import add_act_once


class _ForTheUi(Direct):
    """Answers and refusals alike can be read by the UI's own pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As its parent."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            leave = _leave(request, door_of(request))
            try:
                answer = await handle(request)
            except errors.Problem as problem:
                problem.headers = {**(problem.headers or {}), **leave}
                raise
            answer.headers.update(leave)
            return answer

        return handled


router = resource("/temporal/codec", base="", include_in_schema=False, route_class=_ForTheUi)
READING = (Role.ADMIN, Role.AUDITOR)
MOST_PAYLOADS = 1000
"""In one request: more than a page of the UI shows."""
log = structlog.get_logger()


def origins(door: Door) -> frozenset[str]:
    """Where the UI may be opened, as a browser says it."""
    settings = door.settings
    own = [f"http://{host}:{settings.temporal_ui_port}" for host in ("127.0.0.1", "localhost")]
    return frozenset(
        [*(own if settings.embedded else ()), *([settings.temporal_ui] if settings.temporal_ui else ())]
    )


async def reader(request: Request, door: DoorDep, bearer: Bearer) -> Actor:
    """Who asks. A cookie counts only from the UI's own pages. Raises 401, 403."""
    if bearer is not None:
        actor = await signed_in(door, bearer)
    else:
        token = request.cookies.get(COOKIE, "") if request.headers.get("origin") in origins(door) else ""
        known = await door.tokens.actor(token) if token else None
        if known is None:
            raise errors.unauthorized()
        actor = known
    need(actor, *READING)
    return actor


Reader = Annotated[Actor, Depends(reader)]


@router.options("/{what}")
async def preflight(what: str) -> Response:
    """What a browser asks before it lets the UI ask."""
    return Response(status_code=204)


@router.post("/decode")
async def decode(request: Request, door: DoorDep, by: Reader) -> Response:
    """Payloads opened. Raises 422 for what is none of ours."""
    asked, codec = await _asked(request), _codec(door)
    now = datetime.now(UTC)
    once = hashlib.sha256(f"temporal\0{by.account}\0{now:%Y-%m-%dT%H:%M}".encode()).hexdigest()[:32]
    await written(
        door, lambda session: add_act_once(session, once, by.account, by.unit, "temporal.decoded", "Temporal")
    )
    try:
        found = await codec.decode(asked)
    except PayloadError as error:
        raise errors.malformed("payloads", "这些内容不是本系统封存的", str(error)) from error
    log.info("temporal.decoded", account=by.account, payloads=len(found))
    return _answer(MessageToJson(Payloads(payloads=found)))


@router.post("/encode")
async def encode(request: Request, door: DoorDep, by: Reader) -> Response:
    """Payloads sealed: for what is sent to a workflow from the UI."""
    sealed = await _codec(door).encode(await _asked(request))
    return _answer(MessageToJson(Payloads(payloads=sealed)))


async def _asked(request: Request) -> list[Payload]:
    try:
        asked = list(Parse(await request.body(), Payloads()).payloads)
    except (ParseError, UnicodeDecodeError) as error:
        raise errors.malformed(
            "payloads", "内容不是 Temporal 的 payloads", "these are no payloads"
        ) from error
    if len(asked) > MOST_PAYLOADS:
        raise errors.malformed(
            "payloads", f"一次最多 {MOST_PAYLOADS} 个", f"at most {MOST_PAYLOADS} payloads at once"
        )
    return asked


def _codec(door: Door) -> PayloadCodec:
    if door.payloads is None:
        raise errors.unknown(
            "没有封存 Temporal 的内容", "Payloads are not sealed here (HUYING_SEAL_PAYLOADS=0)."
        )
    return door.payloads


def _answer(content: str) -> Response:
    return Response(content, media_type="application/json", headers={"cache-control": "no-store"})


def _leave(request: Request, door: Door) -> dict[str, str]:
    """Headers by which a browser lets the UI's own origin read an answer, and no other."""
    origin = request.headers.get("origin")
    if origin not in origins(door):
        return {"vary": "origin"}
    return {
        "vary": "origin",
        "access-control-allow-origin": str(origin),
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type, x-namespace, authorization",
        "access-control-max-age": "600",
    }
