"""Where a case number is sought: from its beginning, from its serial's, and from its end. For `readmodel.searching`.

Each is an expression that both databases keep an index of, byte by byte, whatever the language of the database.
Revision 0241 makes them, in the words of each: a model's could not be compared.
"""

from typing import Any

from sqlalchemy import ColumnElement, String, and_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from readmodel.upserts import CASES

SERIAL = 8
"""Figures of a number's serial: its last ones (`infra.numbers`)."""
_AFTER = "~"
"""Comes behind every sign of a number."""


class Numbered(FunctionElement[str]):
    """The number as it is."""

    inherit_cache = True
    type = String()
    sqlite = "{}"
    postgresql = '({} COLLATE "C")'


class Serial(Numbered):
    """Its serial alone."""

    inherit_cache = True
    sqlite = f"substr({{}}, -{SERIAL})"
    postgresql = f'(right({{}}, {SERIAL}) COLLATE "C")'


class Backwards(Numbered):
    """Its serial from the end: SQLite can't turn a text round, so sign by sign."""

    inherit_cache = True
    sqlite = "(" + " || ".join(f"substr({{0}}, -{n}, 1)" for n in range(1, SERIAL + 1)) + ")"
    postgresql = f'(reverse(right({{}}, {SERIAL})) COLLATE "C")'


@compiles(Numbered, "sqlite")
def _on_sqlite(of: Numbered, compiler: Any, **how: Any) -> str:
    return of.sqlite.format(compiler.process(of.clauses, **how))


@compiles(Numbered, "postgresql")
def _on_postgresql(of: Numbered, compiler: Any, **how: Any) -> str:
    return of.postgresql.format(compiler.process(of.clauses, **how))


NUMBER = CASES.c.case_no


def found_by(part: str, prefixes: set[str]) -> list[ColumnElement[bool]]:
    """Cases whose number begins with this, with or without a city's prefix, or whose serial begins or ends with it."""
    begins = [
        _begins(Numbered(NUMBER), beginning) for beginning in (part, *(f"{p}-{part}" for p in prefixes))
    ]
    if not part.isdigit() or len(part) > SERIAL:
        return begins
    return [*begins, _begins(Serial(NUMBER), part), _begins(Backwards(NUMBER), part[::-1])]


def _begins(where: Numbered, with_this: str) -> ColumnElement[bool]:
    return and_(where >= with_this, where < with_this + _AFTER)
