"""The web server, which ends live streams before it waits for requests to end. Used by `python -m api` and tests."""

import socket

import uvicorn
from fastapi import FastAPI


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
