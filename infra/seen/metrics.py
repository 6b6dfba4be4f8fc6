"""Every metric of ours that a process counts by itself. What is read from the tables is in `infra.seen.figures`.

Labels hold units, tiers, kinds and routes: bounded by the pack and the code, and nothing of anybody.
"""

from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

from domain.case import Case
from domain.events import Event
from domain.tallying import ended, missed
from readmodel.ledger import Step

S = TypeVar("S", bound=str)
ANSWER_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
HOUR, DAY = 3600.0, 86400.0
LATE_SECONDS = (0.0, HOUR / 2, HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
"""Bounds of `huying_lateness_seconds`: what is in time is in the first."""
CIRCUIT_STATES = {"closed": 0, "half_open": 1, "open": 2}


def registry_of(service: Literal["api", "worker"], build: str | None) -> CollectorRegistry:
    """A registry with what is known of the process itself."""
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    running = Gauge("huying_build_info", "Which process this is, of which build.", ("service", "build"))
    running.labels(service, build or "").set(1)
    registry.register(running)
    return registry


class Requests:
    """What the API answers."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.answered = Counter(
            "huying_http_requests",
            "Requests answered, by route (never by address) and status.",
            ("method", "route", "status"),
            registry=registry,
        )
        self.seconds = Histogram(
            "huying_http_answer_seconds",
            "Real seconds from a request to the beginning of its answer.",
            ("method", "route"),
            buckets=ANSWER_SECONDS,
            registry=registry,
        )


class Rules:
    """What happens to cases, as this worker records it; no event counts twice, whoever tries twice."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.events = Counter("huying_case_events", "Events recorded, by kind.", ("kind",), registry=registry)
        self.breaches = Counter(
            "huying_breaches", "Clocks of calls that were missed.", ("tier", "clock"), registry=registry
        )
        self.calls = Counter(
            "huying_calls_ended",
            "Calls that ended: in_time and late are completions, the rest what ended them.",
            ("unit", "outcome"),
            registry=registry,
        )
        self.lateness = Histogram(
            "huying_lateness_seconds",
            "Story seconds from the deadline of a call to its completion; nothing where it was in time.",
            ("tier",),
            buckets=LATE_SECONDS,
            registry=registry,
        )

    def heard(self, step: Step[Case, Event]) -> None:
        """Count a step of a case that was recorded."""
        for event in step.events:
            self.events.labels(event.body.kind).inc()
        for breach in missed(step.before, step.after):
            self.breaches.labels(breach.tier.value, breach.clock.value).inc()
        for call in ended(step.before, step.after):
            self.calls.labels(call.unit, call.outcome).inc()
            if call.late_by is not None:
                self.lateness.labels(call.tier.value).observe(call.late_by.total_seconds())


class Deliveries:
    """What departments' own systems say to our messages."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.tried = Counter(
            "huying_deliveries",
            "Tries to deliver a message to a department: delivered, refused, away.",
            ("unit", "outcome"),
            registry=registry,
        )
        self.circuits = Gauge(
            "huying_circuit_state",
            "A department's circuit in this worker: 0 closed, 1 half open, 2 open.",
            ("unit",),
            registry=registry,
        )

    def outcome(self, unit: str, state: str) -> None:
        """One try of a delivery."""
        self.tried.labels(unit, state).inc()

    def hearing(
        self, further: Callable[[str, S, str], Awaitable[None]]
    ) -> Callable[[str, S, str], Awaitable[None]]:
        """What hears of changes of circuits (unit, state, why), shows them, and passes them on."""

        async def changed(unit: str, state: S, why: str) -> None:
            self.circuits.labels(unit).set(CIRCUIT_STATES[state])
            await further(unit, state, why)

        return changed
