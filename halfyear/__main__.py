"""`make half-year`: the source's half-year through the live system, its table beside ours.

`SHARE` (0.1; 1 is the whole), `AT_ONCE`, `SCALE` and `SEED` change the run. Exit status 1 where anything was lost.
"""

import asyncio
import os

from rich.console import Console

from halfyear.play import Run, play
from halfyear.table import show

WIDTH = 100


def asked() -> Run:
    """What the environment asks for. Raises `SystemExit` with one sentence."""
    ordinary = Run()
    try:
        run = Run(
            float(os.environ.get("SHARE") or ordinary.share),
            int(os.environ.get("AT_ONCE") or ordinary.at_once),
            float(os.environ.get("SCALE") or ordinary.scale),
            int(os.environ.get("SEED") or ordinary.seed),
        )
    except ValueError as error:
        raise SystemExit(f"half-year: {error}") from error
    if not (0 < run.share <= 1 and 1 <= run.at_once <= 200 and 0.001 <= run.scale <= 1):
        raise SystemExit("half-year: SHARE is above 0 and at most 1, AT_ONCE 1 to 200, SCALE 0.001 to 1")
    return run


def main() -> int:
    """Play, and print."""
    run = asked()
    print(f"{run.share:g} of the half-year through HTTP, {run.at_once} at a time …", flush=True)
    outcome = asyncio.run(play(run))
    return 0 if show(Console(width=WIDTH), outcome) else 1


if __name__ == "__main__":
    raise SystemExit(main())
