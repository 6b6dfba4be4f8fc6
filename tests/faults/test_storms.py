"""The three storms in short, on one system whose offices are closed for the first seconds."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from faults.storms import EVENING, NIGHT, SENDS, Storm, due_at_once, receipts, reports
from faults.system import System, running

pytestmark = pytest.mark.long
NIGHT_LASTS = 25.0  # seconds


@pytest_asyncio.fixture(scope="module")
async def system() -> AsyncIterator[System]:
    """One system for all three."""
    async with running("sqlite", NIGHT_LASTS / NIGHT, SENDS, **EVENING) as started:
        yield started


def wrong(storm: Storm) -> dict[str, tuple[str, ...]]:
    """What is not as it must be."""
    return {line.name: line.wrong for line in storm.lines if line.wrong}


async def test_many_due_at_once_are_all_breached(system: System) -> None:
    assert wrong(await due_at_once(system, 50)) == {}


async def test_a_flood_of_receipts_keeps_no_completion_out(system: System) -> None:
    storm = await receipts(system, 600, 4.0, doors=2)
    assert wrong(storm) == {}
    assert "429" in dict(storm.notes)["answers"]


async def test_a_flood_of_reports_loses_none(system: System) -> None:
    assert wrong(await reports(system, 50.0, 5.0)) == {}
