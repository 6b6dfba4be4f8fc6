"""What surrounds every request: a limit on bodies, and the last resort for errors of ours.

Hung in by `api.main`.
"""

import asyncio
from collections.abc import MutableMapping
from pathlib import PurePath
from traceback import extract_tb
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors

MOST_BYTES = 256 * 1024
FORM_BYTES = 36 * 1024 * 1024
WITH_PHOTOS = {
    "/api/v1/photos": 11 * 1024 * 1024,
    "/api/v1/papers": 11 * 1024 * 1024,
    "/api/v1/residents": 5 * 1024 * 1024,
    "/windows/register": 5 * 1024 * 1024,
    "/report": FORM_BYTES,
    "/documents/add": 512 * 1024,  # 100 KB of text as a form sends it
    "/api/v1/channels/wechat": 64 * 1024,
    "/temporal/codec/decode": 4 * 1024 * 1024,
    "/temporal/codec/encode": 4 * 1024 * 1024,
    "/api/v1/referrals/upload": 5 * 1024 * 1024,
    "/referrals/upload": 5 * 1024 * 1024,
}
"""Paths with a limit of their own: whose bodies hold photos, tables or a long text, and one whose bodies are small."""
REGISTERS = ("/registers/", "/api/v1/registers/")
REGISTER_TABLES = ("/import", 6 * 1024 * 1024)
"""How paths end that take a register's table, and how large it may be with what a page carries along."""
TABLES = ("/city", 4 * 1024 * 1024)
"""The page that takes a city's tables, and how large such a form may be."""
FORMS_WITH_PHOTOS = ("/supplement", "/complete", "/check", "/grid/new", "/apply", "/bring")
"""How the paths of staff forms with photos end; the API's own take photos by their ids."""
MEDIA = ("/open311/v2/requests", "/open311/v2/servicerequestupdates")
"""How the paths begin whose forms hold `media`."""
PIECE_WITHIN = 20.0
"""Seconds until the next piece of a body must have come."""
log = structlog.get_logger()


def too_slow() -> errors.Problem:
    """408: nobody waits for the rest of it."""
    return errors.Problem(
        408, "too_slow", "上传超时", "内容上传太慢，请换个网络再试", "The body came too slowly: try again."
    )


def too_large(most: int) -> errors.Problem:
    """413; `most` is in bytes."""
    size = f"{most // 1024} KB" if most < 1024 * 1024 else f"{most // (1024 * 1024)} MB"
    return errors.Problem(
        413,
        "too_large",
        "内容过大",
        f"请求体不能超过 {size}",
        f"A body is at most {size} here (photos go to POST /photos).",
    )


class BodyLimit:
    """Refuses a body over the path's limit, announced or streamed, before anything reads it."""

    def __init__(self, app: ASGIApp, shown: errors.Shown, patience: float = PIECE_WITHIN) -> None:
        self._app, self._shown, self._patience = app, shown, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = _most(scope["path"])
        if _announced(scope) > most:
            log.info("refused", status=413, code="too_large")
            await self._shown(Request(scope), too_large(most))(scope, receive, send)
            return
        got, whole = 0, False

        async def limited() -> Message:
            nonlocal got, whole
            message = await self._hear(receive, whole=whole)
            got += len(message.get("body", b""))
            whole = whole or not message.get("more_body", False)
            if got > most:
                raise too_large(most)
            return message

        await self._app(scope, limited, send)

    async def _hear(self, receive: Receive, *, whole: bool) -> Message:
        """The next piece of the body; after the whole of it, the client's going away, which may take its time."""
        if whole:
            return await receive()
        try:
            return await asyncio.wait_for(receive(), self._patience)
        except TimeoutError as error:
            raise too_slow() from error


class LastResort:
    """An error that nobody expected: one log line here, problem+json without a trace outside."""

    def __init__(self, app: ASGIApp, shown: errors.Shown) -> None:
        self._app, self._shown = app, shown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        begun = False

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:  # the process ends, and its patience with this request has ended
            if scope["type"] != "http" or begun:
                raise
            await errors.answer(errors.leaving())(scope, receive, send)
        except Exception as error:
            if scope["type"] != "http":
                raise
            log.error("broken", error=type(error).__name__, at=_where(error), route=_route(scope))
            if not begun:
                await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        try:
            return self._shown(Request(scope), errors.broken())
        except Exception:  # the page itself may be what is broken; its trace would tell no more
            log.error("broken.page")
            return errors.answer(errors.broken())


def _most(path: str) -> int:
    """How large a body to that path may be, in bytes."""
    if (path.endswith(FORMS_WITH_PHOTOS) and not path.startswith("/api/")) or path.startswith(MEDIA):
        return FORM_BYTES
    if path.startswith(REGISTERS) and path.endswith(REGISTER_TABLES[0]):
        return REGISTER_TABLES[1]
    return TABLES[1] if path == TABLES[0] else WITH_PHOTOS.get(path, MOST_BYTES)


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


def _where(error: Exception) -> str:
    """The innermost frames: a message might hold what was sent, a place in the code never does."""
    frames = extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames)


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unknown"))
