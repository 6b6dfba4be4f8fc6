"""The benches in short: that they count what they say and come to an end, not that anything is fast."""

from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from bench import deadlines, open_cases, steady, whole_cases, whole_inside
from bench.figure import Figure
from bench.stack import System, started

pytestmark = [pytest.mark.long, pytest.mark.marathon]
HOUR, NIGHT = 2.0, 14.0
"""Real seconds: what an hour of the story takes, and until its office opens."""


def value(figures: Sequence[Figure], ending: str) -> float:
    """Of the one figure whose name ends so."""
    (found,) = [figure for figure in figures if figure.name.endswith(ending)]
    return found.value


@pytest_asyncio.fixture(scope="module")
async def system() -> AsyncIterator[System]:
    """One that lives an ordinary working day."""
    async with started(**whole_inside.MORNING) as running:
        yield running


async def test_a_whole_case_by_the_temporal_client_and_a_bare_one(system: System) -> None:
    ours, bare = await whole_inside.measured(system, cases=4, at_once=2, turns=1)
    assert (ours.cases, bare.cases) == (4, 4)
    assert min(ours.a_second, bare.a_second, ours.cpu_ms, bare.cpu_ms) > 0


async def test_whole_cases_through_http(system: System) -> None:
    came = await whole_cases.measure(system.base, cases=3, at_once=2)
    assert (came.closed, len(came.submits_ms)) == (3, 3)


async def test_a_steady_rate_of_reports_and_of_whole_cases(system: System) -> None:
    reported = await steady.reports(system.base, rate=4, seconds=1)
    whole = await steady.cases(system.base, rate=3, seconds=1, most=(None, None))
    assert value(reported, "errors") == value(whole, "errors") == value(whole, "not closed") == 0
    assert value(reported, "p99") >= value(reported, "p50") > 0


async def test_an_error_is_counted_and_ends_nothing(system: System) -> None:
    paced = steady.Paced()
    async with steady.driving(system.base) as driver:
        await paced.play(2, 1, lambda n: driver.check_of("nothing"))
    assert (paced.wanted, len(paced.errors)) == (2, 2)


async def test_many_deadlines_in_one_second() -> None:
    async with started(**deadlines.night(HOUR, NIGHT)) as system:
        figures = await deadlines.measured(system, 8, HOUR)
    assert value(figures, "escalations missing") == value(figures, "not overdue on the board") == 0
    assert value(figures, "bare timers, last") > 0


async def test_open_cases_and_a_restart() -> None:
    async with started(**open_cases.friday(1 / 300)) as system:  # half an hour in six seconds
        figures = await open_cases.measured(system, 6, 3)
    assert value(figures, "deadlines after it missing") == 0
    assert value(figures, "memory of worker") > 0
