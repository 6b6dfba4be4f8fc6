"""One HTTP server on the loopback that plays the systems of all connected departments, as each test tells it to."""

import contextlib
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from contracts.signature import HEADER

SECRET = "a secret of the tests"
OK, AGAIN, REFUSED, HAVE_IT = 200, 503, 422, 409


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    key: str
    signature: str
    raw: bytes
    answered: int

    @property
    def body(self) -> dict[str, Any]:
        """The message."""
        content: dict[str, Any] = json.loads(self.raw)
        return content


@dataclass
class Department:
    """Answers each case's requests by its script, then 200. A held case's answers wait until released."""

    scripts: dict[str, list[int]] = field(default_factory=dict)
    received: dict[str, list[Received]] = field(default_factory=lambda: defaultdict(list))
    held: dict[str, threading.Event] = field(default_factory=dict)
    url: str = ""
    came: threading.Condition = field(default_factory=threading.Condition)

    def script(self, case_no: str, *codes: int) -> None:
        """Answer this case's next requests with these codes."""
        self.scripts[case_no] = list(codes)

    def hold(self, case_no: str) -> threading.Event:
        """Let this case's answers wait until the event is set."""
        return self.held.setdefault(case_no, threading.Event())

    def take(self, key: str, signature: str, raw: bytes) -> int:
        """Keep a request and say how to answer it."""
        case_no = json.loads(raw)["case_no"]
        with self.came:
            script = self.scripts.get(case_no)
            code = script.pop(0) if script else OK
            self.received[case_no].append(Received(key, signature, raw, code))
            self.came.notify_all()
        if case_no in self.held:
            self.held[case_no].wait(30)
        return code

    def wait_for(self, case_no: str, how_many: int) -> list[Received]:
        """Block until that many requests about the case came in."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.received[case_no]) >= how_many, timeout=30)
            return list(self.received[case_no])

    def effective(self, case_no: str) -> list[str]:
        """What a department that goes by the keys did, once each."""
        return list(dict.fromkeys(r.key for r in self.received[case_no] if r.answered in (OK, HAVE_IT)))


def serve(department: Department) -> tuple[ThreadingHTTPServer, str]:
    """Start serving in a thread; the server, and its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            code = department.take(self.headers["Idempotency-Key"], self.headers[HEADER], raw)
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/calls"


@contextlib.contextmanager
def played() -> Iterator[Department]:
    """The departments' systems, until the end."""
    department = Department()
    server, department.url = serve(department)
    try:
        yield department
    finally:
        server.shutdown()
        server.server_close()
