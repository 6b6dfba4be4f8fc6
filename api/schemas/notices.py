"""公告 as they are written and told."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from api.schemas.text import Answer, Asked, Code, Line, Note

LONGEST = timedelta(days=90)


class NoticeIn(Asked):
    """What is known already, where, about what, from when to when.

    No place: the whole street. No items: whatever it is about. `metres` is around the point.
    """

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "title": "放鹰台社区今晚停水",
                    "text": "水管抢修，预计 22 点恢复。",
                    "communities": ["SQ07"],
                    "items": ["B0601"],
                    "ends_at": "2026-10-09T22:00:00+08:00",
                }
            ]
        },
    )

    title: Line
    text: Note
    communities: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    lng: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-85, le=85, allow_inf_nan=False)] | None = None
    metres: Annotated[int, Field(ge=50, le=5000)] = 300
    items: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    starts_at: AwareDatetime | None = Field(default=None, description="Without it: now.")
    ends_at: AwareDatetime

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.lng is None) != (self.lat is None):
            raise ValueError("经度和纬度须同时填写 | lng and lat go together")
        if self.starts_at is not None and not timedelta(0) < self.ends_at - self.starts_at <= LONGEST:
            raise ValueError("结束须晚于开始，最长 90 天 | it must end after its start, within 90 days")
        return self


class NoticeShown(Answer):
    """A notice that holds; an open incident (`incident`) has no id and no end, and its title is its item's name."""

    id: str
    title: str
    text: str
    communities: tuple[str, ...]
    lng: float | None
    lat: float | None
    metres: int
    items: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    incident: bool


class Notices(Answer):
    """Open incidents first, then the latest."""

    items: tuple[NoticeShown, ...]
