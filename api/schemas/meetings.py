"""联席会 as they are called, held and told."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from api.schemas.text import Answer, Asked, Code, Line, StaffNote
from domain.meetings import MeetingState, MeetingTier

MOST_UNITS = 100
Units = Annotated[tuple[Code, ...], Field(max_length=MOST_UNITS)]
Votes = Annotated[int, Field(ge=0, le=MOST_UNITS)]


class MeetingIn(Asked):
    """Notice of a meeting: of which tier, when, where, about what, and which units are invited."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "tier": "street",
                    "title": "三季度街道党建联席会",
                    "agenda": "一、老旧小区停车；二、放鹰台路占道经营",
                    "place": "街道三楼会议室",
                    "at": "2026-10-12T09:00:00+08:00",
                    "units": ["guanli", "chengguan", "gongan"],
                }
            ]
        },
    )

    tier: MeetingTier
    community: Code | None = Field(default=None, description="Of a community's meeting.")
    title: Line
    agenda: StaffNote
    place: Line
    at: AwareDatetime
    units: Annotated[Units, Field(min_length=1)]

    @model_validator(mode="after")
    def _of_whom(self) -> Self:
        if (self.tier is MeetingTier.COMMUNITY) != (self.community is not None):
            raise ValueError(
                "社区会议须写明社区，街道会议不写 | a community's meeting names it, the street's none"
            )
        return self


class HeldIn(Asked):
    """Which of the invited units were there, and the minutes."""

    attended: Annotated[Units, Field(min_length=1)]
    minutes: StaffNote


class CancelIn(Asked):
    """Why it is not held."""

    reason: StaffNote


class TaskIn(Asked):
    """What a decision asks to be done, and where; it becomes a report of the channel `meeting`."""

    item: Code | None = None
    community: Code | None = None
    grid: Code | None = None
    about: Code | None = Field(
        default=None, description="The unit that it is about, which has no part in it."
    )


class DecisionIn(Asked):
    """One matter with its vote, in units; adopted, its task becomes a case at once."""

    text: StaffNote
    in_favour: Votes
    against: Votes = 0
    abstained: Votes = 0
    task: TaskIn | None = None
    topic: Code | None = Field(default=None, description="The topic of the agenda that this decides.")
    published: StaffNote | None = Field(
        default=None, description="Of a topic: what everybody is told of it, without names."
    )

    @model_validator(mode="after")
    def _told(self) -> Self:
        if (self.topic is None) != (self.published is None):
            raise ValueError(
                "议决一个议题须同时写明公开的结果 | what decides a topic says what is published of it"
            )
        return self


class DecisionShown(Answer):
    """What was decided; `state` is where its case stands, and is missing where that is kept from you."""

    n: int
    text: str
    in_favour: int
    against: int
    abstained: int
    adopted: bool
    at: datetime
    by: str
    wants_task: bool
    case_no: str | None
    state: str | None
    unit: str | None
    overdue: bool


class MeetingListed(Answer):
    """A line of the list."""

    id: str
    tier: MeetingTier
    community: str | None
    title: str
    place: str
    at: datetime
    state: MeetingState


class TopicOnAgenda(Answer):
    """A topic that was raised for it; `n` is the decision about it."""

    id: str
    subject: str
    n: int | None
    open: bool


class MeetingShown(MeetingListed):
    """One whole. `minutes` of a cancelled one is why."""

    agenda: str
    called_by: str
    unit: str
    units: tuple[str, ...]
    attended: tuple[str, ...]
    quorate: bool
    minutes: str
    decisions: tuple[DecisionShown, ...]
    topics: tuple[TopicOnAgenda, ...] = ()


class Meetings(Answer):
    """The latest first."""

    items: tuple[MeetingListed, ...]
    next_cursor: str | None
