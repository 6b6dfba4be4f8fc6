"""What happens to a closed case: a breach appealed, a rating left out. The facts themselves stay."""

from dataclasses import dataclass
from typing import Literal

from domain.case import BreachOf


@dataclass(frozen=True)
class AppealAsked:
    """申诉."""

    call: int
    unit: str
    clock: BreachOf
    note: str
    photos: tuple[str, ...] = ()
    kind: Literal["appeal_asked"] = "appeal_asked"


@dataclass(frozen=True)
class AppealDecided:
    """Upheld: the breach stays listed, and counts in no rate."""

    call: int
    unit: str
    clock: BreachOf
    upheld: bool
    kind: Literal["appeal_decided"] = "appeal_decided"


@dataclass(frozen=True)
class ExcludeAsked:
    """剔除评价 asked."""

    reason: str
    note: str
    photos: tuple[str, ...] = ()
    kind: Literal["exclude_asked"] = "exclude_asked"


@dataclass(frozen=True)
class ExcludeDecided:
    """Excluded: the rating stays listed, and counts in no rate."""

    reason: str
    excluded: bool
    kind: Literal["exclude_decided"] = "exclude_decided"
