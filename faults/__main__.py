"""`make faults`: breaks the system 200 times on each database, and prints what was lost.

`FAULTS`, `CASES`, `SECONDS`, `SEED` and `STORE` (`sqlite`, `postgresql`, `both`) change the run.
"""

import asyncio
import os
import random
import signal
from collections.abc import Coroutine

from faults.play import Run, play
from faults.table import show
from tests.postgres import NoPostgres

STORES = ("sqlite", "postgresql")


def _asked(name: str, otherwise: int) -> int:
    return int(os.environ.get(name) or otherwise)


async def main() -> int:
    """Exit status 1 where any line is not zero."""
    chosen = os.environ.get("STORE", "both")
    if chosen not in (*STORES, "both"):
        raise SystemExit(f"STORE={chosen}: one of {', '.join(STORES)}, both")
    seed, well = _asked("SEED", random.SystemRandom().randrange(10**6)), True
    for store in STORES if chosen == "both" else (chosen,):
        run = Run(store, _asked("FAULTS", 200), _asked("CASES", 500), _asked("SECONDS", 480), seed)
        print(
            f"{run.faults} faults, {run.cases} cases, {run.seconds:g} s on {store}, SEED={seed}", flush=True
        )
        try:
            outcome = await play(run)
        except NoPostgres as why:
            print(f"left out: {why}")
            continue
        title = f"{store}, SEED={seed}, {outcome.took:.0f} s"
        well = show(title, outcome.lines, outcome.notes()) and well
    return 0 if well else 1


async def _until_told(run: Coroutine[None, None, int]) -> int:
    """SIGTERM ends a run as Ctrl-C does: with nothing left running."""
    task = asyncio.ensure_future(run)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


if __name__ == "__main__":
    raise SystemExit(asyncio.run(_until_told(main())))
