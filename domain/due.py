"""A deadline with everything needed to explain it."""

from dataclasses import dataclass
from datetime import datetime

from domain.catalogue import Clock


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
