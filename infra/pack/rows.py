"""Rows of a CSV file with their line numbers, and small readers of cells. For the parsers of this package."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeVar

from infra.pack.faults import Faults

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One line of a table. A cell that can't be read is a fault of this line."""

    file: str
    line: int
    cells: dict[str, str]
    faults: Faults

    def text(self, column: str) -> str:
        """The cell without surrounding space."""
        return self.cells[column].strip()

    def needed(self, column: str) -> str:
        """A cell that must not be empty."""
        if not self.text(column):
            self.fault(f"{column} is empty")
        return self.text(column)

    def read(self, column: str, reader: Callable[[str], T], otherwise: T) -> T:
        """The cell as `reader` reads it."""
        return self.faults.take(self.file, self.line, column, self.text(column), reader, otherwise)

    def fault(self, what: str) -> None:
        """Something is wrong with this line."""
        self.faults.add(self.file, self.line, what)


def table(folder: Path, name: str, columns: tuple[str, ...], faults: Faults) -> list[Row]:
    """All rows of `name`; none, and a fault, where the file or a column is missing or is not UTF-8 text."""
    try:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                faults.add(name, 1, f"missing column {', '.join(missing)}")
                return []
            return [Row(name, reader.line_num, _filled(cells), faults) for cells in reader]
    except FileNotFoundError:
        faults.add(name, None, "the file is missing")
    except UnicodeDecodeError as error:
        faults.add(name, None, f"not UTF-8 text (byte {error.start})")
    except csv.Error as error:
        faults.add(name, None, f"not a CSV table: {error}")
    return []


def _filled(cells: dict[str | None, str | None]) -> dict[str, str]:
    return {column: cell or "" for column, cell in cells.items() if column is not None}


def one_of(kind: type[E]) -> Callable[[str], E]:
    """A reader of an enumeration's values."""

    def read(text: str) -> E:
        try:
            return kind(text)
        except ValueError:
            raise ValueError(f"{text!r} is not one of {', '.join(str(m.value) for m in kind)}") from None

    return read


def yes(text: str) -> bool:
    """`yes` or empty."""
    if text not in ("yes", ""):
        raise ValueError(f"{text!r} is not yes or empty")
    return text == "yes"


def number_from(least: float) -> Callable[[str], int]:
    """A reader of whole numbers that are not below `least`."""

    def read(text: str) -> int:
        if not text.lstrip("-").isdigit():
            raise ValueError(f"{text!r} is not a whole number")
        if int(text) < least:
            raise ValueError(f"{text} is below {least}")
        return int(text)

    return read


def unique(rows: list[Row], column: str = "code") -> list[Row]:
    """The rows whose code is the first of its kind; each further one is a fault."""
    seen: dict[str, int] = {}
    kept = []
    for row in rows:
        code = row.needed(column)
        if code in seen:
            row.fault(f"duplicate {column} {code} (first on line {seen[code]})")
        elif code:
            seen[code] = row.line
            kept.append(row)
    return kept
