"""What surrounds every request: a limit on bodies, and the last resort for errors of ours.

Hung in by `api.main`.
"""

from collections.abc import MutableMapping
from pathlib import PurePath
from traceback import extract_tb
from typing import Any

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors

MOST_BYTES = 256 * 1024
log = structlog.get_logger()


def too_large() -> errors.Problem:
    """413."""
    return errors.Problem(
        413,
        "too_large",
        "内容过大",
        "请求体不能超过 256 KB",
        "A body is at most 256 KB (photos go to POST /photos).",
    )


class BodyLimit:
    """Refuses a body over `MOST_BYTES`, announced or streamed, before anything reads it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _announced(scope) > MOST_BYTES:
            log.info("refused", status=413, code="too_large")
            await errors.answer(too_large())(scope, receive, send)
            return
        got = 0

        async def limited() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > MOST_BYTES:
                raise too_large()
            return message

        await self._app(scope, limited, send)


class LastResort:
    """An error that nobody expected: one log line here, problem+json without a trace outside."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
        except Exception as error:
            if scope["type"] != "http":
                raise
            log.error("broken", error=type(error).__name__, at=_where(error), route=_route(scope))
            if not begun:
                await errors.answer(errors.broken())(scope, receive, send)


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


def _where(error: Exception) -> str:
    """The innermost frames: a message might hold what was sent, a place in the code never does."""
    frames = extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames)


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unknown"))
