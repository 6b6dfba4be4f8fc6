"""Pages of a list and the opaque cursor to the next one. For every list query and the API."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_

T = TypeVar("T")
Key = tuple[datetime, str]
"""What a list is ordered by: a moment, and a name that is unique."""


class BadCursor(ValueError):
    """A cursor that no list of ours gave out."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of a list; `next_cursor` is None at its end."""

    items: tuple[T, ...]
    next_cursor: str | None = None


def page(found: Sequence[T], limit: int, key: Callable[[T], Key]) -> Page[T]:
    """The first `limit` of what was found (the query asks for one more, to know whether there is more)."""
    items = tuple(found[:limit])
    return Page(items, _encode(key(items[-1])) if items and len(found) > limit else None)


def after(
    cursor: str | None, moment: Any, name: Any, *, descending: bool = False
) -> list[ColumnElement[bool]]:
    """The condition "behind the cursor" on the two columns ordered by. Raises `BadCursor`."""
    if not cursor:
        return []
    at, unique = _decode(cursor)
    here, there = tuple_(moment, name), tuple_(_bound(moment, at), _bound(name, unique))
    return [here < there if descending else here > there]


def _bound(column: Any, value: object) -> ColumnElement[Any]:
    return literal(value, column.type)


def _encode(key: Key) -> str:
    text = json.dumps([key[0].isoformat(), key[1]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str) -> Key:
    try:
        moment, name = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or not isinstance(name, str):
            raise ValueError(cursor)
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursor("this cursor is not one of ours: start again without it") from error
    return at, name
