"""One run: the system started, every matter driven, the system asked."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.stack import running
from halfyear.driving import Driven, Driver, residents
from halfyear.judging import listed, shown
from halfyear.staff import Staff
from halfyear.table import Outcome
from halfyear.volume import Matter, matters, read

PACK = Path(__file__).parent.parent / "packs" / "shuiguohu"
STORY_START = "2026-04-01T08:35:00+08:00"
SETTLES = 60.0
"""Seconds until pages show what was decided last."""
TOLD_EVERY = 30.0


@dataclass(frozen=True)
class Run:
    """What to play."""

    share: float = 0.1  # of the half-year
    at_once: int = 12
    scale: float = 0.02  # real seconds of a story second
    seed: int = 2019


@dataclass
class Progress:
    """For whoever waits."""

    wanted: int
    began: float = field(default_factory=time.monotonic)
    told: float = field(default_factory=time.monotonic)

    def tell(self, done: int) -> None:
        """A line now and then."""
        now = time.monotonic()
        if now - self.told >= TOLD_EVERY:
            self.told = now
            print(f"  {done:,} of {self.wanted:,}, {done / (now - self.began):.1f} a second", flush=True)


async def play(run: Run) -> Outcome:
    """Start, drive, ask, end."""
    wanted = matters(read(PACK), run.share, run.seed)
    driven = Driven()
    async with running(HUYING_TIME_SCALE=repr(run.scale), HUYING_STORY_START=STORY_START) as base:
        api = f"{base}/api/v1"
        limits = httpx.Limits(max_connections=4 * run.at_once)
        async with (
            httpx.AsyncClient(base_url=api, timeout=60, limits=limits, trust_env=False) as http,
            residents(api) as people,
        ):
            staff = Staff(http)
            driver, left, progress = Driver(people, staff, driven), iter(wanted), Progress(len(wanted))
            began = time.monotonic()
            await asyncio.gather(*(_worker(driver, left, progress) for _ in range(run.at_once)))
            seconds = time.monotonic() - began
            cases = await _settled(staff, len(driven.receipts))
            a, b = await shown(staff, cases, "A"), await shown(staff, cases, "B")
    return Outcome(run.share, seconds, seconds / run.scale / 3600, driven, cases, a, b)


async def _worker(driver: Driver, left: Iterator[Matter], progress: Progress) -> None:
    for matter in left:
        await driver.drive(matter)
        progress.tell(len(driver.driven.receipts))


async def _settled(staff: Staff, wanted: int) -> dict[str, tuple[str, str | None]]:
    """All cases, once nothing is on its way to the pages any more."""
    until = time.monotonic() + SETTLES
    while True:
        cases = await listed(staff)
        closed = sum(state == "closed" for state, _ in cases.values())
        if closed == wanted or time.monotonic() > until:
            return cases
        await asyncio.sleep(1.0)
