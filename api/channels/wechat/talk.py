"""Where somebody stands in their conversation. Pure; kept sealed by `keeping`, moved on by `turns`."""

from dataclasses import dataclass, replace
from datetime import datetime

REMEMBERED = 8
"""Answers that are kept for repetitions of their messages."""
MOST_PHOTOS = 9
MOST_WORDS = 4000


@dataclass(frozen=True)
class Draft:
    """A report that is being told."""

    words: str = ""
    placed: bool = False  # they said where, or that they can't
    lng: float | None = None  # GCJ-02, as WeChat gives it
    lat: float | None = None
    address: str = ""
    community: str = ""
    photos: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()  # WeChat's names of pictures that are on their way to us
    offered: tuple[str, ...] = ()  # codes of the items to choose from, 1 and up
    item: str = ""

    @property
    def pictures(self) -> int:
        """How many came or are coming."""
        return len(self.photos) + len(self.pending)


@dataclass(frozen=True)
class Filing:
    """The draft was confirmed and stays as it is: by which message, by whom, and when (story time, UTC)."""

    key: str
    openid: str
    at: datetime


@dataclass(frozen=True)
class Late:
    """A picture on its way that belongs to a case which is filed."""

    media_id: str
    case_no: str


@dataclass(frozen=True)
class Answered:
    """What a message was answered."""

    key: str
    text: str


@dataclass(frozen=True)
class Talk:
    """One person's conversation."""

    draft: Draft | None = None
    filing: Filing | None = None
    case_no: str = ""  # the last that was filed in this conversation
    late: tuple[Late, ...] = ()
    note: str = ""  # to be told with the next answer
    answered: tuple[Answered, ...] = ()

    def answer_to(self, key: str) -> str | None:
        """What that message was answered already."""
        return next((one.text for one in self.answered if one.key == key), None)

    def answering(self, key: str, text: str) -> "Talk":
        """With that answer, which is remembered."""
        return replace(self, answered=(*self.answered, Answered(key, text))[-REMEMBERED:])

    @property
    def coming(self) -> tuple[str, ...]:
        """Pictures on their way."""
        return (*(self.draft.pending if self.draft else ()), *(one.media_id for one in self.late))
