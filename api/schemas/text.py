"""Text as people may send it. Used by every schema."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from domain.masking import masked_numbers

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and line feed
_CONTROL_IN_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _clean(text: str) -> str:
    plain = text.replace("\r\n", "\n")
    if _CONTROL.search(plain):
        raise ValueError("含有不可见的控制字符 | contains control characters")
    return plain


def _clean_line(text: str) -> str:
    if _CONTROL_IN_LINE.search(text):
        raise ValueError("含有换行或控制字符 | contains a line break or control characters")
    return text


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_clean)
]
"""What somebody tells: up to 4,000 characters, line breaks allowed."""
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_clean)
]
"""A note, as it is written."""
StaffNote = Annotated[Note, AfterValidator(masked_numbers)]
"""A note of a unit or the desk, kept for good: numbers of people are masked in it."""
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_clean_line)
]
"""One line: a name, an address."""
LONGEST_DOCUMENT = 100 * 1024
"""Bytes of a document's text."""


def _bounded(text: str) -> str:
    if len(text.encode()) > LONGEST_DOCUMENT:
        raise ValueError("文本超过 100 KB | the text is over 100 KB")
    return text


DocumentText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_DOCUMENT),
    AfterValidator(_clean),
    AfterValidator(_bounded),
    AfterValidator(masked_numbers),
]
"""A whole document in plain text: up to 100 KB; numbers of people are masked in it."""
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$")]
"""A code of the catalogue, of a unit, of a reason."""
OutsideNo = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\s\x00-\x1f,;]{1,64}$")]
"""A number that somebody else's system gave."""
PhotoId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,128}$")]
Photos = Annotated[tuple[PhotoId, ...], Field(max_length=12)]
Points = Annotated[int, Field(strict=True, ge=1, le=5)]
"""1 非常不满意 … 5 非常满意."""


class Answer(BaseModel):
    """Base of what we say."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """Base of what is sent to us.

    Unknown fields are passed over, so that clients may be newer than we are.
    """

    model_config = ConfigDict(frozen=True)


class Done(Answer):
    """A command was carried out: the number of the last event it made."""

    case_no: str
    seq: int
    made: tuple[str, ...] = ()


class Taken(Answer):
    """A word was taken down; the case decides what follows."""

    case_no: str
    call_id: str | None = None
    status: str = "accepted"
