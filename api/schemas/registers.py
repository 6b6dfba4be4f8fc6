"""Registers (台账) as they are sent and shown over HTTP."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.text import Answer, Asked, Note

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
Cell = Annotated[str, StringConstraints(max_length=2000)] | Annotated[int, Field(strict=True)] | None
Key = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Z0-9][A-Z0-9-]{0,31}$")]


class ChoiceShown(Answer):
    """One value that a field may have."""

    code: str
    name: str
    name_en: str


class FieldShown(Answer):
    """One field of a register. `by_steps`: set by claiming, following up and rating alone."""

    name: str
    label: str
    label_en: str
    kind: str
    required: bool
    personal: bool
    by_steps: bool
    choices: tuple[ChoiceShown, ...] = ()
    links_to: str | None = None


class RegisterShown(Answer):
    """One register: what it is, what it holds, and whether the asker may write into it."""

    code: str
    name: str
    name_en: str
    about: str
    about_en: str
    kept_by: str  # unit
    rows: int
    may_write: bool
    fields: tuple[FieldShown, ...]


class Registers(Answer):
    """All registers."""

    items: tuple[RegisterShown, ...]


class RowShown(Answer):
    """One row. What is personal is there for the keeper and the row's own community alone."""

    code: str  # of the register
    key: str
    title: str
    edition: int
    changed_at: AwareDatetime
    changed_by: str
    may_write: bool
    values: dict[str, str | int]
    linked: dict[str, str]  # titles of the rows it names, by field


class RowPage(Answer):
    """Some rows by number, how many there are in all, and the number behind which there are more."""

    items: tuple[RowShown, ...]
    total: int
    next_cursor: str | None


class ChangeShown(Answer):
    """One change of a row. Of what is personal only that it changed."""

    edition: int
    at: AwareDatetime
    account: str
    unit: str
    what: str
    changes: tuple[tuple[str, str | int | None, str | int | None], ...]
    note: str


class RowWhole(RowShown):
    """A row with its latest fifty changes, the newest first."""

    changes: tuple[ChangeShown, ...]


class RowIn(Asked):
    """A whole row: what is not sent is empty, but for what steps set. `edition` is the one that was read; new: 0."""

    values: Annotated[dict[Name, Cell], Field(max_length=40)]
    edition: Annotated[int, Field(strict=True, ge=0)] = 0


class RemoveIn(Asked):
    """Why a row goes."""

    edition: Annotated[int, Field(strict=True, ge=1)]
    note: Note


class ImportFault(Answer):
    """What is wrong with a line of a table."""

    line: int
    key: str | None
    column: str
    what: str
    what_en: str


class ImportLine(Answer):
    """What a line is, or becomes: `added`, `changed` or `same`; of a change which fields."""

    line: int
    key: str
    title: str
    becomes: str
    changes: tuple[tuple[str, str | int | None, str | int | None], ...] = ()


class Imported(Answer):
    """A table that was looked at or taken in. With a fault nothing is taken in."""

    preview: bool
    added: int
    changed: int
    same: int
    lines: tuple[ImportLine, ...]  # the first two hundred that change anything
    faults: tuple[ImportFault, ...]  # the first fifty
    faults_in_all: int


class MatchShown(Answer):
    """How well a row fits, of 100 points."""

    key: str
    title: str
    community: str | None
    points: int
    kind: int
    place: int
    time: int


class Matches(Answer):
    """The best ones first."""

    items: tuple[MatchShown, ...]


class ClaimIn(Asked):
    """Who meets the need: a resource, whose unit it then is, or a unit."""

    resource: Key | None = None
    unit: Key | None = None
    planned_on: date | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class FollowIn(Asked):
    """How it stands: under_way (with the next day), done or dropped."""

    state: Annotated[str, StringConstraints(max_length=20)]
    next_on: date | None = None
    note: Note


class RatedIn(Asked):
    """1 非常不满意 … 5 非常满意; 1 and 2 with a reason."""

    rating: Annotated[int, Field(strict=True, ge=1, le=5)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class CoverageShown(Answer):
    """So many of all on the day; None where there is nothing to cover."""

    name: str
    name_en: str
    having: int
    all: int
    percent: float | None


class CountShown(Answer):
    """How many rows have one value of a field."""

    field: str
    value: str
    name: str
    rows: int


class RegisterReport(Answer):
    """The figures of one register; `communities` holds its coverage, else its rows, by community."""

    code: str
    name: str
    name_en: str
    rows: int
    sums: dict[str, int]
    coverage: CoverageShown | None
    by_value: tuple[CountShown, ...]
    communities: dict[str, CoverageShown]


class RegistersReport(Answer):
    """All registers as they stand; coverage on the day that was asked for."""

    day: date
    to_follow_up: int  # projects whose next day has passed
    items: tuple[RegisterReport, ...]
