"""What every answer to a browser carries, and which posts are refused. Hung in by `api.pages.site`.

No page runs a script or style that is written into it, none can be framed, and a form of another site reaches nothing:
the browser says where a request comes from, and a page's POST must come from our own pages.
"""

from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.pages.refusing import API, refused

HSTS = "max-age=63072000; includeSubDomains"
"""Two years of https alone, for who came by https."""
_SAFE = {"GET", "HEAD", "OPTIONS"}
_MINDS_ITSELF = "/temporal/codec/"
"""The codec server: it takes a cookie from the Temporal UI's origin, and from no other."""
log = structlog.get_logger()


def policy(tiles: str | None) -> str:
    """The content security policy; `tiles` is the address of map tiles, the one foreign source there can be."""
    images = "'self' data: blob:"
    if tiles:
        parts = urlsplit(tiles.replace("{s}", "*"))
        images += f" {parts.scheme}://{parts.netloc}"
    return (
        f"default-src 'self'; img-src {images}; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


class Guarded:
    """The headers on every answer, and 403 for a page's POST that another site made the browser send."""

    def __init__(self, app: ASGIApp, tiles: str | None) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy(tiles),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",  # a tracking link holds its code
            "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Permitted-Cross-Domain-Policies": "none",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", HSTS)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if _foreign(scope):
            log.info("refused", status=403, code="foreign")
            await refused(Request(scope), foreign())(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)


def foreign() -> errors.Problem:
    """403: the form was on another site."""
    return errors.not_yours("请从本站页面提交", "Forms are taken from our own pages alone.")


def _foreign(scope: Scope) -> bool:
    """Whether a browser says that another site sends this. The API itself takes no cookies: anybody may call it."""
    if scope["method"] in _SAFE or scope["path"].startswith((API, _MINDS_ITSELF)):
        return False
    headers = Headers(scope=scope)
    said = headers.get("sec-fetch-site")
    if said is not None:
        return said not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
