"""A whole B case driven by the Temporal client, against a bare workflow written by hand: throughput and CPU per case.

Both run on one system in turn, one stretch each, again and again: whatever else the machine does hits both.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from temporalio.client import Client

from bench.bare import QUEUE, READY
from bench.door import HOME, SEALED, Door
from bench.figure import Figure, size
from bench.stack import System, cpu, started
from contracts import names
from domain.case import Outcome
from domain.facts import Check, Complete, Rate, Respond, Result
from domain.people import REPORTER, Actor, Role

ITEM = "B0102"
LEAD = Actor("guanli-1", "guanli", (Role.HANDLER,))
CHECKER = Actor("SQ07-G03", "SQ07-G03", (Role.HANDLER, Role.GRID_CHIEF))
MORNING = {"HUYING_STORY_START": "2026-10-09T09:00:00+08:00"}
"""A working day: a case begun now has one timer from its call to its end, at whatever hour it is measured."""
LEAST_OF_BARE, MOST_OF_BARE = 0.8, 1.25


@dataclass
class Side:
    """One of the two: how a case is played, and what its stretches came to."""

    play: Callable[[], Awaitable[None]]
    pids: tuple[int, ...]  # of its worker and of the server
    cases: int = 0
    seconds: float = 0.0
    cpu: float = 0.0  # seconds of worker and server together

    async def stretch(self, cases: int, at_once: int) -> None:
        """So many cases, so many at a time."""
        numbers = iter(range(cases))

        async def some() -> None:
            for _ in numbers:
                await self.play()

        began, used = time.monotonic(), sum(cpu(pid) for pid in self.pids)
        await asyncio.gather(*(some() for _ in range(at_once)))
        took = time.monotonic() - began
        self.cpu += sum(cpu(pid) for pid in self.pids) - used
        self.cases, self.seconds = self.cases + cases, self.seconds + took

    @property
    def a_second(self) -> float:
        """Whole cases a second."""
        return self.cases / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Of worker and server, for one case."""
        return 1000 * self.cpu / self.cases


async def ours(door: Door) -> None:
    """One case from report to archive, as its doors tell it."""
    case_no = await door.start(ITEM)
    await door.signal(case_no, Respond(1, "contacted", "马上去看"), LEAD)
    await door.signal(case_no, Complete(1, Result.SOLVED, "已清运", "现场记录"), LEAD)
    await door.command(case_no, Check(True, "干净了"), CHECKER)
    await door.command(case_no, Rate(5), REPORTER)
    assert (await door.ended(case_no)).outcome == Outcome.SOLVED


async def bare(client: Client) -> None:
    """The same of the bare workflow, with messages as long."""
    number = f"BARE-{secrets.token_hex(6)}"
    report = {"case_no": number, "channel": "wechat", "sealed": SEALED, "item": ITEM, **HOME}
    handle = await client.start_workflow("BareCase", report, id=number, task_queue=QUEUE, result_type=dict)
    for kind, note in (("respond", "马上去看"), ("complete", "已清运")):
        await handle.signal(names.REPORT_FACT, _told(kind, note))
    for kind, note in (("check", "干净了"), ("rate", "")):
        await handle.execute_update(names.COMMAND, _told(kind, note), result_type=dict)
    assert (await handle.result())["rating"] == 5


def _told(kind: str, note: str) -> dict[str, Any]:
    by = {"account": "guanli-1", "unit": "guanli", "roles": ["handler"]}
    return {"id": secrets.token_hex(8), "at": time.time(), "by": by, "kind": kind, "note": note, "call": 1}


@asynccontextmanager
async def bare_worker(system: System) -> AsyncIterator[int]:
    """The process id of a bare worker beside the system's own."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.bare", env=system.env, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        async with asyncio.timeout(60):
            said = (await child.stdout.readline()).decode().strip()
        if said != READY:
            raise SystemExit("the bare worker did not start")
        yield child.pid
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


async def measured(system: System, cases: int, at_once: int, turns: int) -> tuple[Side, Side]:
    """Ours and the bare one, after so many turns of so many cases each."""
    async with bare_worker(system) as other:
        door = await Door.of(system.env)
        server = system.pid("temporal")
        sides = (
            Side(lambda: ours(door), (system.pid("worker"), server)),
            Side(lambda: bare(door.client), (other, server)),
        )
        for side in sides:  # the first cases of a process pay for what it loads
            await Side(side.play, side.pids).stretch(at_once, at_once)
        for _ in range(turns):
            for side in sides:
                await side.stretch(cases, at_once)
    return sides


async def run() -> Sequence[Figure]:
    """`BENCH_INSIDE` cases a stretch, `BENCH_AT_ONCE` at a time, `BENCH_TURNS` stretches each."""
    at_once = size("AT_ONCE", 12)
    async with started(**MORNING) as system:
        case, other = await measured(system, size("INSIDE", 120), at_once, size("TURNS", 4))
    return [
        Figure(f"whole B cases by the Temporal client, {at_once} at a time", case.a_second, "a second"),
        Figure("the bare workflow likewise", other.a_second, "a second"),
        Figure("throughput, of the bare workflow's", case.a_second / other.a_second, "×", LEAST_OF_BARE),
        Figure("CPU of worker and server a case", case.cpu_ms, "ms"),
        Figure("the bare workflow's", other.cpu_ms, "ms"),
        Figure("CPU, of the bare workflow's", case.cpu_ms / other.cpu_ms, "×", most=MOST_OF_BARE),
    ]
