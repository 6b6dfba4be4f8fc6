"""Traces, from a request at our door through the workflow to the department's own system.

On where `OTEL_EXPORTER_OTLP_ENDPOINT` (or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`) names a collector that speaks OTLP over
HTTP; every other `OTEL_` setting is OpenTelemetry's own. What a span holds is a route, a status, a unit, a case number:
no ready-made instrumentation of the web is used, for those write down addresses with everything that is in them.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status
from temporalio.client import Interceptor
from temporalio.contrib.opentelemetry import TracingInterceptor

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def set_up(service: Literal["api", "worker"], env: Mapping[str, str]) -> None:
    """Begin to trace, where `env` names a collector; before the first client of Temporal is made."""
    if not any(env.get(name) for name in ENDPOINTS):
        return
    named = env.get("OTEL_SERVICE_NAME") or f"huying-{service}"
    provider = TracerProvider(
        resource=Resource.create({SERVICE_NAME: named}),
        span_limits=SpanLimits(max_events=0),  # what an exception says may quote a person
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(Discreet(OTLPSpanExporter())))
    trace.set_tracer_provider(provider)


def end() -> None:
    """Send what is left."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


def interceptors() -> list[Interceptor]:
    """What carries a trace through Temporal; nothing where nobody traces."""
    return [TracingInterceptor()] if isinstance(trace.get_tracer_provider(), TracerProvider) else []


class Discreet(SpanExporter):
    """Sends spans on without the words of their errors: those may quote what somebody wrote."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Hand them on."""
        return self._inner.export([_without_words(span) for span in spans])

    def shutdown(self) -> None:
        """End."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits."""
        return self._inner.force_flush(timeout_millis)


def _without_words(span: ReadableSpan) -> ReadableSpan:
    if not span.status.description and not span.events:
        return span
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
