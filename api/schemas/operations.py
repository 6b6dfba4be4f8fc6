"""What operators read: how departments are reached, and what did not reach them."""

from datetime import datetime
from typing import Literal

from api.schemas.text import Answer


class DepartmentShown(Answer):
    """How one department is reached; `circuit` is null before anything was sent. `since` is real time."""

    unit: str
    unit_name: str
    kind: Literal["http", "open311", "email", "desk"]
    circuit: Literal["closed", "open"] | None
    since: datetime | None
    why: str


class DepartmentList(Answer):
    """All that our calls go out to."""

    items: tuple[DepartmentShown, ...]


class LetterShown(Answer):
    """A message that a department does not have, and why; `again`: it can be sent again."""

    call_id: str
    case_no: str
    unit: str
    unit_name: str
    kind: Literal["http", "open311", "email", "desk"] | None
    refused: bool
    why: str
    at: datetime
    again: bool
    dispatched_at: datetime
    due_at: datetime
    due_explained: str
    due_explained_en: str


class LetterList(Answer):
    """The most pressing of them."""

    items: tuple[LetterShown, ...]
