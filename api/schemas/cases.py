"""The public view of a case, and what its reporter may say to it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.chiefs import ChiefShown
from api.schemas.text import Answer, Asked, Note, Points
from domain.facts import Why

TrackCode = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Moment(Answer):
    """One line of the timeline, in both languages; what units wrote stays as written."""

    seq: int
    at: datetime
    event: str
    text: str
    text_en: str


class Ahead(Answer):
    """Which tier gets it when, if nobody acts; and how the deadline is counted that passes then."""

    at: datetime
    explained: str
    explained_en: str
    tier: str


class RatingShown(Answer):
    """The rating that counts so far."""

    result: int
    at: datetime


class LinkedShown(Answer):
    """A case that was opened from this one; its code follows it."""

    case_no: str
    why: str
    state: str
    state_zh: str
    track_code: str | None = None


class Followed(Answer):
    """The case that this one ended in: where the work goes on."""

    case_no: str | None = None  # not told to who joined it by 我也遇到
    state: str
    state_zh: str
    tier: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    due_at: datetime | None = None
    due_explained: str | None = None
    due_explained_en: str | None = None
    overdue: bool = False
    outcome: str | None = None
    timeline: tuple[Moment, ...] = ()
    forecast: tuple[Ahead, ...] = ()


class PublicCase(Answer):
    """A case as its reporter sees it: without personal data."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "case_no": "SGH-20261009-48213057",
                    "state": "handling",
                    "state_zh": "办理中",
                    "grade": "B",
                    "tier": "street",
                    "item": "B0401",
                    "item_name": "路灯",
                    "unit": "chengguan",
                    "unit_name": "城管",
                    "opened_at": "2026-10-09T09:00:00+08:00",
                    "due_at": "2026-10-09T17:30:00+08:00",
                    "due_explained": "1 天（办公时间）",
                    "due_explained_en": "1 day (office hours)",
                    "overdue": False,
                    "timeline": [
                        {
                            "seq": 1,
                            "at": "2026-10-09T09:00:00+08:00",
                            "event": "accepted",
                            "text": "已受理",
                            "text_en": "Received",
                        }
                    ],
                    "forecast": [{"at": "2026-10-09T17:30:00+08:00", "tier": "district"}],
                }
            ]
        },
    )

    case_no: str
    state: str
    state_zh: str
    grade: str | None = None
    tier: str | None = None
    entered: str = "self"  # by the reporter; behalf: taken down for them; found: by one of us
    entered_zh: str | None = None  # in words: 由网格员代报
    entered_en: str | None = None
    item: str | None = None
    item_name: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    opened_at: datetime
    due_at: datetime | None = None
    due_explained: str | None = None
    due_explained_en: str | None = None
    overdue: bool = False
    outcome: str | None = None
    closed_at: datetime | None = None
    timeline: tuple[Moment, ...] = ()
    forecast: tuple[Ahead, ...] = ()
    rating: RatingShown | None = None
    linked_to: str | None = None
    linked: tuple[LinkedShown, ...] = ()
    goes_on_in: Followed | None = None
    chiefs: tuple[ChiefShown, ...] = ()  # posts that answer for the place
    reopen_until: datetime | None = None  # of a closed case; after that it is archived for good


class RatingIn(Asked):
    """评价. A dissatisfied one (result ≤ 2) should say why."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"result": 5, "response": 5, "handling": 4, "comment": "很快"}]},
    )

    result: Points
    response: Points | None = None
    handling: Points | None = None
    why: Why | None = None
    comment: Note | None = None
    taken: Literal["phone", "face"] | None = Field(
        default=None, description="How staff took it down; of no meaning from a reporter."
    )


class UrgeIn(Asked):
    """催办."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"text": "还没有人来"}]})

    text: Note | None = None
