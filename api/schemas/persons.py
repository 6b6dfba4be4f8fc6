"""What is asked in the name of a person, and the answer."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.text import Answer, Asked, Line


class PersonIn(Asked):
    """Whose data, what is to be done with it, and why."""

    what: Literal["export", "erase"]
    contact: str = Field(min_length=7, max_length=200, description="The number or e-mail address they left.")
    reason: Line


class PersonRequest(Answer):
    """One request. Who the person is is not kept."""

    id: str
    what: Literal["export", "erase"]
    cases: tuple[str, ...]
    reason: str
    asked_by: str
    asked_at: datetime
    granted_by: str | None = None
    granted_at: datetime | None = None
    erased: int = 0  # of an erasure: cases that are erased by now


class PersonRequests(Answer):
    """The latest requests, the newest first."""

    items: list[PersonRequest]


class PersonKept(Answer):
    """All that is kept of the person, opened: a document a case."""

    cases: list[dict[str, Any]]
