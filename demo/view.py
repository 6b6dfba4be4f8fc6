"""What one sees while it plays: a live panel on a terminal, a line every few seconds elsewhere. By `show`."""

import asyncio

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from demo.clock import Clock
from demo.ledger import TIERS, Ledger

EVERY_LIVE, EVERY_LINE = 0.5, 5.0
NEWS = 8
WEEKDAYS = "一二三四五六日"
TIER_NAMES = {"grid": "网格", "street": "街道", "district": "区", "city": "市"}


async def watch(console: Console, clock: Clock, ledger: Ledger) -> None:
    """Until cancelled."""
    if console.is_terminal:
        await _live(console, clock, ledger)
    else:
        await _lines(console, clock, ledger)


async def _live(console: Console, clock: Clock, ledger: Ledger) -> None:
    with Live(_panel(clock, ledger), console=console, auto_refresh=False, transient=True) as live:
        while True:
            await asyncio.sleep(EVERY_LIVE)
            live.update(_panel(clock, ledger), refresh=True)


async def _lines(console: Console, clock: Clock, ledger: Ledger) -> None:
    told: set[str] = set()
    while True:
        await asyncio.sleep(EVERY_LINE)
        for news in list(ledger.news):
            if news not in told:
                told.add(news)
                console.print(news, soft_wrap=True, markup=False, highlight=False)
        console.print(line(clock, ledger), soft_wrap=True, markup=False, highlight=False)


def line(clock: Clock, ledger: Ledger) -> str:
    """The state of the show in one line."""
    reports = f"{len(ledger.accepted)}/{len(ledger.story.reports)}"
    counts = f"报事 {reports} 已响应 {len(ledger.answered)} 已评价结案 {len(ledger.closed)}"
    return f"{_now(clock)} {counts} 在办 {_open(ledger)}"


def _now(clock: Clock) -> str:
    now = clock.now()
    return f"{now:%m-%d} 周{WEEKDAYS[now.weekday()]} {now:%H:%M}"


def _open(ledger: Ledger) -> str:
    return " ".join(f"{TIER_NAMES[tier]} {ledger.open_tiers[tier]}" for tier in TIERS)


def _panel(clock: Clock, ledger: Ledger) -> Panel:
    total = len(ledger.story.reports)
    table = Table.grid(padding=(0, 2))
    table.add_row("故事时间", Text(_now(clock), style="bold"))
    table.add_row("报事", f"{len(ledger.accepted)} / {total}")
    table.add_row("已响应", str(len(ledger.answered)))
    table.add_row("已评价结案", str(len(ledger.closed)))
    table.add_row("在办", _open(ledger))
    table.add_row("升级", f"{len(ledger.climbs)} 次")
    table.add_row(
        "办过的", "、".join(f"{does}\u00a0{count}" for does, count in ledger.counted.items()) or "—"
    )
    news = Text("\n".join(list(ledger.news)[-NEWS:]), style="yellow", overflow="ellipsis", no_wrap=True)
    return Panel(
        Group(table, ProgressBar(total=total, completed=len(ledger.accepted)), news),
        title="呼应 · 水果湖四日",
    )
