"""What is asked of a stopped system: is the record as it was written, and do its rows come out the same again?"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence

from faults.judge import Line
from faults.stores import text_of
from faults.system import ROOT, System

NUMBERS = ("calls", "asked", "answered", "due", "completed", "rated", "satisfied", "late", "left_out")
"""What the rates are made of, by month, pentad and day."""
_DAY = "CAST(substr(day, 9) AS INTEGER)"
_FIVES = f"CASE WHEN {_DAY} > 30 THEN 5 ELSE ({_DAY} - 1) / 5 END"
PENTAD = f"substr(day, 1, 8) || substr('010611162126', 1 + 2 * {_FIVES}, 2)"
"""The first day of the five that a day is one of; a month's last are three to six."""
KEPT = {
    "month": ("figures", "substr(day, 1, 7)"),
    "pentad": ("figure_pentads", PENTAD),
    "day": ("figure_days", "day"),
}
"""Where, and what waits to be added there."""
SUMS = """SELECT {span}, grade, apart, key, {sums} FROM (
    SELECT {span}, grade, apart, key, {numbers} FROM {table} WHERE kind = '{kind}'
    UNION ALL SELECT {came}, grade, apart, {kind}, {numbers} FROM figures_waiting WHERE {kind} IS NOT NULL
) AS summed GROUP BY {span}, grade, apart, key HAVING sum(calls) <> 0 ORDER BY {span}, grade, apart, key"""
PROJECTIONS = {
    "cases": "SELECT * FROM cases ORDER BY case_no",
    "calls": "SELECT * FROM calls ORDER BY call_id",
    "tasks": "SELECT * FROM tasks ORDER BY case_no, id",
} | {
    f"sums of a {span} by {kind}": SUMS.format(
        span=span,
        table=table,
        came=came,
        kind=kind,
        numbers=", ".join(NUMBERS),
        sums=", ".join(f"sum({name}) AS {name}" for name in NUMBERS),
    )
    for kind in ("unit", "tier")
    for span, (table, came) in KEPT.items()
}
"""What `huying rebuild` must bring back as it was."""
BOOKMARK = "look_at"
"""The one column that no event makes: where the warnings have read to."""


async def stopped(system: System) -> tuple[Line, ...]:
    """Stop everything but the database, then rebuild and verify."""
    await system.stop()
    return await asyncio.to_thread(_rebuilt, system), await asyncio.to_thread(_verified, system)


def _rebuilt(system: System) -> Line:
    before, whole = _projections(system), 0
    said = _huying(system, "rebuild")
    wrong = [] if said.returncode == 0 else [said.stdout[-300:] + said.stderr[-300:]]
    for name, rows in _projections(system).items():
        whole += len(rows)
        if rows != before[name]:
            differing = [line for line in rows if line not in set(before[name])]
            wrong.append(f"{name}: {differing[:1]} of {len(differing)}")
    return Line("rebuilt rows that differ from before", whole, tuple(wrong))


def _verified(system: System) -> Line:
    said = _huying(system, "verify")
    lines = [line for line in said.stdout.splitlines() if not line.startswith("(on record")]
    return Line("differences found by huying verify", 1, tuple(lines[:-1] if said.returncode else ()))


def _projections(system: System) -> dict[str, list[bytes]]:
    read = system.store.rows
    return {name: text_of(read(query), BOOKMARK).split(b"\n") for name, query in PROJECTIONS.items()}


def _huying(system: System, command: str) -> subprocess.CompletedProcess[str]:
    arguments: Sequence[str] = (sys.executable, "-m", "keeping", command)
    env = os.environ | system.env
    return subprocess.run(
        arguments, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False
    )
