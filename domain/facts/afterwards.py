"""What may still be asked when a case is closed: 申诉 of a breach, 剔除 of a rating. Each takes two persons."""

from dataclasses import dataclass
from typing import Literal

Clock = Literal["respond", "resolve"]


@dataclass(frozen=True)
class Appeal:
    """申诉 by the unit, once for each missed clock of a call, with evidence."""

    call: int
    clock: Clock
    note: str
    photos: tuple[str, ...] = ()
    kind: Literal["appeal"] = "appeal"


@dataclass(frozen=True)
class Exclude:
    """认定评价不合理, for a listed reason, with evidence."""

    reason: str
    note: str
    photos: tuple[str, ...] = ()
    kind: Literal["exclude"] = "exclude"
