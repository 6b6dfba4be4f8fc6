"""The keeping of the record: how an installation does it, and what goes into and out of its activities."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True)
class Archiving:
    """One pass over closed cases: how many were archived, which could not be; `next` where there are more."""

    done: int = 0
    failed: tuple[str, ...] = ()
    next: str | None = None  # the last case number of this pass


@dataclass(frozen=True)
class Kept:
    """What one run of the keeping did: days signed, cases archived, and those that could not be."""

    days: tuple[str, ...] = ()
    archived: int = 0
    failed: tuple[str, ...] = ()
    erased: int = 0  # cases whose personal data was


class Shelf(Protocol):
    """Where files go: a folder, or a bucket."""

    def put(self, name: str, content: bytes) -> None:
        """Keep it whole or not at all, in place of what was there."""

    def get(self, name: str) -> bytes | None:
        """The content; None where there is none."""


@dataclass(frozen=True)
class Keepings:
    """How and where this installation keeps its record."""

    archive: Shelf
    heads: Shelf
    sign: Callable[[bytes], str]
    key: str  # public, in hexadecimal
    zone: str
    after: timedelta  # story time from closing to archive
    personal: timedelta  # story time from closing until personal data is erased
    erase: Callable[[str], None]  # a case's key and photos; again is no harm
    scale: float = 1.0  # of the story clock


@dataclass(frozen=True)
class Forgetting:
    """One pass of erasing: how many cases, which could not be; `next` where there are more."""

    done: int = 0
    failed: tuple[str, ...] = ()
    next: str | None = None  # the last case number of this pass
