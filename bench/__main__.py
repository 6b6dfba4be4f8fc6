"""`make bench`: every figure of this machine, as one table and as JSON under `var/bench/`.

`python -m bench [NAME …] [--write]`: those benches alone; `--write` puts the table into `docs/performance.md`. Sizes
are taken from the environment, `BENCH_…`, and are named where they are used. Exit status 1 where an aim was missed.
"""

from infra.loading import loaded

# isort: split
import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bench import costs, deadlines, million, open_cases, pages, rules, steady, whole_cases, whole_inside
from bench.figure import Figure, table, write_json

ROOT = Path(__file__).parent.parent
PAGE, JSON = ROOT / "docs" / "performance.md", ROOT / "var" / "bench"
BEGINS, ENDS = "<!-- make bench: begins -->\n", "<!-- make bench: ends -->\n"

Run = Callable[[], Awaitable[Sequence[Figure]]]
BENCHES: dict[str, Run] = {
    "inside": whole_inside.run,
    "whole": whole_cases.run,
    "steady": steady.run,
    "deadlines": deadlines.run,
    "open": open_cases.run,
    "costs": costs.run,
    "pages": pages.run,
    "million": million.run,
    "rules": rules.run,
}
"""Each measures one thing, on a system of its own."""


async def played(names: Sequence[str]) -> list[Figure]:
    """Those benches one after the other, each printed as it ends and kept as JSON."""
    figures: list[Figure] = []
    for name in names:
        print(f"\n{name} …", flush=True)
        came = await BENCHES[name]()
        print(table(came), flush=True)
        write_json(JSON, name, came)
        figures += came
    return figures


def written(text: str, figures: Sequence[Figure]) -> str:
    """The page with that table in the place of the one before."""
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    if not after:
        raise ValueError("the page has no place for the table")
    return f"{before}{BEGINS}\n{table(figures)}\n\n{ENDS}{after}"


async def main(arguments: Sequence[str]) -> int:
    """Exit status 1 where an aim was not met."""
    parser = argparse.ArgumentParser("python -m bench", description="Figures of this machine.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; all if none")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked = parser.parse_args(arguments)
    if strange := [name for name in asked.names if name not in BENCHES]:
        parser.error(f"there is no bench {', '.join(strange)}; there are {', '.join(BENCHES)}")
    print(f"{os.cpu_count()} processors; compare ratios, such machines are noisy")
    figures = await played(asked.names or list(BENCHES))
    print(f"\n{table(figures)}\n\nkept in {JSON.relative_to(ROOT)}/")
    if asked.write:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
    return 1 if any(figure.met is False for figure in figures) else 0


if __name__ == "__main__":
    loaded()  # what is measured in this process looks for garbage as seldom as the API does
    raise SystemExit(asyncio.run(main(sys.argv[1:])))
