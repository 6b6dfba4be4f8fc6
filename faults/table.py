"""One table of what was broken and what was lost."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from faults.judge import Line

SHOWN = 5  # of what is wrong


def quantile(ordered: Sequence[float], share: float) -> float:
    """That quantile of ordered values; 0 of none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def show(title: str, lines: Sequence[Line], notes: Sequence[tuple[str, str]]) -> bool:
    """Print it, with what is wrong below. Whether every line is zero."""
    table = Table("", "of", "wrong", title=title, title_justify="left")
    table.columns[1].justify = table.columns[2].justify = "right"
    for line in lines:
        table.add_row(line.name, f"{line.of:,}", str(len(line.wrong)))
    for name, said in notes:
        table.add_row(name, "", said)
    console = Console(width=110)
    console.print(table)
    for line in lines:
        for wrong in line.wrong[:SHOWN]:
            console.print(f"  {line.name}: {wrong}", markup=False, soft_wrap=True)
    return not any(line.wrong for line in lines)
