"""Uploads the made-up tables as the party-building office would, then reads the report back.

Exit status 0 only if every figure is the source's. Run it beside `make demo`; twice changes nothing.
"""

import asyncio
import csv
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from demo.client import Body, Huying, Refused
from demo.registers.tables import FIGURES, MEMBERS, Line, Tables
from demo.script import EDGE
from demo.settings import CannotStart, read

OFFICE = "dangjian"
"""The account that keeps the registers, by the pack's `[keepers]`."""


async def fill(huying: Huying, communities: Sequence[str]) -> list[str]:
    """Bring all tables; what differs from the source's figures afterwards. Raises `Refused`."""
    today = (await huying.health()).story_time.astimezone(EDGE).date()
    for register, table in Tables(communities, today).all():
        said = await huying.bring(OFFICE, register, written(table))
        if said["faults_in_all"]:
            raise Refused(422, f"{register}: {said['faults'][0]}")
        print(f"{register}: 新增 {said['added']}，修改 {said['changed']}，不变 {said['same']}")
    return differing(await huying.registers(OFFICE))


def differing(report: Sequence[Body]) -> list[str]:
    """Every figure of the report that is not the source's: rows, members checked in, coverage whole."""
    found = {one["code"]: one for one in report}
    wrong = [
        f"{code} {found[code]['rows']} ≠ {rows}"
        for code, rows in FIGURES.items()
        if found[code]["rows"] != rows
    ]
    members = found["branches"]["sums"]["members"]
    wrong += [f"报到党员 {members} ≠ {MEMBERS}"] if members != MEMBERS else []
    covers = [(one["name"], one["coverage"]["percent"]) for one in report if one["coverage"]]
    return wrong + [f"{name} {percent}%" for name, percent in covers if percent != 100]


def written(table: Sequence[Line]) -> bytes:
    """A table as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode()


def communities(pack: Path) -> list[str]:
    """Codes of the pack's communities."""
    with (pack / "communities.csv").open(encoding="utf-8-sig", newline="") as rows:
        return [row["code"] for row in csv.DictReader(line for line in rows if not line.startswith("#"))]


async def main() -> int:
    """Fill them."""
    try:
        settings = read(os.environ)
        huying = Huying(settings.base)
        try:
            wrong = await fill(huying, communities(settings.pack))
        finally:
            await huying.close()
    except (CannotStart, Refused, OSError) as reason:
        print(f"台账没有填成：{reason}", file=sys.stderr)
        return 1
    print("台账与原文数字一致。" if not wrong else f"与原文不符：{'；'.join(wrong)}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
