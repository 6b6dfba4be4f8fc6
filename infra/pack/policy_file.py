"""`policy.toml` as written: values by dotted key, and the line of each. For the parsers of this package."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from infra.pack.faults import Faults
from infra.pack.rows import text_of

FILE = "policy.toml"
T = TypeVar("T")

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)")
_KINDS = {str: "text", int: "a whole number", date: "a date like 2026-12-31", list: "a list", dict: "a table"}


@dataclass(frozen=True)
class PolicyFile:
    """The content; a key that can't be used is a fault of its line."""

    content: dict[str, Any]
    lines: dict[str, int]  # dotted key -> line; the n-th table of an array is `rungs[n]`
    faults: Faults

    def fault(self, key: str, what: str) -> None:
        """Something is wrong with this key; one that is missing is shown at the head of its table."""
        table = key.rpartition(".")[0]
        self.faults.add(FILE, self.lines.get(key, self.lines.get(table)), f"{key} {what}")

    def value(self, table: dict[str, Any], key: str, kind: type[T], otherwise: T) -> T:
        """The value of a dotted key, whose last part is looked up in `table`."""
        name = key.rpartition(".")[2]
        if name not in table:
            self.fault(key, "is missing")
        elif not _is(table[name], kind):
            self.fault(key, f"must be {_KINDS[kind]}, not {table[name]!r}")
        else:
            found: T = table[name]
            return found
        return otherwise

    def top(self, key: str, kind: type[T], otherwise: T) -> T:
        """The value of a key of the file itself."""
        return self.value(self.content, key, kind, otherwise)

    def only(self, table: dict[str, Any], known: set[str], prefix: str = "") -> None:
        """Every other key of the table is a fault: a misspelt setting must not be silently without effect."""
        for name in table.keys() - known:
            self.fault(prefix + name, "is not a setting")


def _is(value: object, kind: type) -> bool:
    """Python takes True for a number and a moment for a date; a pack does not."""
    return isinstance(value, kind) and not isinstance(value, bool | datetime)


def read(folder: Path, faults: Faults) -> PolicyFile | None:
    """The file; None, and a fault, where it is missing, not UTF-8 or not TOML."""
    text = text_of(folder, FILE, faults)
    if text is None:
        return None
    try:
        return PolicyFile(tomllib.loads(text), _lines(text), faults)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        faults.add(FILE, int(at[1]) if at else None, f"not TOML: {_AT_LINE.sub('', str(error))}")
        return None


def _lines(text: str) -> dict[str, int]:
    """Where each key stands. Enough of TOML for a file of plain keys and tables."""
    lines: dict[str, int] = {}
    table, tables = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            tables += header[1] == "[["
            table = f"{header[2]}[{tables}]" if header[1] == "[[" else header[2]
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{table}.{key[1]}" if table else key[1], number)
    return lines
