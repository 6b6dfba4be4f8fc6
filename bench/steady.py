"""Through HTTP, by the clock and not by the answer: reports at three rates, and whole B cases at two.

Whoever reports does not wait until the one before has been answered: what is late here is late for everybody behind it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from bench.figure import Figure, size, spread
from bench.stack import running
from bench.whole_cases import Driver, Figures

RATES = (1, 10, 30)  # reports a second
WHOLE = (8, 12)  # whole cases a second
MOST_P50, MOST_P99 = 25.0, 100.0  # ms, of a report at the first of those
CLOSED_WITHIN = 60.0  # seconds
LOOK_AGAIN = 0.5


@dataclass
class Paced:
    """What came of things begun at a steady rate."""

    wanted: int = 0
    errors: list[str] = field(default_factory=list)

    async def play(self, rate: float, seconds: float, one: Callable[[int], Awaitable[None]]) -> None:
        """Begin `rate` a second for so long, waiting for none of them; return when all have ended."""
        began = time.monotonic()
        self.wanted = int(rate * seconds)
        async with asyncio.TaskGroup() as under_way:
            for n in range(self.wanted):
                await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
                under_way.create_task(self._noted(one(n)))

    async def _noted(self, one: Awaitable[None]) -> None:
        try:
            await one
        except httpx.HTTPError as error:
            self.errors.append(repr(error)[:200])


@asynccontextmanager
async def driving(base: str) -> AsyncIterator[Driver]:
    """A signed-in driver, whose connections are as many as it takes; one case is played first."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=f"{base}/api/v1", timeout=60, limits=limits, trust_env=False
    ) as http:
        driver = Driver(http, Figures(0))
        await driver.sign_in()
        await driver.whole_case(0)
        driver.forget()
        yield driver


async def reports(base: str, rate: int, seconds: int) -> list[Figure]:
    """Reports alone, `rate` a second."""
    paced = Paced()
    async with driving(base) as driver:
        await paced.play(rate, seconds, driver.report_only)
        took = driver.submits_ms
    name = f"submit, {rate} a second"
    return [*spread(name, took, "ms", (None, None)), Figure(f"{name}: errors", len(paced.errors), most=0)]


async def cases(base: str, rate: int, seconds: int, most: tuple[float | None, float | None]) -> list[Figure]:
    """Whole B cases, `rate` a second, and every one closed."""
    paced = Paced()
    async with driving(base) as driver:
        began = time.monotonic()
        await paced.play(rate, seconds, driver.whole_case)
        took = time.monotonic() - began
        closed, patient_until = 0, time.monotonic() + CLOSED_WITHIN
        while closed < len(driver.codes) and time.monotonic() < patient_until:
            await asyncio.sleep(LOOK_AGAIN)
            closed = await driver.count_closed()
        submits = driver.submits_ms
    for error in dict.fromkeys(paced.errors):
        print(error)
    name = f"whole B cases, {rate} a second for {seconds} s"
    return [
        Figure(f"{name}: errors", len(paced.errors), most=0),
        Figure(f"{name}: not closed", paced.wanted - closed, most=0),
        Figure(f"{name}: ended after", took, "s"),
        *spread(f"{name}: submit", submits, "ms", most),
    ]


async def run() -> Sequence[Figure]:
    """`BENCH_SUBMIT_SECONDS` at each rate of reports, `BENCH_STEADY_SECONDS` at each of whole cases."""
    figures: list[Figure] = []
    async with running() as base:
        for rate in RATES:
            figures += await reports(base, rate, size("SUBMIT_SECONDS", 30))
    for rate in WHOLE:
        most = (MOST_P50, MOST_P99) if rate == WHOLE[0] else (None, None)
        async with running() as base:
            figures += await cases(base, rate, size("STEADY_SECONDS", 60), most)
    return figures
