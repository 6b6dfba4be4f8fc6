"""Temporal's own metrics in our registry: one port for a process, and no second server in it.

The SDK hands its updates over in a buffer, which is emptied at every scrape and often enough in between.
"""

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from temporalio.runtime import (
    BUFFERED_METRIC_KIND_COUNTER,
    BUFFERED_METRIC_KIND_HISTOGRAM,
    BufferedMetricUpdate,
    MetricBuffer,
    MetricBufferDurationFormat,
    Runtime,
    TelemetryConfig,
)

BUFFERED = 100_000
EMPTIED_EVERY = 1.0  # seconds
BOUNDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0)
"""Seconds: of all histograms of the SDK, which measure durations."""
Labels = tuple[tuple[str, str], ...]


@dataclass
class _Histogram:
    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(BOUNDS, value)] += 1
        self.total += value

    def buckets(self) -> list[tuple[str, float]]:
        """Cumulative, as Prometheus wants them."""
        names = (*map(str, BOUNDS), "+Inf")
        return [(name, float(n)) for name, n in zip(names, accumulate(self.counts), strict=True)]


@dataclass
class _Family:
    kind: int
    help: str
    values: dict[Labels, float] = field(default_factory=dict)
    histograms: dict[Labels, _Histogram] = field(default_factory=dict)

    def add(self, labels: Labels, value: float) -> None:
        if self.kind == BUFFERED_METRIC_KIND_HISTOGRAM:
            self.histograms.setdefault(labels, _Histogram()).observe(value)
        elif self.kind == BUFFERED_METRIC_KIND_COUNTER:
            self.values[labels] = self.values.get(labels, 0.0) + value
        else:
            self.values[labels] = value


class Temporal(Collector):
    """What the SDK measured so far."""

    def __init__(self) -> None:
        self._families: dict[str, _Family] = {}
        self._lock = threading.Lock()

    def add(self, updates: Iterable[BufferedMetricUpdate]) -> None:
        """Take updates in, in their order."""
        with self._lock:
            for update in updates:
                metric = update.metric
                name = f"{metric.name}_seconds" if metric.unit == "s" else metric.name
                family = self._families.setdefault(name, _Family(metric.kind, metric.description or name))
                labels = tuple(sorted((name, str(value)) for name, value in update.attributes.items()))
                family.add(labels, float(update.value))

    def collect(self) -> Iterator[Metric]:
        """All of it, each metric with the labels that any of its series has."""
        with self._lock:
            yield from [_metric(name, family) for name, family in self._families.items()]


def _metric(name: str, family: _Family) -> Metric:
    series = family.histograms if family.kind == BUFFERED_METRIC_KIND_HISTOGRAM else family.values
    names = sorted({label for labels in series for label, _ in labels})
    values = {labels: [dict(labels).get(one, "") for one in names] for labels in series}
    if family.kind == BUFFERED_METRIC_KIND_HISTOGRAM:
        histogram = HistogramMetricFamily(name, family.help, labels=names)
        for labels, kept in family.histograms.items():
            histogram.add_metric(values[labels], kept.buckets(), kept.total)
        return histogram
    kind = CounterMetricFamily if family.kind == BUFFERED_METRIC_KIND_COUNTER else GaugeMetricFamily
    made = kind(name, family.help, labels=names)
    for labels, value in family.values.items():
        made.add_metric(values[labels], value)
    return made


class Emptying:
    """A thread that empties the SDK's buffer into `Temporal`, until it is told to end."""

    def __init__(self, buffer: MetricBuffer, into: Temporal) -> None:
        self._buffer, self._into, self._end = buffer, into, threading.Event()
        self._thread = threading.Thread(target=self._run, name="sdk-metrics", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._end.wait(EMPTIED_EVERY):
            self._into.add(self._buffer.retrieve_updates())

    def end(self) -> None:
        """Stop, and wait until it has."""
        self._end.set()
        self._thread.join()


def measured(registry: CollectorRegistry) -> Emptying:
    """Have every Temporal client that this process makes from now on measured; to be called before the first."""
    buffer, found = MetricBuffer(BUFFERED, MetricBufferDurationFormat.SECONDS), Temporal()
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(metrics=buffer)))
    registry.register(found)
    return Emptying(buffer, found)
