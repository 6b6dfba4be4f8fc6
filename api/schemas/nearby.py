"""What `GET /nearby` answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.reports import Reporter
from api.schemas.text import Answer, Asked, Code, Line, Photos, Words
from domain.place import Datum


class NearbyCase(Answer):
    """An open case that everybody may know of; `metres` from the point that was asked about, to about 100 m."""

    ref: str  # names it in `POST /nearby/{ref}/me-too`, and nothing else
    item: str
    item_name: str
    state: str
    state_zh: str
    community: str | None
    unit_name: str | None
    opened_at: datetime
    metres: int | None = None  # of a community there is no point to count from


class Nearby(Answer):
    """The nearest first; of a community the newest."""

    items: tuple[NearbyCase, ...]


class MeTooIn(Asked):
    """我也遇到: the same thing, from the same place; own words, photos and contact where one wants to add them.

    The place is a point, or the community alone.
    """

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"lng": 114.3417, "lat": 30.5504, "reporter": {"kind": "resident"}}]},
    )

    lng: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-85, le=85, allow_inf_nan=False)] | None = None
    community: Code | None = None
    datum: Datum = "wgs84"
    address: Line | None = None
    description: Words | None = None
    reporter: Reporter = Reporter()
    channel: Literal["web", "wechat"] = "web"
    photos: Photos = ()
