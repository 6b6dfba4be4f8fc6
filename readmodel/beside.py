"""A column that is asked for beside another: SQLite, which knows nothing of the rows, is to go by the other's index.

PostgreSQL knows, and reads the plain column. https://www.sqlite.org/optoverview.html, disqualifying terms by unary +.
"""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class beside(FunctionElement[Any]):
    """The column's value, for a comparison that no index of the column serves on SQLite."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(beside)
def _plain(element: beside, compiler: SQLCompiler, **given: Any) -> str:
    return compiler.process(element.clauses, **given)


@compiles(beside, "sqlite")
def _on_sqlite(element: beside, compiler: SQLCompiler, **given: Any) -> str:
    return f"+{compiler.process(element.clauses, **given)}"
