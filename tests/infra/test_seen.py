"""Metrics on their port, Temporal's own among them; what a span may hold."""

import urllib.request
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from prometheus_client import CollectorRegistry, generate_latest
from temporalio.runtime import MetricBuffer, MetricBufferDurationFormat, Runtime, TelemetryConfig

from api.main import create_app
from infra.refusal import StartError
from infra.seen.metrics import Requests, registry_of
from infra.seen.sdk import Temporal
from infra.seen.serving import served
from infra.seen.tracing import Discreet
from infra.seen.web import Watched
from tests.api.conftest import demo_settings
from tests.outages.machine import free_port


def test_the_sdk_s_own_numbers_add_up_as_prometheus_wants_them() -> None:
    buffer, found = MetricBuffer(1000, MetricBufferDurationFormat.SECONDS), Temporal()
    runtime = Runtime(telemetry=TelemetryConfig(metrics=buffer, attach_service_name=False))
    plain, tagged = runtime.metric_meter, runtime.metric_meter.with_additional_attributes({"queue": "q"})
    registry = CollectorRegistry()
    registry.register(found)
    for meter, number in ((tagged, 2), (tagged, 3), (plain, 1)):
        meter.create_counter("done", "how many").add(number)
    tagged.create_gauge("slots", "free").set(9)
    tagged.create_gauge("slots", "free").set(7)
    seconds = tagged.create_histogram_float("wait", "how long", "s")
    for one in (0.003, 0.3, 4000.0):
        seconds.record(one)
        found.add(buffer.retrieve_updates())

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, {"queue": "q", **labels})

    assert value("done_total") == 5
    assert registry.get_sample_value("done_total", {"queue": ""}) == 1
    assert value("slots") == 7
    bounds = ("0.001", "0.005", "0.5", "600.0", "+Inf")
    assert [value("wait_seconds_bucket", le=bound) for bound in bounds] == [0, 1, 2, 2, 3]
    assert value("wait_seconds_sum") == pytest.approx(4000.303)


def test_a_port_that_is_taken_is_named() -> None:
    registry, port = registry_of("api", "b1"), free_port()
    with served(registry, "127.0.0.1", port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            said = answer.read().decode()
        assert 'huying_build_info{build="b1",service="api"} 1.0' in said
        assert "process_resident_memory_bytes" in said
        with (
            pytest.raises(StartError, match=f"metrics can't be served on 127.0.0.1:{port}: Address already"),
            served(registry, "127.0.0.1", port),
        ):
            pass
    with served(registry, "127.0.0.1", port):
        pass  # it was given back


def test_what_an_error_says_is_in_no_span() -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider(span_limits=SpanLimits(max_events=0))
    provider.add_span_processor(SimpleSpanProcessor(Discreet(kept)))
    tracer = provider.get_tracer("tests")
    with pytest.raises(ValueError, match="13800000001"), tracer.start_as_current_span("failing"):
        raise ValueError("no such person: 13800000001")
    with tracer.start_as_current_span("well"):
        pass
    failing, well = kept.get_finished_spans()
    assert (failing.status.status_code, failing.status.description) == (StatusCode.ERROR, None)
    assert "13800000001" not in failing.to_json()
    assert well.status.status_code is StatusCode.UNSET


@pytest.mark.parametrize(
    ("method", "path", "status", "labels"),
    [
        ("GET", "/api/v1/cases/SGH-1?code=00000000", 404, ("GET", "/api/v1/cases/{case_no}", "404")),
        ("GET", "/nowhere/13800000001", 404, ("GET", "none", "404")),
        ("BREW", "/api/v1/catalogue", 405, ("other", "/api/v1/catalogue", "405")),
        ("GET", "/healthz", 200, ("GET", "/healthz", "200")),
    ],
)
async def test_requests_are_counted_by_route(
    app: FastAPI, method: str, path: str, status: int, labels: tuple[str, str, str]
) -> None:
    registry = CollectorRegistry()
    watched = Watched(app, Requests(registry))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(watched), base_url="http://huying.test"
    ) as http:
        assert (await http.request(method, path)).status_code == status
    names = dict(zip(("method", "route", "status"), labels, strict=True))
    found = [sample.labels for metric in registry.collect() for sample in metric.samples]
    assert registry.get_sample_value("huying_http_requests_total", names) == 1, found
    assert "13800000001" not in generate_latest(registry).decode()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """The real API, Temporal away."""
    made = create_app(demo_settings(tmp_path_factory.mktemp("seen")))
    async with made.router.lifespan_context(made):
        yield made
