"""A request to a department's own system as part of the trace that led to it. Used by `activities.departments.asking`.

The system hears of the trace by the header `traceparent` (W3C Trace Context). Nothing where nobody traces.
"""

import httpx
from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind, Status, StatusCode


class Traced(httpx.AsyncBaseTransport):
    """Sends through `inner`. The span holds method, host and status: never the path or what is said."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner, self._tracer = inner, trace.get_tracer("huying.departments")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange, until the head of the answer."""
        asked = {"http.request.method": request.method, "server.address": request.url.host}
        with self._tracer.start_as_current_span(
            request.method, kind=SpanKind.CLIENT, attributes=asked
        ) as span:
            propagate.inject(request.headers)
            answer = await self._inner.handle_async_request(request)
            span.set_attribute("http.response.status_code", answer.status_code)
            if answer.status_code >= 400:
                span.set_status(Status(StatusCode.ERROR))
            return answer

    async def aclose(self) -> None:
        """Close what is beneath."""
        await self._inner.aclose()
