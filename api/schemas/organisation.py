"""The organisation and uses of its powers as they are told; a use as it is written down."""

from datetime import date, datetime

from pydantic import ConfigDict, Field

from api.schemas.text import Answer, Asked, Code, StaffNote
from domain.organisation import UnitKind
from domain.organisation_structure import DutyKind, Employment, Per, Side


class LevelShown(Answer):
    """One of the five levels; `bodies` is how many there are, None where the city keeps no register of them."""

    level: int
    name: str
    name_en: str
    per: Per
    bodies: int | None


class BodyShown(Answer):
    """A unit of 1+6+6 or 1+5+N, who oversees it, and since when it works where the city says so."""

    code: str
    name: str
    name_en: str
    kind: UnitKind
    overseen_by: str | None
    opened_on: date | None = None


class CommunityBodies(Answer):
    """5/7+N: posts of a community's two committees, and of its grid station, beside each other."""

    code: str
    name: str
    name_en: str
    committee: int
    station: int
    grids: int


class PowerShown(Answer):
    """One of the six powers; `events` are the kinds of event that are its use, none where uses are written down."""

    code: str
    name: str
    name_en: str
    events: tuple[str, ...]
    named: bool


class Organisation(Answer):
    """How the street is organised: everybody may read it."""

    city: str
    levels: tuple[LevelShown, ...]
    command: BodyShown
    offices: tuple[BodyShown, ...]
    centres: tuple[BodyShown, ...]
    departments: tuple[BodyShown, ...]
    seats: tuple[BodyShown, ...]
    communities: tuple[CommunityBodies, ...]
    powers: tuple[PowerShown, ...]


class PostShown(Answer):
    """编制职数: by which staff codes it is filled, how many of it are vacant."""

    code: str
    body: str
    side: Side
    name: str
    name_en: str
    posts: int
    filled: int
    vacant: int
    holders: tuple[str, ...]
    employment: Employment | None = None


class DutyShown(Answer):
    """One line of a list; `body` is `community` where it is every community's."""

    code: str
    list: DutyKind
    body: str
    owner: str | None
    name: str
    name_en: str


class RelationShown(Answer):
    """区属、街管、街用、街考."""

    unit: str
    owned_by: str
    owned_by_en: str
    managed_by: str
    used_by: str
    assessed_by: str


class EmployedShown(Answer):
    """How many people fill posts of one kind of employment."""

    employment: Employment
    name: str
    name_en: str
    people: int


class Staffing(Answer):
    """Posts, duty lists and relations; `employed` has the kinds that somebody fills."""

    posts: tuple[PostShown, ...]
    duties: tuple[DutyShown, ...]
    relations: tuple[RelationShown, ...]
    employed: tuple[EmployedShown, ...] = ()


class PowerUseIn(Asked):
    """A use of a power that no event of a case shows."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"power": "planning", "what": "对东亭片区停车场选址提出意见"}]},
    )

    power: Code
    what: StaffNote
    case_no: Code | None = None
    meeting: Code | None = None


class PowerUseShown(Answer):
    """One use: of an event `event` names it, of one that was written down `what` says it."""

    power: str
    power_name: str
    at: datetime
    by: str
    unit: str | None = Field(description="Whom it was used upon, or the unit of who wrote it down.")
    event: str | None
    what: str
    case_no: str | None
    meeting: str | None


class PowerUses(Answer):
    """The newest first."""

    items: tuple[PowerUseShown, ...]
    next_cursor: str | None
