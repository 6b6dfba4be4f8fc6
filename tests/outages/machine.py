"""What an outage is made with: a Temporal server on its own file that can be killed and started again."""

import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator

from infra.processes import Child
from infra.settings import Settings
from infra.stages import temporal_server
from tests.conftest import ROOT, temporal_program


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """The embedded Temporal server of an installation, as `make up` starts it. It can be killed and started again."""

    def __init__(self, settings: Settings) -> None:
        self._program = temporal_server(settings, temporal_program())
        self._child: Child | None = None

    async def start(self) -> None:
        """Return when it serves: on the file that is there."""
        self._child = await Child.start(self._program, os.environ, ROOT)
        await self._child.until_ready()

    async def kill(self) -> None:
        """SIGKILL: nothing is said, nothing is put in order."""
        assert self._child is not None
        os.kill(self._child.pid, signal.SIGKILL)
        await self._child.stop()
        self._child = None

    async def stop(self) -> None:
        """End it, if it runs."""
        if self._child is not None:
            await self._child.stop()


@contextlib.asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Server]:
    """A server that is ended in the end."""
    server = Server(settings)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
