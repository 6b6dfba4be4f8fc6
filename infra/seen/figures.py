"""How things stand, read from the tables when Prometheus asks: open cases, what is overdue, what waits.

In the thread of whoever asks, over a connection of its own, so that no request of anybody waits for it. Every API
process shows the same numbers: take the greatest, not the sum.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import structlog
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from domain.organisation import Tier
from readmodel.migrate import sync_engine
from readmodel.standing import WAITING, Standing, standing

FRESH = 5.0  # seconds for which what was read is shown again
PATIENCE = "5s"  # that PostgreSQL may take
log = structlog.get_logger()


class FiguresNow(Collector):
    """Reads them. `now` gives story time, UTC."""

    def __init__(self, database: str, now: Callable[[], datetime]) -> None:
        self._engine, self._now, self._lock = sync_engine(database), now, threading.Lock()
        self._known: Standing | None = None
        self._read_at = -FRESH

    def collect(self) -> Iterator[Metric]:
        """The numbers; without a database only that there is none."""
        with self._lock:
            if time.monotonic() - self._read_at >= FRESH:
                self._known, self._read_at = self._read(), time.monotonic()
            known = self._known
        yield _one(
            "huying_database_up", "Whether the figures could be read from the database.", known is not None
        )
        if known is None:
            return
        tiers = [tier.value for tier in Tier]
        yield _by(
            "huying_open_cases", "Cases not closed, by the tier they lie at.", "tier", tiers, known.open_cases
        )
        yield _by("huying_overdue_calls", "Open calls past a deadline.", "tier", tiers, known.overdue_calls)
        yield _by(
            "huying_longest_overdue_seconds",
            "Story seconds since the deadline of the longest overdue open call.",
            *("tier", tiers, known.longest_overdue),
        )
        yield _by("huying_outbox_messages", "Messages nobody has yet.", "state", WAITING, known.messages)
        yield _one(
            "huying_undelivered_calls",
            "Open calls that a department does not have.",
            known.undelivered,
        )
        yield _one("huying_spooled_reports", "Reports that wait for Temporal.", known.spooled)

    def _read(self) -> Standing | None:
        try:
            with self._engine.connect() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"SET statement_timeout = '{PATIENCE}'"))
                return standing(self._now(), connection)
        except (SQLAlchemyError, OSError) as error:
            log.warning("figures.unread", error=type(error).__name__)
            return None

    def close(self) -> None:
        """Give the connection back."""
        self._engine.dispose()


def _one(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=float(value))


def _by(
    name: str, about: str, label: str, all_of_it: tuple[str, ...] | list[str], known: Mapping[str, float]
) -> GaugeMetricFamily:
    """Every series is there from the beginning: an alarm can't tell none from nothing."""
    made = GaugeMetricFamily(name, about, labels=(label,))
    for one in all_of_it:
        made.add_metric((one,), float(known.get(one, 0)))
    return made
