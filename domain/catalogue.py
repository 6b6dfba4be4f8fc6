"""What can be reported: the items of grades A and B and the response list of the resident departments.

Loaded once by `infra.pack`. An item is frozen into the case that it grades: a later catalogue
changes it by a replan alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from domain.label import Label


class Grade(StrEnum):
    """级: how hard a matter is. A case keeps its first grade in every count."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Clock(StrEnum):
    """Which hours a budget runs in: all of them, the called unit's own, or the office's."""

    CONTINUOUS = "continuous"
    DUTY = "duty"
    WORKING = "working"


class Channel(StrEnum):
    """How an item's unit is called: 自办, 联办, 内呼, 外呼."""

    SELF = "self"
    JOINT = "joint"
    INTERNAL = "internal"
    EXTERNAL = "external"


class CheckKind(StrEnum):
    """How a completion is verified (核查)."""

    ONSITE = "onsite"
    PHONE = "phone"
    NONE = "none"


class Exposure(StrEnum):
    """Who may see that such a case exists: everybody, its parties, named officers."""

    PUBLIC = "public"
    CASE = "case"
    SEALED = "sealed"


GRID_WORKER = "@grid"
"""Lead of an item: the grid of the place (网格员)."""
GRID_STATION = "@station"
"""Lead or co unit of an item: the grid station of the place's community (社区网格站, 社区)."""


@dataclass(frozen=True)
class Limits:
    """A pair of budgets on one clock, each written `30m`, `4h` or `5d` (see `domain.budget`)."""

    clock: Clock
    respond: str
    resolve: str


@dataclass(frozen=True)
class Item:
    """One line of the catalogue: who leads, on which clock, how it is checked, who may see it."""

    code: str
    grade: Grade
    class_zh: str
    class_en: str
    name_zh: str
    name_en: str
    lead: str  # unit code, GRID_WORKER or GRID_STATION
    co: tuple[str, ...]  # offered to the dispatcher
    co_auto: tuple[str, ...]  # marked `!`: called by themselves
    channel: Channel
    limits: Limits
    urgent: bool
    check: CheckKind
    auto: bool
    exposure: Exposure
    counted_apart: bool  # 咨询宣传
    statutory: bool  # outside the three rates
    b_item: str | None  # what an A item climbs to, or what a response item details


@dataclass(frozen=True)
class Catalogue:
    """All items by code; response items apart, for they detail a B item and are never reported as such."""

    items: dict[str, Item]
    response_items: dict[str, Item]

    @cached_property
    def names(self) -> dict[str, Label]:
        """Every item's name in both languages, by the Chinese one."""
        every = (*self.items.values(), *self.response_items.values())
        return {item.name_zh: Label(item.name_zh, item.name_en) for item in every}
