"""A deadline with everything needed to explain it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.catalogue import Clock, Limits


@dataclass(frozen=True)
class Pause:
    """One line of a call's ledger of stopped time (挂账, waits for a decision), UTC story time."""

    start: datetime
    end: datetime
    why_zh: str
    why_en: str


@dataclass(frozen=True)
class Due:
    """A moment, and the budget, clock and start it was counted from. All moments UTC, in story time."""

    at: datetime
    start: datetime
    budget: str
    clock: Clock
    zh: str  # the explanation in words
    en: str
    estimate: bool = False  # counted past the last official day of the calendar


@dataclass(frozen=True)
class Clocks:
    """What a call's time is counted by, and the deadlines that this gives."""

    limits: Limits
    urgent: bool
    respond: Due
    resolve: Due
    again: Due | None = None  # the second response budget


def moves(was: Clocks, now: Clocks) -> Iterator[tuple[str, Due, Due]]:
    """Which deadlines differ (`respond`, `again`, `resolve`), from what, to what."""
    if was.respond != now.respond:
        yield "respond", was.respond, now.respond
    if was.again is not None and now.again is not None and was.again != now.again:
        yield "again", was.again, now.again
    if was.resolve != now.resolve:
        yield "resolve", was.resolve, now.resolve
