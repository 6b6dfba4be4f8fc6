"""What is seen of each request: one count, one duration, one span. Put around the application by `python -m api`."""

import time
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.seen.metrics import Requests

NO_ROUTE = "none"
"""The route of what leads nowhere: addresses that anybody can make up are no label."""
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Watched:
    """The application, watched. A caller's own trace is not taken up: anybody may send one."""

    def __init__(self, app: ASGIApp, requests: Requests | None) -> None:
        self._app, self._requests = app, requests
        self._tracer = trace.get_tracer("huying.api")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and note how."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        method = scope["method"] if scope["method"] in METHODS else "other"
        begun, answer = time.perf_counter(), _Answer(send)
        with self._tracer.start_as_current_span(method, kind=SpanKind.SERVER) as span:
            try:
                await self._app(scope, receive, answer)
            finally:
                route = _route(scope)
                span.update_name(f"{method} {route}")
                span.set_attributes(
                    {
                        "http.request.method": method,
                        "http.route": route,
                        "http.response.status_code": answer.status,
                    }
                )
                if answer.status >= 500:
                    span.set_status(Status(StatusCode.ERROR))
                self._count(method, route, answer, begun)

    def _count(self, method: str, route: str, answer: "_Answer", begun: float) -> None:
        if self._requests is None:
            return
        self._requests.answered.labels(method, route, str(answer.status)).inc()
        self._requests.seconds.labels(method, route).observe((answer.begun or time.perf_counter()) - begun)


class _Answer:
    """Hears the status, and when the answer began: a live stream goes on for hours."""

    def __init__(self, send: Send) -> None:
        self._send, self.status, self.begun = send, 500, 0.0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.begun = message["status"], time.perf_counter()
        await self._send(message)


def _route(scope: Scope) -> str:
    """The pattern that the address fitted, such as `/api/v1/cases/{case_no}`."""
    route: Any = scope.get("route")
    found = getattr(route, "path_format", None) or getattr(route, "path", None)
    return found if isinstance(found, str) else NO_ROUTE
