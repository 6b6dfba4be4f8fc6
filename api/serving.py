"""The web server, which waits for nobody who dawdles, and ends live streams before it waits for requests to end.

Used by `python -m api` and tests.
"""

import asyncio
import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN = 15.0
"""Seconds from a connection, or the first byte of a request, to the end of its headers."""
MOST_OF_HEAD = 32 * 1024
"""Bytes of a request's line and headers."""


class Server(uvicorn.Server):
    """Uvicorn with one more thing to do when it stops."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then stop as always."""
        door = getattr(self._app.state, "door", None)
        if door is not None:
            door.following.end()
        await super().shutdown(sockets)


class Unhurried(HttpToolsProtocol):
    """One connection, closed where a request's head takes too long or has no end: uvicorn bounds neither."""

    _late: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connected."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """And is gone."""
        self._head_came()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._head = 0
        self._wait_for_head()

    def on_url(self, url: bytes) -> None:
        """A part of the request's line."""
        if self._fits(url):
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        if self._fits(name, value):
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._head_came()
        if self._head <= MOST_OF_HEAD:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        if self._head <= MOST_OF_HEAD:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The end of a request."""
        if self._head <= MOST_OF_HEAD:
            super().on_message_complete()

    def _fits(self, *parts: bytes) -> bool:
        self._head += sum(map(len, parts))
        if self._head > MOST_OF_HEAD and not self.transport.is_closing():
            self.transport.close()
        return self._head <= MOST_OF_HEAD

    def _wait_for_head(self) -> None:
        self._head_came()
        within = self.config.head_within if isinstance(self.config, Config) else HEAD_WITHIN
        self._late = self.loop.call_later(within, self._too_late)

    def _too_late(self) -> None:
        """Close; but let whoever was served before on this connection have the answer."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_for_head()
        else:
            self.transport.close()

    def _head_came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


class Config(uvicorn.Config):
    """Ours: which protocol, and how long it waits (seconds)."""

    def __init__(self, app: FastAPI, *, head_within: float = HEAD_WITHIN, **more: Any) -> None:
        self.head_within = head_within
        settings: dict[str, Any] = {
            "loop": "uvloop",
            "http": Unhurried,
            "ws": "none",
            "log_config": None,
            "access_log": False,
            "server_header": False,
            "timeout_keep_alive": 5,
            "timeout_graceful_shutdown": 5,
        }
        super().__init__(app, **{**settings, **more})
