"""Begins and ends all that is seen of one process. Called by `python -m api` and `worker.py`, before anything else."""

import contextlib
import os
from collections.abc import Iterator
from typing import Literal

from prometheus_client import CollectorRegistry

from infra.clock import real_clock, story_clock
from infra.seen import tracing
from infra.seen.figures import FiguresNow
from infra.seen.metrics import registry_of
from infra.seen.sdk import measured
from infra.seen.serving import served
from infra.settings import Settings


@contextlib.contextmanager
def seen(
    settings: Settings, service: Literal["api", "worker"], build: str | None
) -> Iterator[CollectorRegistry]:
    """Serve metrics and trace within the block, as the settings say; where to register more metrics.

    Raises `StartError` where the port is taken.
    """
    registry = registry_of(service, build)
    port = settings.metrics_port if service == "api" else settings.worker_metrics_port
    tracing.set_up(service, os.environ)
    with contextlib.ExitStack() as closing:
        closing.callback(tracing.end)
        if port is not None:
            closing.callback(measured(registry).end)
            if service == "api":
                _figures(settings, registry, closing)
            closing.enter_context(served(registry, settings.metrics_host, port))
        yield registry


def _figures(settings: Settings, registry: CollectorRegistry, closing: contextlib.ExitStack) -> None:
    story, real = story_clock(settings), real_clock(settings)
    found = FiguresNow(settings.database, lambda: story.story(real()))
    registry.register(found)
    closing.callback(found.close)
