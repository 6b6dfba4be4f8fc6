"""The shape of a register's declaration. From it come form, list, import, export, JSON and report.

A further register is a further file in `domain.registers.declared`, named in its `__init__`: nothing else changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.label import Label

MOST_ROWS = 20_000
"""Of one register."""
LONGEST_TEXT, LONGEST_NOTE = 100, 1000
"""Characters."""
LARGEST_NUMBER = 10_000_000
_NOTHING = Label("", "")
Value = str | int
Values = Mapping[str, Value]
"""A row's fields by name; what is empty is not there. A day is 2026-10-01, a choice its code, a link a key."""


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"  # one line
    NOTE = "note"  # several
    NUMBER = "number"  # whole, from 0
    DAY = "day"  # of the city's own calendar
    CHOICE = "choice"
    COMMUNITY = "community"
    LINK = "link"  # the key of a row of another register


@dataclass(frozen=True)
class Field:
    """One column. `personal` ones are sealed and shown to the keeper alone; `by_steps` ones no form can change."""

    name: str
    label: Label
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Mapping[str, Label] = field(default_factory=dict)
    to: str = ""  # of a link: the other register
    personal: bool = False
    by_steps: bool = False  # set by claiming, following up and rating; by a table of the keeper's too
    first: str = ""  # what a new row has where nothing was said
    summed: bool = False  # lists and the report say its sum


@dataclass(frozen=True)
class Coverage:
    """覆盖率: rows whose `field` is one of `counted`, of all. `since` and `begun` name the days that date it."""

    label: Label
    field: str
    counted: frozenset[str]
    since: str = ""  # the day from which a row counts; none: from ever
    begun: str = ""  # the day from which a row is one of all


@dataclass(frozen=True)
class Register:
    """One register. `kept_by` names its keeper as the pack does (`[keepers]` of policy.toml)."""

    code: str  # in addresses and links; lower case
    label: Label
    prefix: str  # of keys that are given out: capital letters
    fields: tuple[Field, ...]
    title: str = "name"  # the field by which a row is called
    about: Label = _NOTHING  # one sentence above the list
    kept_by: str = "party_building"
    communities_write: bool = True  # a community keeps its own rows
    coverage: Coverage | None = None
    grouped: tuple[str, ...] = ()  # fields by whose values the report counts

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def of_communities(self) -> bool:
        """Whether its rows belong to communities."""
        return self.field("community") is not None

    @property
    def links(self) -> frozenset[str]:
        """The registers that its rows name."""
        return frozenset(one.to for one in self.fields if one.kind is Kind.LINK)

    @property
    def filters(self) -> tuple[Field, ...]:
        """What a list can be narrowed down by."""
        return tuple(one for one in self.fields if one.kind in (Kind.CHOICE, Kind.COMMUNITY, Kind.LINK))


KEY = Label("编号", "Number")
"""The heading of the column of keys."""
