"""A real HTTP server in a thread that can also misbehave below HTTP. For the kinds that speak it."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.departments.played import Fault

AT_ONCE_RESET = struct.pack("ii", 1, 0)
"""Linger for no time: closing sends RST."""
ENDLESS = b"x" * 65536


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    query: str
    headers: Any
    body: bytes


@dataclass(frozen=True)
class Said:
    """An answer, or how there is none. `endless`: its body never ends."""

    status: int = 200
    body: bytes = b""
    fault: Fault | None = None
    endless: bool = False


Answers = Callable[[Asked], Said]


@contextlib.contextmanager
def serving(answers: Answers, certificate: Path | None = None) -> Iterator[str]:
    """Serve on a free port, by TLS with a certificate; gives the address as of plain HTTP."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = answers(Asked(self.command, parts.path, parts.query, self.headers, body))
            with contextlib.suppress(OSError):
                self._say(said)

        do_GET = do_POST = answer

        def _say(self, said: Said) -> None:
            self.close_connection = said.fault is not None or said.endless
            if said.fault in (Fault.LOST, Fault.RESET):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE_RESET)
                self.connection.close()
                return
            if said.fault is Fault.DRIPS:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
                while True:  # until whoever asked has had enough and hangs up
                    self.wfile.write(b"x")
                    time.sleep(0.02)
            self.send_response(said.status)
            self.send_header("Content-Length", str(2**40 if said.endless else len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)
            while said.endless:
                self.wfile.write(ENDLESS)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def finish(self) -> None:
            with contextlib.suppress(OSError):
                super().finish()

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is what some tests want."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
