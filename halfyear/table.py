"""The source's table beside ours."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from halfyear.driving import Driven
from halfyear.judging import Shown
from halfyear.volume import A_EVENTS, A_SATISFIED, B_CASES, B_SATISFIED, EXTERNAL, scaled

Row = tuple[str, str, str, str]
NOT_SAID = "–"
MOST_TOLD = 10


@dataclass(frozen=True)
class Outcome:
    """One run."""

    share: float
    seconds: float
    story_hours: float
    driven: Driven
    cases: dict[str, tuple[str, str | None]]
    a: Shown
    b: Shown

    @property
    def lost(self) -> list[str]:
        """Numbers that were given out and that the system does not list."""
        return sorted(self.driven.receipts.keys() - self.cases.keys())

    @property
    def not_closed(self) -> list[str]:
        """Listed, and not at their end."""
        return sorted(number for number, (state, _) in self.cases.items() if state != "closed")

    @property
    def well(self) -> bool:
        """Whether everything that was sent in is there, and ended."""
        wanted = sum(scaled(self.share)[:2])
        return len(self.driven.receipts) == wanted and not (
            self.lost or self.not_closed or self.driven.refused
        )


def rows(outcome: Outcome) -> Iterator[Row]:
    """What is counted, the source's figure, that share of it, and ours."""
    a, b, external = scaled(outcome.share)
    yield "A 类事件 A events", f"{A_EVENTS:,}", f"{a:,}", f"{outcome.a.cases:,}"
    yield from _rates("A", outcome.a, A_SATISFIED)
    if outcome.a.without is not None:
        yield "A 满意率，不含咨询宣传 without enquiries", NOT_SAID, NOT_SAID, str(outcome.a.without)
    yield "B 类案件 B cases", f"{B_CASES:,}", f"{b:,}", f"{outcome.b.cases:,}"
    yield from _rates("B", outcome.b, B_SATISFIED)
    yield "外呼 calls by the response list", str(EXTERNAL), str(external), str(outcome.driven.external)
    closed = outcome.a.closed + outcome.b.closed
    yield "办结归档 closed", NOT_SAID, f"{a + b:,}", f"{closed:,}"
    yield "丢失 lost", NOT_SAID, "0", f"{len(outcome.lost):,}"


def _rates(grade: str, shown: Shown, satisfied: float) -> Iterator[Row]:
    rates = shown.rates
    yield f"{grade} 满意率 satisfaction", f"{satisfied:.2%}", f"{satisfied:.2%}", str(rates["satisfaction"])
    yield f"{grade} 响应率 response", NOT_SAID, NOT_SAID, str(rates["response"])
    yield f"{grade} 办结率 completion", NOT_SAID, NOT_SAID, str(rates["completion"])


def show(console: Console, outcome: Outcome) -> bool:
    """Print it; whether nothing was lost and everything ended."""
    table = Table(title=f"水果湖 2019 beside this run, {outcome.share:g} of it", title_justify="left")
    for name in ("", "source", "of that", "here"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for row in rows(outcome):
        table.add_row(*row)
    console.print(table)
    driven, a_second = outcome.driven, len(outcome.driven.receipts) / outcome.seconds
    console.print(
        f"{outcome.seconds / 60:.1f} minutes, {a_second:.1f} whole cases a second; "
        f"{outcome.story_hours:.0f} hours of the story"
    )
    told = {
        "not closed": outcome.not_closed,
        "refused": driven.refused,
        "slow": driven.slow,
        "lost": outcome.lost,
    }
    for name, which in told.items():
        if which:
            console.print(f"{name}: {len(which)}, such as", *which[:MOST_TOLD], sep="\n  ")
    return outcome.well
