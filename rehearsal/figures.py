"""What a rehearsal comes to: the three rates as `domain.rates` counts them, breaches, and what each unit carried."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain import events as e
from domain.case import Case
from domain.deadlines import NOBODY_S_BREACH
from domain.rates import Beside, Rates, Share, counts, made, rates

ALL = "all"
SHARES = ("response", "completion", "satisfaction", "coverage", "staff_ratings")


@dataclass
class Tally:
    """Sums of the shares of one key."""

    sums: dict[str, tuple[int, int]] = field(default_factory=lambda: dict.fromkeys(SHARES, (0, 0)))
    late: int = 0

    def add(self, more: Rates) -> None:
        """What one call adds."""
        for name in SHARES:
            share: Share = getattr(more, name)
            if share.denominator:
                above, below = self.sums[name]
                self.sums[name] = (above + share.numerator, below + share.denominator)
        self.late += more.beside.late

    def rates(self, small_sample: int) -> Rates:
        """The rates of the sums."""
        shares = {name: Share(*self.sums[name]) for name in SHARES}
        return made(**shares, beside=Beside(late=self.late), small_sample=small_sample)


@dataclass
class Figures:
    """Counted as cases end; holds sums alone. The cohort is that of deadlines in [`start`, `end`), UTC."""

    start: datetime
    end: datetime
    as_of: datetime
    tallies: dict[str, Tally] = field(default_factory=dict)
    cases: Counter[str] = field(default_factory=Counter)  # grade -> how many were reported
    ended: Counter[str] = field(default_factory=Counter)  # outcome, or "open"
    breaches: Counter[str] = field(default_factory=Counter)  # "unit clock"
    happened: Counter[str] = field(default_factory=Counter)  # kind of event
    missed: Counter[str] = field(default_factory=Counter)  # "unit task": a decision not taken in time
    refused: Counter[str] = field(default_factory=Counter)  # what people tried and the rules forbade

    def event(self, event: e.Event) -> None:
        """One thing that happened."""
        self.happened[event.body.kind] += 1
        match event.body:
            case e.Breached(unit=unit, clock=clock):
                self.breaches[f"{unit} {clock}"] += 1
            case e.TaskMissed(task_kind=task_kind, unit=unit) if task_kind not in NOBODY_S_BREACH:
                self.missed[f"{unit} {task_kind}"] += 1
            case _:
                pass

    def case(self, case: Case) -> None:
        """A case as it ended, or stands at the end."""
        grade = case.first_grade.value if case.first_grade else "?"
        self.cases[grade] += 1
        self.ended[case.outcome.value if case.outcome else "open"] += 1
        for count in counts(case):
            adds = rates((count,), self.start, self.end, self.as_of)
            for key in (ALL, grade, count.unit):
                self._tally(key).add(adds)

    def _tally(self, key: str) -> Tally:
        return self.tallies.setdefault(key, Tally())

    def units(self) -> Iterator[str]:
        """Every unit that was called, by code."""
        return (key for key in sorted(self.tallies) if key not in (ALL, "?") and len(key) > 1)
