"""The comparison on a terminal."""

from rich.console import Console
from rich.table import Table

from domain.policy import City
from domain.rates import TOO_FEW, shown
from rehearsal.comparing import NONE, UnitLine, lines, percent, unit_lines
from rehearsal.side import Played


def show(console: Console, title: str, today: Played, new: Played, cities: tuple[City, City]) -> None:
    """Figures of both policies side by side, then the load of each unit."""
    table = Table(title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for name in ("现行 today", "新 new", "差 difference"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines(today, new, cities):
        table.add_row(line.what, line.today, line.new, line.difference)
    console.print(table)
    console.print(_units(today, new, cities))


def _units(today: Played, new: Played, cities: tuple[City, City]) -> Table:
    table = Table(title="单位负荷 load of units: 现行 → 新", title_justify="left")
    table.add_column("单位 unit", no_wrap=True)
    for name in (
        "超期\nbreaches",
        "得分\nscore",
        "响应率\nR",
        "办结率\nC",
        "满意率\nS",
        "负荷\nload",
        "排队\nqueue",
    ):
        table.add_column(name, justify="right", no_wrap=True)
    before = {line.code: line for line in unit_lines(today, cities[0])}
    after = {line.code: line for line in unit_lines(new, cities[1])}
    for code in [*after, *(code for code in before if code not in after)]:
        was, now = before.get(code), after.get(code)
        name = (now or was or after[code]).name_zh
        table.add_row(f"{name} {code}", *(_both(a, b) for a, b in zip(_cells(was), _cells(now), strict=True)))
    return table


def _both(today: str, new: str) -> str:
    return today if today == new else f"{today} → {new}"


def _cells(line: UnitLine | None) -> tuple[str, ...]:
    if line is None:
        return (NONE,) * 7
    share = line.load.share
    return (
        f"{line.breaches:,}",
        shown(line.score) or NONE,
        percent(line.rates.response),
        percent(line.rates.completion),
        NONE if TOO_FEW in line.rates.flags else percent(line.rates.satisfaction),
        NONE if share is None else f"{100 * share:.1f}%",
        f"{line.load.longest_queue:,}",
    )
