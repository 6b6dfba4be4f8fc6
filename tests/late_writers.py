"""On SQLite a transaction that has looked can't always become a writer: another writer may have overtaken its look.

It then fails at once, however long it would wait, and only when two meet: so no test would see it for certain. Here
every statement of every test is watched, and a look that is followed by a change in a transaction that did not begin
as a writer fails at once and always.
"""

import re
from typing import Any

from sqlalchemy import Connection, Engine, event

from readmodel.sqlite import PATIENCE_OPTION

AS_WRITER = {PATIENCE_OPTION: 5.0}
"""Execution options of a connection of one's own that looks and then changes."""
_CHANGE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_LOOK = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_LOOKED = "huying_looked"
"""In a connection's info: the first look of its transaction; empty where a change came first."""


class LateWriter(AssertionError):
    """A change after a look, in a transaction that did not begin as a writer."""


def watch() -> None:
    """From now on, every engine of this process."""
    event.listen(Engine, "begin", _begun)
    event.listen(Engine, "before_cursor_execute", _seen)


def _begun(connection: Connection) -> None:
    connection.info.pop(_LOOKED, None)


def _seen(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
    options = connection.get_execution_options()
    if connection.dialect.name != "sqlite" or PATIENCE_OPTION in options:
        return
    if _LOOK.match(statement):
        connection.info.setdefault(_LOOKED, statement)
    elif _CHANGE.match(statement) and connection.info.setdefault(_LOOKED, "") != "":
        raise LateWriter(f"{connection.info[_LOOKED]}\n… and then …\n{statement}")
