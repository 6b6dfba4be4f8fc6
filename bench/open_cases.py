"""Ten thousand open cases: what worker and server hold in memory, how long a restart takes, how late they are after it.

They are reported on a Friday evening, so that none is due before Monday. Then come some urgent ones, due within half an
hour at any time of the day, and the system is restarted at once.
"""

import time
from collections.abc import Sequence

import httpx

from bench.deadlines import GRACE, many, moment, recorded
from bench.door import Door
from bench.figure import Figure, quantile, size
from bench.stack import System, memory, started

BULK, URGENT = "B0102", "B0202"
FRIDAY_EVENING = "2026-10-09T17:40:00+08:00"
SCALE = 1 / 60  # half an hour of the story is half a minute
URGENT_CASES = 100
PROCESSES = ("worker", "temporal", "api")
MOST_LATE = 5.0  # seconds


async def filled(system: System, door: Door, number: int) -> list[Figure]:
    """So many cases, none of them due soon; what the processes hold with them."""
    before = {name: memory(system.pid(name)) for name in PROCESSES}
    began = time.monotonic()
    await many(number, lambda: door.start(BULK))
    await recorded(system, f"SELECT case_no FROM calls WHERE n = 1 AND item = '{BULK}'", number)
    took = time.monotonic() - began
    figures = [Figure(f"{number:,} open cases: reported and called", number / took, "a second")]
    for name in PROCESSES:
        held = memory(system.pid(name))
        figures.append(Figure(f"{number:,} open cases: memory of {name}", held, "MB"))
        figures.append(Figure(f"{number:,} open cases: more than at the start", held - before[name], "MB"))
    return figures


async def restarted(system: System, door: Door, number: int, urgent: int) -> list[Figure]:
    """Stopped and started again, with urgent deadlines on their way."""
    await many(urgent, lambda: door.start(URGENT))
    due = f"SELECT case_no FROM calls WHERE n = 1 AND item = '{URGENT}'"
    await recorded(system, due, urgent)
    began = time.monotonic()
    await system.stop()
    stopped = time.monotonic()
    await system.start()
    async with httpx.AsyncClient(base_url=system.base, timeout=60, trust_env=False) as http:
        (await http.get("/")).raise_for_status()
    ready, now = time.monotonic(), door.now()
    breached = (  # the first of each case: on a short clock the second is soon there too
        "SELECT min(at), min(recorded_at) FROM events WHERE kind = 'breached' AND call_n = 1"
        f" AND case_no IN ({due}) GROUP BY case_no"
    )
    found = await recorded(system, breached, urgent)
    late = [
        (moment(at) - door.story.real(max(moment(due_at) + GRACE, now))).total_seconds()
        for due_at, at in found
    ]
    name = f"{number:,} open cases"
    return [
        Figure(f"{name}: stopped", stopped - began, "s"),
        Figure(f"{name}: started, to the first page", ready - stopped, "s"),
        Figure(f"{name}: of {urgent} deadlines after it missing", urgent - len(found), most=0),
        Figure(f"{name}: late after it, p50", quantile(late, 0.5), "s"),
        Figure(f"{name}: late after it, last", max(late, default=0.0), "s", most=MOST_LATE),
        Figure(f"{name}: memory of worker after it", memory(system.pid("worker")), "MB"),
    ]


async def measured(system: System, number: int, urgent: int) -> list[Figure]:
    """So many open cases, and so many deadlines after the restart."""
    door = await Door.of(system.env)
    return await filled(system, door, number) + await restarted(system, door, number, urgent)


def friday(scale: float) -> dict[str, str]:
    """Settings of a system on that evening, whose seconds take so many real ones."""
    return {"HUYING_STORY_START": FRIDAY_EVENING, "HUYING_TIME_SCALE": repr(scale)}


async def run() -> Sequence[Figure]:
    """`BENCH_OPEN` cases, and `BENCH_URGENT` deadlines."""
    async with started(**friday(SCALE)) as system:
        return await measured(system, size("OPEN", 10_000), size("URGENT", URGENT_CASES))
