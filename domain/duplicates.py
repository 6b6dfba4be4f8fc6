"""可能重复: how much two reports look like one matter, and why. Pure; nothing is ever merged by this.

Asked by the doors, which measure: how far apart, how long apart, which items, and how alike the words are. A person
decides, by 并单 or 重复件.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_APART = timedelta(days=90)
"""Reports further apart are no duplicates: after that the same matter is a new one (`repeat`)."""
METRES = 500
"""Further away it is another place."""
LIKELY = 70
"""Points of a hundred from which a pair is worth a person's look; held by labelled pairs (tests/api/duplicates.csv)."""
_HERE = 100
"""Metres that count as the same place: about what a telephone's position, or a rounded point, is off."""
_SAME_WEEK = timedelta(days=7)
_WORDS, _PLACE, _ITEM, _TIME = 45, 25, 20, 10


class Matter(StrEnum):
    """How the items of two reports stand to each other."""

    ITEM = "item"  # the same one
    CLASS = "class"  # of one class
    UNKNOWN = "unknown"  # one of them has none yet
    OTHER = "other"


@dataclass(frozen=True)
class Measured:
    """Two reports, measured. `metres` is None where one has no point, `alike` (0 to 1) where words are not compared."""

    metres: int | None
    apart: timedelta
    matter: Matter
    alike: float | None


def likeness(pair: Measured) -> int:
    """0 to 100 points for being one matter; what was not measured counts for neither side."""
    if pair.apart > MOST_APART or (pair.metres is not None and pair.metres > METRES):
        return 0
    parts = [(_ITEM, _matter(pair.matter)), (_TIME, _soon(pair.apart))]
    if pair.metres is not None:
        parts.append((_PLACE, _near(pair.metres)))
    if pair.alike is not None:
        parts.append((_WORDS, pair.alike))
    whole = sum(weight for weight, _ in parts)
    return round(100 * sum(weight * part for weight, part in parts) / whole)


def reasons(pair: Measured) -> tuple[tuple[str, str], ...]:
    """What speaks for it, in Chinese and in English; never a word of either report."""
    said = []
    if pair.metres is not None:
        said.append((f"相距 {pair.metres} 米", f"{pair.metres} m apart"))
    if pair.matter is Matter.ITEM:
        said.append(("同一事项", "same item"))
    elif pair.matter is Matter.CLASS:
        said.append(("同一类", "same class"))
    if pair.alike is not None:
        percent = round(100 * pair.alike)
        said.append((f"用词相近 {percent}%", f"words {percent}% alike"))
    said.append(_apart(pair.apart))
    return tuple(said)


def _matter(matter: Matter) -> float:
    return {Matter.ITEM: 1.0, Matter.CLASS: 0.5, Matter.UNKNOWN: 0.6, Matter.OTHER: 0.0}[matter]


def _soon(apart: timedelta) -> float:
    return 1.0 if apart <= _SAME_WEEK else 1 - 0.8 * ((apart - _SAME_WEEK) / (MOST_APART - _SAME_WEEK))


def _near(metres: int) -> float:
    return 1.0 if metres <= _HERE else max(0.0, 1 - (metres - _HERE) / (METRES - _HERE))


def _apart(apart: timedelta) -> tuple[str, str]:
    days, hours = apart.days, round(apart.total_seconds() / 3600)
    if days >= 2:
        return f"相隔 {days} 天", f"{days} days apart"
    return (f"相隔 {hours} 小时", f"{hours} h apart") if hours else ("一小时内", "within the hour")
