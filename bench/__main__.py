"""`make bench`: starts the system, plays, prints. `BENCH_CASES` and `BENCH_AT_ONCE` change how much."""

import asyncio
import os

from bench.stack import running
from bench.whole_cases import measure

LEAST_A_SECOND = 8.0
"""What the embedded default must reach on two cores with the file database."""


async def main() -> int:
    """Exit status 1 where a case was lost; the speed is printed, not judged: machines differ."""
    cases, at_once = int(os.environ.get("BENCH_CASES", "240")), int(os.environ.get("BENCH_AT_ONCE", "12"))
    async with running() as base:
        print(
            f"{cases} whole B cases through HTTP, {at_once} at a time, {os.cpu_count()} processors …",
            flush=True,
        )
        figures = await measure(base, cases, at_once)
    print(f"cases a second      {figures.a_second:8.1f}   (aim: at least {LEAST_A_SECOND:.0f})")
    print(f"submit p50 / p99    {figures.submit(0.5):8.0f} / {figures.submit(0.99):.0f} ms")
    print(f"closed of reported  {figures.closed:8d} / {cases}   (lost: {cases - figures.closed})")
    return 0 if figures.closed == cases else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
