"""Rows of a CSV file with their line numbers, and small readers of cells. For the parsers of this package."""

import csv
import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from domain.label import Label
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

    def optional(self, column: str, reader: Callable[[str], T]) -> T | None:
        """The cell as `reader` reads it; None where it is empty, or the table has no such column."""
        text = self.cells.get(column, "").strip()
        return self.faults.take(self.file, self.line, column, text, reader, None) if text else None

    def label(self, column: str, english: str) -> Label:
        """A word in both languages; in Chinese alone where the table has no such English column or leaves it empty."""
        zh = self.text(column)
        return Label(zh, self.cells.get(english, "").strip() or zh)

    def read(self, column: str, reader: Callable[[str], T], otherwise: T) -> T:
        """The cell as `reader` reads it."""
        return self.faults.take(self.file, self.line, column, self.text(column), reader, otherwise)

    def fault(self, what: str) -> None:
        """Something is wrong with this line."""
        self.faults.add(self.file, self.line, what)


def text_of(folder: Path, name: str, faults: Faults) -> str | None:
    """The text of a file, without a byte order mark; None, and a fault, if missing or not UTF-8."""
    try:
        content = (folder / name).read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(
            name, content[: error.start].count(b"\n") + 1, "not UTF-8 text (save it as UTF-8, not GBK)"
        )
    except FileNotFoundError:
        faults.add(name, None, "the file is missing")
    except OSError as error:
        faults.add(name, None, f"can't be read: {error.strerror}")
    return None


def table(folder: Path, name: str, columns: tuple[str, ...], faults: Faults) -> list[Row]:
    """All rows of `name`; none, and a fault, where the file or a column is missing or is not UTF-8 text."""
    text = text_of(folder, name, faults)
    if text is None:
        return []
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows: list[Row] = []
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            faults.add(name, 1, f"missing column {', '.join(missing)}")
            return []
        for cells in reader:
            rows.append(Row(name, reader.line_num, _filled(cells), faults))
            if None in cells or None in cells.values():
                rows[-1].fault(f"has not {len(reader.fieldnames or ())} cells as the first line has")
    except csv.Error as error:
        faults.add(name, reader.line_num, f"not a CSV table: {error}")
    return rows


def _filled(cells: dict[str | Any, str | Any]) -> dict[str, str]:
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


def number_from(least: int) -> Callable[[str], int]:
    """A reader of whole numbers that are not below `least`."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise ValueError(f"{text!r} is not a whole number") from None
        if number < least:
            raise ValueError(f"{text} is below {least}")
        return number

    return read


def degrees(text: str) -> float:
    """Longitude or latitude in degrees."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not -180 <= number <= 180:
        raise ValueError(f"{text!r} is not a number of degrees")
    return number


def written_date(text: str) -> date | None:
    """A day like `2026-10-01`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date like 2026-10-01") from None


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
