"""Many deadlines in one second: how late is the last escalation, against as many bare timers, and is none missing?

The cases are reported at night to an office that opens at half past eight: whenever each came in, all are due at the
same moment, and nobody acting, all climb an hour later. That hour is shortened by the story clock.
"""

import asyncio
import re
import secrets
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.bare import QUEUE
from bench.door import Door
from bench.figure import Figure, quantile, size
from bench.pages import browser
from bench.stack import System, started
from bench.whole_inside import bare_worker

ITEM = (
    "B0101"  # to be answered within an hour of the office, and within one more before the next tier is called
)
AT_ONCE = 24
OPENS = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)
"""When the office opens, on a Monday."""
GRACE = timedelta(seconds=2)
"""After the deadline the case's timer rings, in story time (`workflows.options`): not lateness, but the rule."""
A_CASE, LEAST_HOUR = 0.08, 8.0
"""Real seconds: the hour takes so many for each case, so that the first misses are over when the second ones come."""
NIGHT_A_CASE, LEAST_NIGHT = 0.15, 30.0
"""Real seconds until the office opens, in which the system starts and the cases are reported."""
MOST_OF_BARE = 1.3
PATIENCE = 120.0  # seconds
OVERDUE = re.compile(r'<p class="bad"><b>(\d+)</b>')
"""On the wall, where any are."""


@dataclass(frozen=True)
class Late:
    """Seconds from the moment that each was due to the record of its escalation; and how many there should be."""

    wanted: int
    seconds: tuple[float, ...]

    @property
    def last(self) -> float:
        """Of the last one."""
        return max(self.seconds, default=0.0)


async def many(number: int, one: Callable[[], Awaitable[object]]) -> None:
    """So many, `AT_ONCE` at a time."""
    numbers = iter(range(number))

    async def some() -> None:
        for _ in numbers:
            await one()

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


def rows(system: System, query: str) -> list[tuple[str, ...]]:
    """What the read model holds."""
    with closing(sqlite3.connect(f"file:{system.database}?mode=ro", uri=True, timeout=10)) as connection:
        return list(connection.execute(query))


def moment(text: str) -> datetime:
    """A moment as the read model writes it (UTC)."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def recorded(system: System, query: str, number: int) -> list[tuple[str, ...]]:
    """The rows once there are so many, or what there is when patience ends."""
    ends = time.monotonic() + PATIENCE
    while len(found := await asyncio.to_thread(rows, system, query)) < number and time.monotonic() < ends:
        await asyncio.sleep(0.2)
    return found


async def ours(system: System, door: Door, number: int) -> Late:
    """Cases that nobody acts on."""
    await many(number, lambda: door.start(ITEM))
    due = "SELECT respond_by FROM calls WHERE n = 1 AND case_no LIKE 'BENCH-%'"
    moments = Counter(found[0] for found in await recorded(system, due, number))
    common, together = moments.most_common(1)[0]
    if together < number:
        print(
            f"only {together} of {number} were reported before the office opened: this machine is too slow for it"
        )
    await asyncio.sleep(max(0.0, (door.story.real(moment(common)) - datetime.now(UTC)).total_seconds()))
    missed = (
        "SELECT at, recorded_at FROM events WHERE kind = 'response_missed_again' AND case_no IN"
        f" (SELECT case_no FROM calls WHERE n = 1 AND respond_by = '{common}')"
    )
    await asyncio.sleep(door.story.real_duration(timedelta(hours=1)).total_seconds())
    found = await recorded(system, missed, together)
    late = (moment(at) - door.story.real(moment(due) + GRACE) for due, at in found)
    return Late(together, tuple(one.total_seconds() for one in late))


async def bare(system: System, door: Door, number: int, hour: float) -> Late:
    """Bare workflows with as many timers, and the same rows to write."""
    due = datetime.now(UTC) + timedelta(seconds=2 * hour)

    async def one() -> None:
        name = f"BARE-{secrets.token_hex(6)}"
        await door.client.start_workflow("BareDeadline", args=[due, hour], id=name, task_queue=QUEUE)

    await many(number, one)
    again = due + timedelta(seconds=hour)
    await asyncio.sleep(max(0.0, (again - datetime.now(UTC)).total_seconds()))
    kind = "kind = 'response_missed_again' AND case_no LIKE 'BARE-%'"
    found = await recorded(system, f"SELECT recorded_at FROM events WHERE {kind}", number)
    return Late(number, tuple((moment(at) - again).total_seconds() for (at,) in found))


async def overdue_shown(base: str) -> tuple[int, float]:
    """How many calls the wall of the command centre shows as overdue, and how many ms that took."""
    async with aclosing(await browser(base, "street-director")) as client:
        began = time.perf_counter()
        wall = (await client.get("/command/wall")).raise_for_status().text
        took = 1000 * (time.perf_counter() - began)
    said = OVERDUE.search(wall)
    return int(said[1]) if said else 0, took


def night(hour: float, seconds: float) -> dict[str, str]:
    """Settings of a system whose office opens after so many seconds, and whose hours take `hour` seconds each."""
    start = OPENS - timedelta(hours=seconds / hour)
    return {"HUYING_TIME_SCALE": repr(hour / 3600), "HUYING_STORY_START": start.isoformat()}


async def measured(system: System, number: int, hour: float) -> list[Figure]:
    """So many cases due in one second, then as many bare workflows."""
    door = await Door.of(system.env)
    case = await ours(system, door, number)
    shown, took = await overdue_shown(system.base)
    async with bare_worker(system):
        other = await bare(system, door, number, hour)
    name = f"{number:,} deadlines in one second"
    return [
        Figure(f"{name}: escalations missing", case.wanted - len(case.seconds), most=0),
        Figure(f"{name}: escalated, p50", quantile(case.seconds, 0.5), "s"),
        Figure(f"{name}: escalated, last", case.last, "s"),
        Figure(f"{name}: bare timers, last", other.last, "s"),
        Figure(f"{name}: last, of the bare timers'", case.last / other.last, "×", most=MOST_OF_BARE),
        Figure(f"{name}: not overdue on the board", max(0, case.wanted - shown), most=0),
        Figure(f"{name}: the board", took, "ms"),
    ]


async def run() -> Sequence[Figure]:
    """100 and 1,000; with `BENCH_DUE` that many alone."""
    figures: list[Figure] = []
    for number in (size("DUE", 0),) if size("DUE", 0) else (100, 1000):
        hour = max(LEAST_HOUR, A_CASE * number)
        async with started(**night(hour, LEAST_NIGHT + NIGHT_A_CASE * number)) as system:
            figures += await measured(system, number, hour)
    return figures
