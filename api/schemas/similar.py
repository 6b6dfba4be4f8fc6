"""What `GET /cases/{case_no}/similar` answers."""

from datetime import datetime
from typing import Literal

from api.schemas.text import Answer

Act = Literal["merge", "take", "repeat"]
"""What may follow, by a person: this one into that, that one into this, or answered by reference to that one."""


class SimilarCase(Answer):
    """A case that may be about the same matter: how likely (of 100), and why."""

    case_no: str
    score: int
    reasons: tuple[str, ...]
    reasons_en: tuple[str, ...]
    act: Act
    item: str | None
    item_name: str
    state: str
    state_zh: str
    community: str | None
    unit_name: str | None
    opened_at: datetime
    closed_at: datetime | None = None


class SimilarCases(Answer):
    """The likeliest first; empty where nothing is likely."""

    items: tuple[SimilarCase, ...]
