"""Bodies of `POST /replan`: which deadlines a corrected calendar or pack moves, from when to when."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.text import Answer, Asked, Note


class ReplanIn(Asked):
    """重排期限, a page of open cases at a time. First tried; then carried out with the page's own token."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"dry_run": True, "reason": "国务院公布 2027 年放假安排"}]},
    )

    dry_run: bool = Field(default=True, strict=True)
    reason: Note
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    token: Annotated[str, Field(max_length=128)] | None = None


class Moved(Answer):
    """One deadline, from when to when, each with its explanation; of an item's own data only that they changed."""

    model_config = ConfigDict(
        frozen=True,
        populate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "case_no": "SGH-20261009-48213057",
                    "call_id": "SGH-20261009-48213057.1",
                    "what": "resolve",
                    "what_zh": "办结",
                    "unit": "chengguan",
                    "unit_name": "城管",
                    "from": "2026-10-12T17:30:00+08:00",
                    "from_explained": "1 天（办公时间），自 10-09 16:00 起",
                    "from_explained_en": "1 day (office hours), from 10-09 16:00",
                    "to": "2026-10-13T17:30:00+08:00",
                    "to_explained": "1 天（办公时间），自 10-09 16:00 起，不计 10-12",
                    "to_explained_en": "1 day (office hours), from 10-09 16:00, not counting 10-12",
                }
            ]
        },
    )

    case_no: str
    call_id: str | None = None
    task: str | None = None
    what: str  # respond, again, resolve, the kind of a task, or item
    what_zh: str
    unit: str | None = None
    unit_name: str | None = None
    from_: datetime | None = Field(default=None, alias="from")
    from_explained: str | None = None
    from_explained_en: str | None = None
    to: datetime | None = None
    to_explained: str | None = None
    to_explained_en: str | None = None


class Failed(Answer):
    """A case that was not replanned, and why."""

    case_no: str
    why: str
    why_en: str


class ReplanPage(Answer):
    """What would move, or has moved, among the open cases of this page.

    `token` carries out exactly this page, as it was seen.
    """

    dry_run: bool
    edition: str
    items: tuple[Moved, ...]
    unchanged: int
    failed: tuple[Failed, ...] = ()
    next_cursor: str | None = None
    token: str | None = None
