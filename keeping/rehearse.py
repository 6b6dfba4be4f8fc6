"""`huying rehearse`: reports played through the rules under another pack or other people, before anybody lives by it.

Reads packs, a staffing file and, with --recorded, the read model; changes nothing. See docs/howto/rehearse-a-policy.md.
"""

import argparse
import asyncio
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

from rich.console import Console

from domain.catalogue import Grade
from domain.localtime import zone
from domain.policy import City
from infra.pack import load_city
from infra.pack.hours import parse_hours
from infra.refusal import StartError
from infra.settings import Settings
from keeping.opening import read_model
from readmodel.reported import reported
from rehearsal.arrivals import MOST, Arrival, drawn
from rehearsal.comparing import told
from rehearsal.printing import show
from rehearsal.side import Played, Side, play
from rehearsal.staffing import Staffing
from rehearsal.staffing_file import ORDINARY, StaffingError
from rehearsal.staffing_file import load as load_staffing

NAME, HELP = "rehearse", "play reports under another pack or other people, beside today's"
HALF_YEAR, OF_A, OF_B = 183, 59_710, 1_982
"""The source's volume: what a street of this size gets from April to September."""
SETTLES = timedelta(days=60)
"""After the last report cases may end for so long; what is open then is counted as it stands."""
WIDTH = 132
"""Signs in a line: the table of units takes them."""
LONGEST = 3 * 366
"""Days."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--pack", type=Path, metavar="FOLDER", help="the new pack (without it: today's)")
    parser.add_argument("--staff", type=Path, metavar="FILE", help="the new staffing (without it: today's)")
    parser.add_argument(
        "--staff-today", type=Path, metavar="FILE", help=f"today's staffing (without it: {ORDINARY.name})"
    )
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar="DAY", help="2026-04-01")
    parser.add_argument(
        "--to", dest="last", type=_day, required=True, metavar="DAY", help="that day included"
    )
    parser.add_argument("--recorded", action="store_true", help="the reports recorded then, not drawn ones")
    parser.add_argument("--a", type=_count, metavar="N", help="A events to draw (else the source's volume)")
    parser.add_argument("--b", type=_count, metavar="N", help="B cases to draw (else the source's volume)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of all chance")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out. Raises `StartError`."""
    if not timedelta() <= asked.last - asked.first < timedelta(days=LONGEST):
        raise StartError(f"--to must lie on or after --from, and within {LONGEST} days of it")
    today, new = await asyncio.to_thread(_cities, asked, settings)
    staff_today = _staffing(asked.staff_today, today)
    staffs = (staff_today, _staffing(asked.staff or asked.staff_today, new))
    arrivals = await _arrivals(asked, settings, today, staff_today)
    if not arrivals:
        raise StartError("no report came in then: nothing to rehearse")
    start, end = (_midnight(today, day) for day in (asked.first, asked.last + timedelta(days=1)))
    sides = [
        Side(city, staff, asked.seed, start, end, end + SETTLES)
        for city, staff in zip((today, new), staffs, strict=True)
    ]
    played = await asyncio.to_thread(_both, sides, arrivals)
    seconds, used = (max(getattr(side, name) for side in played) for name in ("seconds", "processor_seconds"))
    took = f"{seconds:.1f} s ({used:.1f} s of a processor each)"
    title = f"{len(arrivals):,} 件 reports, {asked.first} – {asked.last}, {took}"
    show(Console(width=max(WIDTH, Console().width)), title, *played, (today, new))
    if asked.json:
        _write(asked, arrivals, played, (today, new))
    return 0


def _cities(asked: argparse.Namespace, settings: Settings) -> tuple[City, City]:
    today = load_city(settings.pack)
    return today, load_city(asked.pack) if asked.pack else today


def _staffing(file: Path | None, city: City) -> Staffing:
    ordinary = load_staffing(ORDINARY.read_text(encoding="utf-8"), city, parse_hours)
    if file is None:
        return ordinary
    try:
        return load_staffing(file.read_text(encoding="utf-8"), city, parse_hours, ordinary)
    except (StaffingError, UnicodeDecodeError) as error:
        raise StartError(f"{file}: {error}") from error


async def _arrivals(
    asked: argparse.Namespace, settings: Settings, city: City, staffing: Staffing
) -> list[Arrival]:
    if asked.recorded:
        start, end = _midnight(city, asked.first), _midnight(city, asked.last + timedelta(days=1))
        async with read_model(settings) as database, database.session() as session:
            found = [
                Arrival(one.at, one.by, replace(one.report, sealed="", photos=(), joins=None), one.item)
                async for one in reported(session, start, end)
            ]
        if len(found) > MOST:
            raise StartError(f"more than {MOST:,} reports: take a shorter time")
        return found
    days = (asked.last - asked.first).days + 1
    volumes = {
        Grade.A: OF_A * days // HALF_YEAR if asked.a is None else asked.a,
        Grade.B: OF_B * days // HALF_YEAR if asked.b is None else asked.b,
    }
    if sum(volumes.values()) > MOST:
        raise StartError(f"at most {MOST:,} reports")
    share = staffing.chance("without_item")
    return await asyncio.to_thread(drawn, city, asked.first, asked.last, volumes, share, asked.seed)


def _both(sides: list[Side], arrivals: list[Arrival]) -> tuple[Played, Played]:
    """Each in a process of its own: two policies take two processors as long as one takes one."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(sides), mp_context=spawn) as pool:
        today, new = pool.map(play, sides, repeat(arrivals))
    return today, new


def _write(
    asked: argparse.Namespace,
    arrivals: list[Arrival],
    played: tuple[Played, Played],
    cities: tuple[City, City],
) -> None:
    both: dict[str, Any] = {
        name: {"edition": city.edition, **told(side, city)}
        for name, side, city in zip(("today", "new"), played, cities, strict=True)
    }
    whole = {
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "recorded": asked.recorded,
        "seed": asked.seed,
        "reports": len(arrivals),
        **both,
    }
    asked.json.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _midnight(city: City, day: date) -> datetime:
    return datetime.combine(day, time(), zone(city.calendar.timezone)).astimezone(UTC)


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _count(written: str) -> int:
    number = int(written)
    if number < 0:
        raise ValueError(written)
    return number
