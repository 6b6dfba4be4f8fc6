"""One run: cases, faults, quiet, judgement. Called by `python -m faults` and by the tests."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from faults import clocks, judge
from faults.afterwards import stopped
from faults.asking import Asker
from faults.department import Department, Mood, entry
from faults.evidence import Seen, look
from faults.faults import FAULTS, Planned, Scene, carry_out, planned, possible
from faults.judge import Line
from faults.load import Load
from faults.system import WORKERS, System, running, up
from faults.table import quantile

SETTLES_WITHIN = 780.0
"""Seconds from the last fault until nothing may be wrong: the audit's ten minutes, its second look, and its mending."""
LOOK_AGAIN = 3.0


@dataclass(frozen=True)
class Run:
    """What to play. `named` faults are done one after another's moment instead of drawn ones."""

    store: str
    faults: int = 200
    cases: int = 500
    seconds: float = 480.0
    seed: int = 1
    scale: float = 0.0007
    look: float = 8.0
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    lines: tuple[Line, ...]
    done: Counter[str]  # faults
    late: Sequence[float]  # real seconds of each escalation
    left_out: tuple[str, ...]
    took: float
    lapsed: int = 0  # reports

    def notes(self) -> list[tuple[str, str]]:
        """What is printed beside the lines."""
        late = (f"{quantile(self.late, share):.2f}" for share in (0.5, 0.99, 1.0))
        return [
            ("escalations: seconds late, p50 / p99 / max", " / ".join(late)),
            ("reports given up and sent anew, both stores being away", str(self.lapsed)),
            ("faults done", str(self.done.total())),
            *((f"  {name}", str(number)) for name, number in sorted(self.done.items())),
            *((f"  {name}", "not possible here") for name in self.left_out),
        ]


async def play(run: Run) -> Outcome:
    """The whole of it; the seed decides the faults, and who acts."""
    began, chance = time.monotonic(), Random(run.seed)
    department = Department(seed=run.seed)
    port = await department.open()
    try:
        async with running(run.store, run.scale, entry(port)) as system:
            asker = department.asker = Asker(system.doors)
            try:
                load = Load(asker, Random(run.seed), run.cases, run.seconds * 0.7, run.look)
                done, plan = Counter[str](), _plan(run, chance, system)

                def told(one: Planned) -> None:
                    done[one.fault.name] += 1
                    print(f"{one.at:6.1f} s  {one.fault.name}: {one.target}, {one.lasts:.1f} s", flush=True)

                async with asyncio.TaskGroup() as both:
                    both.create_task(load.play())
                    both.create_task(carry_out(Scene(system, department), plan, told))
                seen, lines = await _judged(system, load, department, asker)
            finally:
                await asker.close()
            lines += await stopped(system)
            possibles = {fault.name for fault in possible(system)}
    finally:
        await department.close()
    left = tuple(f.name for f in FAULTS if f.name not in possibles) if not run.named else ()
    took = time.monotonic() - began
    return Outcome(lines, done, clocks.lateness(seen), left, took, load.account.lapsed)


def _plan(run: Run, chance: Random, system: System) -> tuple[Planned, ...]:
    if not run.named:
        return planned(chance, possible(system), run.faults, run.seconds)
    step = run.seconds / (len(run.named) + 1)
    chosen = [fault for name in run.named for fault in FAULTS if fault.name == name]
    return tuple(
        Planned(step * n, fault, fault.targets[0], fault.lasts[0]) for n, fault in enumerate(chosen, start=1)
    )


async def _judged(
    system: System, load: Load, department: Department, asker: Asker
) -> tuple[Seen, tuple[Line, ...]]:
    """Quiet: everything is up and well again. Then look until nothing is wrong, or the patience ends.

    The workers are new: what they tell of a case they have replayed from its history, event by event.
    """
    department.mood = Mood.WELL
    await system.store.mend()
    await asyncio.gather(*(system.kept[name].replace() for name in WORKERS))
    await up(system.doors)
    ends = time.monotonic() + SETTLES_WITHIN
    await asyncio.wait_for(department.quiet(), SETTLES_WITHIN)
    while True:
        seen = await look(system, load.account, department, asker)
        lines = tuple(line(seen) for line in (*judge.LINES, *clocks.LINES))
        wrong = ", ".join(f"{line.name} {len(line.wrong)}" for line in lines if line.wrong)
        if not wrong or time.monotonic() > ends:
            return seen, lines
        print(f"not settled: {wrong}", flush=True)
        await asyncio.sleep(LOOK_AGAIN)
