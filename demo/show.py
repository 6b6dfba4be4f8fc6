"""The show from curtain to curtain: starts the system, lets the actors play, judges. For `__main__`."""

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console

from demo import ending, settings, view
from demo.build import FIRST, tell
from demo.client import Huying, Refused
from demo.clock import Clock
from demo.crews import Crew, Watch
from demo.departments import UNITS, Systems, door, links, serving
from demo.desk import CALLBACK, CHIEF, DISPATCHER, REVIEWERS, Desk
from demo.director import Director
from demo.judge import Verdict, judge
from demo.ledger import Ledger
from demo.pack import Pack, load
from demo.residents import Residents
from demo.server import Server, running
from demo.settings import CannotStart, Settings
from demo.tasks import Bell, Tasks

LOOKS_EVERY = timedelta(minutes=6)
QUICKEST, SLOWEST = 0.2, 5.0
DESK_SHARE = 0.5
"""The desk looks at one of its lists twice as often as the board is looked at."""
LAST_CHANCE = 15.0
"""Real seconds after the curtain for what is still on its way on a slow machine."""
NAMED = (
    CHIEF,
    DISPATCHER,
    CALLBACK,
    "street-intake",
    *REVIEWERS,
    "supervisor",
    "district-command",
    "city-command",
)
AT_A_TIME = 2
SPAN = {"from": "2026-10-09T00:00:00+08:00", "to": "2026-10-13T00:00:00+08:00"}


@dataclass(frozen=True)
class Stage:
    """Everything that the actors share."""

    api: Huying
    clock: Clock
    ledger: Ledger
    pack: Pack
    tasks: Tasks


async def play(console: Console) -> int:
    """The whole show; returns the exit status. Raises `CannotStart`."""
    chosen = settings.read(os.environ)
    pack = load(chosen.pack)
    settings.empty(chosen.data)
    sock = door()
    (chosen.data / "departments.toml").write_text(links(sock), encoding="utf-8")
    console.print("呼应：正在启动系统……", highlight=False)
    async with running(chosen.environment(FIRST), chosen.data / "huying.log") as server:
        await server.ready()
        async with _stage(chosen, pack) as stage, _actors(stage, sock) as crew:
            await _perform(stage, crew, console, server)
            verdict = await judge(stage.api, stage.ledger)
            await _print(console, stage, verdict, chosen)
            if chosen.stays:
                await _look_around(console, server)
        return 1 if verdict.faults else 0


@contextlib.asynccontextmanager
async def _stage(chosen: Settings, pack: Pack) -> AsyncIterator[Stage]:
    ledger, api = Ledger(tell(pack)), Huying(chosen.base)
    stage = Stage(api, Clock(chosen.scale), ledger, pack, Tasks(ledger.faults))
    try:
        health = await api.health()
        stage.clock.set(health.story_time, health.asked_at)
        yield stage
    finally:
        await stage.tasks.end()
        await api.close()


@contextlib.asynccontextmanager
async def _actors(stage: Stage, sock: socket.socket) -> AsyncIterator[Crew]:
    """The crews, and the two departments' systems, listening until the block ends."""
    crew = Crew(stage.clock, stage.ledger, stage.pack)
    outages = stage.ledger.story.outages
    systems = Systems(stage.api, stage.clock, stage.ledger, crew, stage.tasks, outages)
    async with serving(systems, sock):
        yield crew


async def _perform(stage: Stage, crew: Crew, console: Console, server: Server) -> None:
    """Everybody on stage until the curtain. The actors stay: whoever looks around finds people at work."""
    seen = asyncio.create_task(view.watch(console, stage.clock, stage.ledger))
    try:
        await _sign_in(stage)
        _enter(stage, crew)
        await _until_the_end(stage, server)
    finally:
        seen.cancel()
        await asyncio.gather(seen, return_exceptions=True)


async def _look_around(console: Console, server: Server) -> None:
    console.print("系统还开着，值班的人还在，按 Ctrl-C 结束。", highlight=False)
    with contextlib.suppress(asyncio.CancelledError):  # Ctrl-C: the show's own verdict is the exit status
        await server.wait()


async def _sign_in(stage: Stage) -> None:
    """Early, so that nobody spends the morning rush on passwords; a few at a time."""
    turn = asyncio.Semaphore(AT_A_TIME)

    async def one(account: str) -> None:
        async with turn:
            await stage.api.sign_in(account)

    await asyncio.gather(*(one(account) for account in _accounts(stage)))


def _accounts(stage: Stage) -> list[str]:
    reports = stage.ledger.story.reports
    grids = {told.grid for told in reports if told.grid} | {told.community for told in reports}
    leads = {stage.pack.named(stage.pack.items[told.item].lead) for told in reports}
    offices = {code for code in leads if code and stage.pack.units[code].kind != "role"}
    acting = {act.who for act in stage.ledger.story.acts if act.who}
    return [*dict.fromkeys((*NAMED, *sorted(acting))), *sorted((offices | grids) - acting)]


def _enter(stage: Stage, crew: Crew) -> None:
    bell = Bell()
    residents = Residents(stage.api, stage.clock, stage.ledger, stage.tasks, bell)
    desk = Desk(stage.api, stage.clock, stage.ledger, stage.pack, residents, stage.tasks, bell)
    board = Watch(stage.api, stage.ledger, crew, stage.tasks, frozenset(UNITS))
    every = min(SLOWEST, max(QUICKEST, stage.clock.real(LOOKS_EVERY)))
    stage.tasks.start(residents.run())
    stage.tasks.start(board.run(bell, every))
    stage.tasks.start(desk.run(every * DESK_SHARE))
    Director(stage.api, stage.clock, stage.ledger, stage.tasks, bell).begin(every)


async def _until_the_end(stage: Stage, server: Server) -> None:
    """To the last story minute; then a little longer for whom a slow machine kept waiting."""
    ends = asyncio.create_task(stage.clock.until(stage.ledger.story.ends))
    gone = asyncio.create_task(server.wait())
    await asyncio.wait({ends, gone}, return_when=asyncio.FIRST_COMPLETED)
    ends.cancel()
    gone.cancel()
    if not server.running:
        raise CannotStart("the system ended in the middle of the show; see huying.log in the data folder")
    until = time.monotonic() + LAST_CHANCE
    while time.monotonic() < until and (stage.ledger.unanswered or stage.ledger.unplayed):
        await asyncio.sleep(0.5)


async def _print(console: Console, stage: Stage, verdict: Verdict, chosen: Settings) -> None:
    try:
        by_unit = await stage.api.rates("supervisor", "unit", **SPAN)
        by_tier = await stage.api.rates("supervisor", "tier", **SPAN)
        console.print(ending.rates_table(by_unit, by_tier))
    except Refused as no:
        console.print(f"[red]三率没有算出来：{no}")
    ending.show(console, verdict, stage.ledger, stage.pack, chosen)
