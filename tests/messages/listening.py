"""An HTTP server on the loopback: plays the SMS gateway, and whatever apprise's `json://` speaks to."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from contracts.signature import HEADER


@dataclass(frozen=True)
class Taken:
    """One request as it came in."""

    path: str
    key: str
    signature: str
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        """Its JSON."""
        content: dict[str, Any] = json.loads(self.raw)
        return content


@dataclass
class Gateway:
    """Answers by its script, then 200; while held, not before it is let go."""

    codes: list[int] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    free: threading.Event = field(default_factory=threading.Event)
    came: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def take(self, request: Taken) -> int:
        """Keep a request, and say how to answer it."""
        code = self.codes.pop(0) if self.codes else 200
        self.taken.append(request)
        self.came.set()
        self.free.wait(20)
        return code


def serve(gateway: Gateway) -> ThreadingHTTPServer:
    """Start serving in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            head = (self.headers.get("Idempotency-Key", ""), self.headers.get(HEADER, ""))
            code = gateway.take(Taken(self.path, *head, raw))
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.port = server.server_port
    gateway.free.set()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
