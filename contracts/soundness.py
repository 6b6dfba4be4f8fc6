"""What a message that parses must be besides, so that it can be judged, recorded and carried on. Used by the workflow.

JSON can hold more than any store of ours: moments without an offset, half a character, numbers without end. What is
taken in once travels with the case for ever, so it is refused at the door of the case.
"""

import dataclasses
from datetime import datetime
from enum import Enum
from typing import Any

MOST_BYTES = 256 * 1024
"""Of one message, as it travels: what the API takes in a body."""
FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Between these every moment can be counted with, in any time zone."""
LARGEST_NUMBER = 2**31
LONGEST_TEXT = 64 * 1024
MOST_MEMBERS = 1000


def unsound(value: Any) -> str | None:
    """Why one of our dataclasses, or a value in it, can't be taken in; None where it can. Names no value."""
    if value is None or isinstance(value, bool | Enum):
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return None if abs(value) < LARGEST_NUMBER else "a number without measure"
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, tuple):
        return "too many members" if len(value) > MOST_MEMBERS else _first(value)
    return _first(getattr(value, field.name) for field in dataclasses.fields(value))


def _first(values: Any) -> str | None:
    return next((why for why in map(unsound, values) if why), None)


def _text(text: str) -> str | None:
    if len(text) > LONGEST_TEXT:
        return "a text without end"
    if "\x00" in text or (not text.isascii() and _halved(text)):
        return "a text that no store can hold"
    return None


def _halved(text: str) -> bool:
    """Whether it holds half a character (a lone surrogate), which is no UTF-8."""
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def _moment(moment: datetime) -> str | None:
    if moment.tzinfo is None:
        return "a moment without an offset"
    return None if FIRST_YEAR <= moment.year <= LAST_YEAR else "a moment out of our time"
