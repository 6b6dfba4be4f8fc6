"""A small rehearsal, made and played once for the tests that look at it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.catalogue import Grade
from domain.policy import City
from infra.pack.hours import parse_hours
from rehearsal.arrivals import Arrival, drawn
from rehearsal.side import Played, Side, play
from rehearsal.staffing import Staffing
from rehearsal.staffing_file import ORDINARY, load

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 14)
START, END = datetime(2026, 5, 31, 16, tzinfo=UTC), datetime(2026, 6, 14, 16, tzinfo=UTC)
VOLUMES: Mapping[Grade, int] = {Grade.A: 80, Grade.B: 60}
SEED = 7


@pytest.fixture(scope="session")
def staffing(city: City) -> Staffing:
    """The ordinary one."""
    return load(ORDINARY.read_text(encoding="utf-8"), city, parse_hours)


@pytest.fixture(scope="session")
def arrivals(city: City) -> list[Arrival]:
    """Two weeks' reports."""
    return drawn(city, FIRST, LAST, dict(VOLUMES), 0.2, SEED)


def side(city: City, staffing: Staffing, **changes: Any) -> Side:
    """Two weeks, and time to settle."""
    given: dict[str, Any] = {"seed": SEED, "start": START, "end": END, "until": END + timedelta(days=60)}
    return Side(city, staffing, **(given | changes))


@pytest.fixture(scope="session")
def today(city: City, staffing: Staffing, arrivals: list[Arrival]) -> Played:
    """Those weeks under the pack as it is."""
    return play(side(city, staffing), arrivals)


@pytest.fixture
def staffed(city: City, staffing: Staffing) -> Callable[[str], Staffing]:
    """The ordinary staffing with a file's changes."""
    return lambda text: load(text, city, parse_hours, staffing)
