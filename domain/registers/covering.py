"""覆盖率 and sums of a register's rows. Pure; for the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.registers.register import Coverage, Kind, Register, Values


@dataclass(frozen=True)
class Covered:
    """So many of all, on one day."""

    having: int
    all: int

    @property
    def percent(self) -> float | None:
        """In hundredths, to one decimal, never rounded up to 100; None where there is nothing to cover."""
        if not self.all:
            return None
        return self.having * 1000 // self.all / 10


def covered(coverage: Coverage, rows: Iterable[Values], day: date) -> Covered:
    """Of the rows that were there on that day, those that counted by then. A day that nobody wrote down is past."""
    there = [row for row in rows if _by(row, coverage.begun, day)]
    having = [
        row for row in there if row.get(coverage.field) in coverage.counted and _by(row, coverage.since, day)
    ]
    return Covered(len(having), len(there))


def sums(register: Register, rows: Iterable[Values]) -> dict[str, int]:
    """The sum of each field that is summed."""
    named = [one.name for one in register.fields if one.summed and one.kind is Kind.NUMBER]
    totals = dict.fromkeys(named, 0)
    for row in rows:
        for name in named:
            totals[name] += int(row.get(name, 0))
    return totals


def _by(row: Values, name: str, day: date) -> bool:
    return not name or str(row.get(name, "")) <= day.isoformat()
