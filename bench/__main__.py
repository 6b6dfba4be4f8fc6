"""`make bench`: starts the system, plays, prints.

`BENCH_CASES` and `BENCH_AT_ONCE` change how much is played, `BENCH_MANY` and `BENCH_TIMES` how many cases lie behind
the pages and how often each is opened; `BENCH_MANY=0` leaves the pages out.
"""

import asyncio
import os
import tempfile
from pathlib import Path

from bench.pages import on_postgres, on_sqlite, shown
from bench.stack import running
from bench.whole_cases import measure
from tests.postgres import NoPostgres, start_postgres

LEAST_A_SECOND = 8.0
"""What the embedded default must reach on two cores with the file database."""


def _asked(name: str, otherwise: int) -> int:
    return int(os.environ.get(name, str(otherwise)))


async def whole_cases() -> bool:
    """Whether none was lost; the speed is printed, not judged: machines differ."""
    cases, at_once = _asked("BENCH_CASES", 240), _asked("BENCH_AT_ONCE", 12)
    if not cases:
        return True
    async with running() as base:
        print(
            f"{cases} whole B cases through HTTP, {at_once} at a time, {os.cpu_count()} processors …",
            flush=True,
        )
        figures = await measure(base, cases, at_once)
    print(f"cases a second      {figures.a_second:8.1f}   (aim: at least {LEAST_A_SECOND:.0f})")
    print(f"submit p50 / p99    {figures.submit(0.5):8.0f} / {figures.submit(0.99):.0f} ms")
    print(f"closed of reported  {figures.closed:8d} / {cases}   (lost: {cases - figures.closed})")
    return figures.closed == cases


async def pages() -> None:
    """Every page with many cases behind it, on both databases."""
    many, times = _asked("BENCH_MANY", 100_000), _asked("BENCH_TIMES", 30)
    if not many:
        return
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as folder:
        print(f"every page {times} times with {many:,} cases …", flush=True)
        print(shown("SQLite", await on_sqlite(Path(folder), many, times)), flush=True)
        try:
            server = start_postgres(Path(folder))
        except NoPostgres as why:
            print(f"PostgreSQL left out: {why}")
            return
        try:
            url = server.new_database("pages")
            print(shown("PostgreSQL", await on_postgres(url, many, times)), flush=True)
        finally:
            server.stop()


async def main() -> int:
    """Exit status 1 where a case was lost."""
    kept = await whole_cases()
    await pages()
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
