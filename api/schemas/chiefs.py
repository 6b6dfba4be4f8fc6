"""Bodies about chiefs' posts, patrols and joint actions."""

from datetime import datetime

from pydantic import AwareDatetime, ConfigDict, Field

from api.schemas.reports import Place
from api.schemas.text import Answer, Asked, Code, Line, Photos, StaffNote, Words
from domain.chiefs import ChiefKind


class ChiefShown(Answer):
    """A post that answers for a place."""

    code: str
    kind: ChiefKind
    post: str
    post_en: str


class ChiefHeld(ChiefShown):
    """The post, and for staff who holds it."""

    account: str | None = None


class ChiefWhole(ChiefHeld):
    """The post with its places, its duty list and whom a missed round is reported to."""

    places: tuple[str, ...]
    place_names: tuple[str, ...]
    duties: tuple[str, ...]
    reports_to: str
    weeks: int | None = None  # between two rounds


class ChiefPage(Answer):
    """Posts."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "code": "LZ01",
                            "kind": "road",
                            "post": "中北路路段长",
                            "post_en": "Road chief of Zhongbei Road",
                            "places": ["LD01"],
                            "place_names": ["中北路"],
                            "duties": ["巡查路面、井盖、路灯、护栏和公共设施"],
                            "reports_to": "dangzheng",
                            "weeks": 1,
                        }
                    ]
                }
            ]
        },
    )

    items: tuple[ChiefWhole, ...]


class AppointIn(Asked):
    """Who holds the post from now on; without an account nobody does."""

    account: Line | None = None


class FindingIn(Asked):
    """What was found on the way: it becomes a case."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"description": "井盖破损", "item": "B0102"}]}
    )

    description: Words
    item: Code | None = None
    place: Place | None = None
    community: Code | None = None
    grid: Code | None = None
    photos: Photos = ()


class FinishIn(Asked):
    """What came of it; a joint action always says."""

    summary: StaffNote | None = None


class CancelIn(Asked):
    """Why it does not take place."""

    reason: StaffNote


class JointIn(Asked):
    """联合行动: several units, one time."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "title": "中北路占道经营联合整治",
                    "lead": "chengguan",
                    "members": ["jiaoguan", "shichang"],
                    "starts_at": "2026-10-12T09:00:00+08:00",
                    "ends_at": "2026-10-12T11:30:00+08:00",
                    "place": "中北路",
                }
            ]
        },
    )

    title: Line
    lead: Code
    members: tuple[Code, ...] = Field(min_length=1, max_length=20)
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: Line | None = None
    tasks: tuple[Line, ...] = Field(default=(), max_length=20)


class RoundLine(Answer):
    """One round in a list."""

    round_no: str
    kind: str
    title: str
    title_en: str
    lead: str
    phase: str
    outcome: str | None = None
    missed: bool
    opens_at: datetime
    due_at: datetime
    due_explained: str
    due_explained_en: str
    closed_at: datetime | None = None
    findings: int


class RoundPage(Answer):
    """Some of the rounds, the newest first."""

    items: tuple[RoundLine, ...]
    next_cursor: str | None = None


class RoundMoment(Answer):
    """One thing that happened."""

    seq: int
    at: datetime
    event: str
    text: str
    text_en: str


class FindingShown(Answer):
    """A finding, which is a case."""

    case_no: str
    at: datetime
    unit: str


class RoundWhole(RoundLine):
    """The whole round."""

    lead_name: str
    lead_name_en: str
    members: tuple[str, ...]
    came: tuple[str, ...]
    absent: tuple[str, ...]
    overseer: str
    place: str
    tasks: tuple[str, ...]
    due_explained: str
    due_explained_en: str
    summary: str
    found: tuple[FindingShown, ...]
    may: tuple[str, ...]
    timeline: tuple[RoundMoment, ...]


class RoundDone(Answer):
    """A command was carried out: the number of the last event it made."""

    round_no: str
    seq: int
    made: tuple[str, ...] = ()
    case_no: str | None = None  # of a finding
