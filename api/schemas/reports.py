"""Bodies of `POST /reports`."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, model_validator

from api.schemas.text import Answer, Asked, Code, Line, OutsideNo, Photos, Words
from domain.facts import ReporterKind

Channel = Literal["web", "wechat", "grid", "hotline", "message_board", "phone", "open311", "meeting"]
STAFF_CHANNELS = frozenset({"grid", "hotline", "message_board", "phone", "meeting"})
"""Reports that a signed-in person takes down for somebody."""
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9](?:[0-9 -]{3,18})[0-9]$", max_length=20)
]


class Place(Asked):
    """Where it is: a point in one of the three datums, words, or both."""

    lng: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    datum: Literal["wgs84", "gcj02", "bd09"] = "wgs84"
    address: Line | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.lng is None) != (self.lat is None):
            raise ValueError("经度和纬度须同时填写 | lng and lat go together")
        return self


class Reporter(Asked):
    """Who reports; name and phone may be missing."""

    kind: ReporterKind = ReporterKind.RESIDENT
    name: Line | None = None
    phone: Phone | None = None
    email: Line | None = None


class ReportIn(Asked):
    """A report in people's own words."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "description": "放鹰台路口的路灯坏了三天了，晚上黑漆漆的",
                    "item": "B0401",
                    "place": {"lng": 114.3417, "lat": 30.5504, "datum": "wgs84", "address": "放鹰台路口"},
                    "reporter": {"kind": "resident", "name": "王女士", "phone": "13800001234"},
                    "channel": "wechat",
                }
            ]
        },
    )

    description: Words
    item: Code | None = None
    place: Place | None = None
    community: Code | None = None
    grid: Code | None = None
    reporter: Reporter
    channel: Channel = "web"
    external_no: OutsideNo | None = None
    outside_due: AwareDatetime | None = None  # of what was referred: by when it is to be done
    photos: Photos = ()
    on_behalf: bool | None = Field(
        default=None, strict=True, description="Of staff: for somebody else (代报), or found by themselves."
    )
    about: Code | None = None  # the unit reported, which then has no part in the case


class Accepted(Answer):
    """The case number to read out, and the secret code to follow it with."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "case_no": "SGH-20261123-48213057",
                    "track_code": "07315528",
                    "track_url": "http://127.0.0.1:8000/c/SGH-20261123-48213057?code=07315528",
                }
            ]
        },
    )

    case_no: str
    track_code: str
    track_url: str
