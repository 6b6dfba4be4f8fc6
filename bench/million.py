"""Lists, search, board and rates with a million cases behind them, on both databases: each query, and its page.

The queries through the read model's own functions, the pages as a reader on the same machine sees them.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from bench.figure import Figure, quantile, size
from bench.multiplied import multiply
from bench.pages import Timed, browser, open_page, played
from bench.stack import running
from readmodel.board import grids_of, pressing, went_up, where_open
from readmodel.calls import CallFilter, list_calls
from readmodel.case_counts import counts_of_cases
from readmodel.cases import CaseFilter, list_cases
from readmodel.cohort import By
from readmodel.database import Database
from readmodel.rate_cases import rate_cases
from readmodel.rates import rates_by, with_and_without
from readmodel.spans import month_around
from readmodel.tasks import list_tasks
from tests.postgres import NoPostgres, start_postgres

AIM = 50.0  # milliseconds, p99
Query = Callable[[AsyncSession], Awaitable[Any]]


def queries(now: datetime, a_number: str) -> dict[str, Query]:
    """Every query of lists, search, board and rates, by what it is asked; `now` is story time."""
    month = month_around(now)
    before = month_around(month.start - timedelta(days=1))
    this, last = (month.start, month.end, now), (before.start, before.end, now)
    days = (now - timedelta(days=30), now, now)
    middles = (before.start - timedelta(days=15), before.start + timedelta(days=15), now)

    def cases(cursor: str | None = None, **asked: Any) -> Query:
        return lambda session: list_cases(session, CaseFilter(**asked), cursor, 50, now)

    def rates(by: By, period: tuple[datetime, datetime, datetime]) -> Query:
        return lambda session: rates_by(session, *period, by)

    async def second_page(session: AsyncSession) -> None:
        first = await list_cases(session, CaseFilter(), None, 50, now)
        await list_cases(session, CaseFilter(), first.next_cursor, 50, now)

    return {
        "list": cases(),
        "list, two pages": second_page,
        "list, state=closed": cases(state="closed"),
        "list, state=handling": cases(state="handling"),
        "list, grade=A": cases(grade="A"),
        "list, tier=district": cases(tier="district"),
        "list, tier=city (none)": cases(tier="city"),
        "list, unit": cases(unit="unit003"),
        "list, unit (rare)": cases(unit="unit249"),
        "list, community": cases(community="SQ07"),
        "list, item": cases(item="X003"),
        "list, item (rare)": cases(item="X385"),
        "list, item and grade": cases(item="X003", grade="A"),
        "list, unit, community and grade": cases(unit="unit003", community="SQ07", grade="C"),
        "list, overdue": cases(overdue=True),
        "list, a month half a year ago": cases(
            opened_from=now - timedelta(days=190), opened_to=now - timedelta(days=160)
        ),
        "list of a unit": cases(units_visible=("guanli",), not_about="guanli"),
        "list of a unit with little": cases(units_visible=("unit249",), not_about="unit249"),
        "list of a unit with nothing": cases(units_visible=("nobody",), not_about="nobody"),
        "search, a word": cases(q="事项00"),
        "search, a rare word": cases(q="事项385"),
        "search, a unit's name": cases(q="单位24"),
        "search, no such word": cases(q="查无此事"),
        "search, no such letters": cases(q="abc"),
        "search, a number": cases(q=a_number),
        "search, a number's end": cases(q=a_number[-8:]),
        "search, a day's numbers": cases(q=a_number[4:12]),
        "search, part of a number": cases(q=a_number[-6:-1]),
        "calls of a unit": lambda session: list_calls(
            session, CallFilter(("guanli",), "open", not_about="guanli"), None, 50, now
        ),
        "tasks of the desk": lambda session: list_tasks(session, ("street-command",)),
        "board, columns": lambda session: pressing(session, now, now + timedelta(hours=4), None, 50),
        "board, map": lambda session: where_open(session, None, 500),
        "board, went up": lambda session: went_up(session, datetime.now(UTC) - timedelta(days=1), 20),
        "board, grids": lambda session: grids_of(session, [f"SQ07-G{n:02}" for n in range(1, 13)], now),
        **{
            f"rates by {by}, {name}": rates(by, period)
            for by in get_args(By)
            for name, period in (("this month", this), ("last month", last))
        },
        "rates by unit of A, with and without": lambda session: with_and_without(
            session, *last, "unit", grade="A"
        ),
        "rates by month, a year": lambda session: rates_by(
            session, now - timedelta(days=365), now, now, "month"
        ),
        "rates by unit, 30 days": lambda session: rates_by(session, *days, "unit"),
        "rates by unit, from middle to middle": lambda session: rates_by(session, *middles, "unit"),
        "cases behind a figure": lambda session: rate_cases(session, *last, "unit", "guanli", "completion"),
        "cases behind a small figure": lambda session: rate_cases(session, *last, "item", "X385", "response"),
        "cases behind a tier's figure": lambda session: rate_cases(
            session, *last, "tier", "district", "completion"
        ),
        "cases behind nothing": lambda session: rate_cases(session, *last, "tier", "city", "completion"),
        "counts of a month": lambda session: counts_of_cases(session, before.start, before.end),
    }


def pages(number: str) -> list[Timed]:
    """The pages that show them."""
    director, unit = "street-director", "guanli"
    return [
        Timed("/results"),
        Timed("/desk", unit),
        Timed("/desk/done", unit),
        Timed("/figures", unit),
        Timed("/cases", unit, "/cases (unit)"),
        Timed("/command", director),
        Timed("/command/wall", director),
        Timed("/cases", director, "/cases (desk)"),
        Timed("/cases?grade=C&state=closed", director, "/cases?grade=&state="),
        Timed("/cases?overdue=true", director),
        Timed("/cases?q=事项385", director, "/cases?q="),
        Timed("/cases?q=查无此事", director, "/cases?q= (none)"),
        Timed(f"/cases?q={number[-8:]}", director, "/cases?q=number"),
        Timed("/rates", director),
        Timed("/rates?by=item", director),
        Timed("/rates?by=grid", director),
        Timed("/rates/cases?key=guanli", director, "/rates/cases"),
        Timed("/operations", "admin"),
    ]


async def ask(url: str, times: int, number: str) -> list[Timed]:
    """Each query so many times, in this process."""
    database, found = Database(url), []
    try:
        for name, query in queries(datetime.now(UTC), number).items():
            timed = Timed(name)
            for n in range(times + 1):
                began = time.perf_counter()
                async with database.session() as session:
                    await query(session)
                if n:  # the first fills caches that stay full
                    timed.took.append(1000 * (time.perf_counter() - began))
            found.append(timed)
    finally:
        await database.dispose()
    return found


async def measure(url: str, sync_url: str, cases: int, times: int) -> tuple[list[Timed], list[Timed]]:
    """Play some, multiply them, ask; then open the pages."""
    async with (
        running(HUYING_DATABASE_URL=url) as base,
        httpx.AsyncClient(base_url=f"{base}/api/v1", timeout=60, trust_env=False) as http,
    ):
        number, _, _ = await played(http)
    began = time.perf_counter()
    await asyncio.to_thread(multiply, sync_url, cases)
    print(f"{cases:,} cases in {time.perf_counter() - began:.0f} s", flush=True)
    asked = await ask(url, times, number)
    async with running(HUYING_DATABASE_URL=url) as base:
        opened = pages(number)
        clients = {page.account: await browser(base, page.account) for page in opened}
        for page in opened:
            await open_page(clients[page.account], page, times)
        for client in clients.values():
            await client.aclose()
    return asked, opened


def shown(database: str, timed: Sequence[Timed]) -> str:
    """A table, the slowest first."""
    lines = [f"{database:42} {'p50':>7} {'p99':>7} ms   (aim: p99 under {AIM:.0f})"]
    for one in sorted(timed, key=lambda one: -quantile(one.took, 0.99)):
        p50, p99 = (quantile(one.took, share) for share in (0.5, 0.99))
        lines.append(f"{one.name or one.path:42} {p50:7.1f} {p99:7.1f}{'  slow' if p99 >= AIM else ''}")
    return "\n".join(lines)


async def run() -> Sequence[Figure]:
    """`BENCH_ROWS` cases, each query and page `BENCH_TIMES` times, on both databases; all of them are printed."""
    cases, times = size("ROWS", 1_000_000), size("TIMES", 30)
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as folder:
        file = Path(folder) / "million.db"
        came = _figures(
            "SQLite", *await measure(f"sqlite+aiosqlite:///{file}", f"sqlite:///{file}", cases, times)
        )
        file.unlink()
        try:
            server = start_postgres(Path(folder))
        except NoPostgres as why:
            print(f"PostgreSQL left out: {why}")
            return came
        try:
            url = server.new_database("million")
            came += _figures("PostgreSQL", *await measure(url, url, cases, times))
        finally:
            server.stop()
    return came


def _figures(database: str, asked: Sequence[Timed], opened: Sequence[Timed]) -> list[Figure]:
    figures = []
    for what, timed in (("query", asked), ("page", opened)):
        print(shown(f"{database}: {what}", timed), flush=True)
        slow = max(timed, key=lambda one: quantile(one.took, 0.99))
        name = f"slowest {what} over many cases on {database}, p99: {slow.name or slow.path}"
        figures.append(Figure(name, quantile(slow.took, 0.99), "ms", most=AIM))
    return figures


if __name__ == "__main__":
    asyncio.run(run())
