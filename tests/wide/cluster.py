"""The topology of `infra/compose` as processes: PostgreSQL, Temporal, two APIs, three workers on queues of their own.

Beside it what the platform talks to: a department's own system, and a collector of traces, both over real HTTP.
"""

import asyncio
import contextlib
import gzip
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families

from infra.processes import Child, Program
from infra.settings import load
from infra.stages import STOP_WITHIN
from tests.api.stack import SIGNED_BY
from tests.conftest import ROOT, SHUIGUOHU
from tests.departments.web import Asked, Said, serving
from tests.outages.machine import Server, free_port
from tests.patience import PATIENCE

T = TypeVar("T")
UNIT = "chengguan"
"""Whose own system is connected."""
SPLIT = ("cases", "watches,results", "departments")


@dataclass(frozen=True)
class Span:
    """What the collector was sent."""

    trace: str
    id: str
    parent: str
    service: str
    name: str
    attributes: dict[str, str]
    whole: str


@dataclass
class Heard:
    """What both servers heard, in their threads."""

    spans: list[Span] = field(default_factory=list)
    messages: list[Asked] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)

    def collect(self, asked: Asked) -> Said:
        """Be a collector of OTLP over HTTP."""
        body = gzip.decompress(asked.body) if asked.headers.get("Content-Encoding") == "gzip" else asked.body
        assert asked.path == "/v1/traces"
        request = ExportTraceServiceRequest.FromString(body)
        with self.came:
            self.spans += _spans(request)
            self.came.notify_all()
        return Said()

    def take(self, asked: Asked) -> Said:
        """Be a department that says yes."""
        with self.came:
            self.messages.append(asked)
            self.came.notify_all()
        return Said(202)

    def until(self, look: Callable[[], T | None]) -> T:
        """What `look` finds, once it does."""
        found: list[T | None] = [None]

        def there() -> bool:
            found[0] = look()
            return found[0] is not None

        with self.came:
            assert self.came.wait_for(there, PATIENCE), [span.name for span in self.spans]
        assert found[0] is not None
        return found[0]


def _spans(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for resource in request.resource_spans:
        service = {one.key: one.value.string_value for one in resource.resource.attributes}["service.name"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Span(
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    service,
                    span.name,
                    {one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes},
                    str(span),
                )


@dataclass(frozen=True)
class Cluster:
    """Seen from outside: two APIs, and the ports of everybody's metrics."""

    apis: tuple[httpx.AsyncClient, httpx.AsyncClient]
    heard: Heard
    metrics: dict[str, int]

    async def scrape(self, process: str) -> dict[str, list[tuple[dict[str, str], float]]]:
        """The samples of one process, by name."""
        found: dict[str, list[tuple[dict[str, str], float]]] = {}
        for family in await self._asked(process):
            for sample in family.samples:
                found.setdefault(sample.name, []).append((sample.labels, sample.value))
        return found

    async def families(self, process: str) -> set[str]:
        """The metrics of one process by name, also those without a sample."""
        return {family.name for family in await self._asked(process)}

    async def _asked(self, process: str) -> list[Metric]:
        answer = await self.apis[0].get(f"http://127.0.0.1:{self.metrics[process]}/metrics")
        return list(text_string_to_metric_families(answer.text))


@contextlib.asynccontextmanager
async def running(folder: Path, database: str) -> AsyncIterator[Cluster]:
    """All of it, ended in the end."""
    heard = Heard()
    with serving(heard.collect) as collector, serving(heard.take) as department:
        file = folder / "departments.toml"
        file.write_text(
            f'[{UNIT}]\nurl = "{department}/calls"\nsecret_out = "{SIGNED_BY}"\ninternal = true\n'
        )
        temporal = free_port()
        common = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("HUYING_", "OTEL_"))},
            "HUYING_DATA_DIR": str(folder / "data"),
            "HUYING_PACK": str(SHUIGUOHU),
            "HUYING_DATABASE_URL": database,
            "HUYING_DEPARTMENTS": str(file),
            "HUYING_DEMO": "1",
            "HUYING_STORY_START": "2026-10-09T09:00:00+08:00",
            "HUYING_MIGRATE": "0",
            "HUYING_TEMPORAL_PORT": str(temporal),
            "HUYING_TEMPORAL_UI_PORT": str(free_port()),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
            "OTEL_BSP_SCHEDULE_DELAY": "100",  # milliseconds
        }
        prepare = (sys.executable, "-m", "keeping", "prepare")
        await asyncio.to_thread(subprocess.run, prepare, env=common, cwd=ROOT, check=True)
        server = Server(load(common))
        await server.start()
        async with contextlib.AsyncExitStack() as closing:
            closing.push_async_callback(server.stop)
            children: list[Child] = []
            closing.push_async_callback(_stop, children)
            yield await _processes(common, heard, children, closing)


async def _processes(
    common: dict[str, str], heard: Heard, children: list[Child], closing: contextlib.AsyncExitStack
) -> Cluster:
    metrics = {name: free_port() for name in ("api-1", "api-2", *SPLIT)}
    ports = (free_port(), free_port())
    apis = tuple(
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=PATIENCE, trust_env=False)
        for port in ports
    )
    starting = [
        _child(
            Program(f"worker {part}", (sys.executable, "worker.py"), "worker ready", stop_within=STOP_WITHIN),
            {**common, "HUYING_WORKER_SERVES": part, "HUYING_WORKER_METRICS_PORT": str(metrics[part])},
            children,
        )
        for part in SPLIT
    ]
    for number, (port, http) in enumerate(zip(ports, apis, strict=True), 1):
        closing.push_async_callback(http.aclose)
        own = {"HUYING_PORT": str(port), "HUYING_METRICS_PORT": str(metrics[f"api-{number}"])}
        program = Program(
            f"api {number}", (sys.executable, "-m", "api"), ready=lambda http=http: _ready(http)
        )
        starting.append(_child(program, {**common, **own}, children))
    await asyncio.gather(*starting)
    return Cluster((apis[0], apis[1]), heard, metrics)


async def _child(program: Program, env: dict[str, str], children: list[Child]) -> None:
    child = await Child.start(program, env, ROOT)
    children.append(child)
    await child.until_ready()


async def _stop(children: list[Child]) -> None:
    await asyncio.gather(*(child.stop() for child in children))


async def _ready(http: httpx.AsyncClient) -> None:
    while True:
        with contextlib.suppress(httpx.TransportError):
            if (await http.get("/readyz")).is_success:
                return
        await asyncio.sleep(0.05)
