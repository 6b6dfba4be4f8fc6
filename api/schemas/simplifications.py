"""三减三增 as it is written and told, and our own burden."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.text import Answer, Asked, Code, Line, StaffNote
from domain.simplifying import Area

Number = Annotated[int, Field(ge=0, le=1_000_000)]


class SimplificationIn(Asked):
    """What was cut or gained: so much before, so much after, since a day, shown by what. `unit` empty: one's own."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "area": "plates",
                    "title": "社区门口的牌子",
                    "measure": "块",
                    "before": 23,
                    "after": 4,
                    "day": "2026-10-01",
                    "unit": "SQ07",
                    "evidence": "街道 2026 年第 3 号清单，现场照片存档",
                }
            ]
        },
    )

    area: Area
    title: Line
    measure: Annotated[str, Field(min_length=1, max_length=20)]
    before: Number
    after: Number
    day: date
    unit: Code | None = None
    evidence: StaffNote


class StrikeIn(Asked):
    """Why the line counts no more."""

    reason: Line


class SimplificationShown(Answer):
    """One line; struck ones stay and count for nothing."""

    id: str
    area: str
    area_name: str
    area_name_en: str
    title: str
    measure: str
    before: int
    after: int
    day: date
    unit: str
    unit_name: str
    evidence: str
    created_at: datetime
    created_by: str
    struck_at: datetime | None
    struck_by: str | None
    struck_why: str | None


class AreaShown(Answer):
    """What the standing lines of one area come to."""

    area: str
    name: str
    name_en: str
    lines: int
    before: int
    after: int


class FormShown(Answer):
    """One form in a month: sent so often, with so many fields filled in."""

    form: str
    sent: int
    filled: int


class BurdenShown(Answer):
    """What staff do by hand for a case: every field filled in and every form sent is one touch."""

    month: str
    forms: tuple[FormShown, ...]
    sent: int
    filled: int
    closed: int
    fields_a_case: str | None
    touches_a_case: str | None


class Simplifications(Answer):
    """The ledger, the newest first; the sums are of all standing lines."""

    items: tuple[SimplificationShown, ...]
    areas: tuple[AreaShown, ...]
    burden: BurdenShown
    next_cursor: str | None = None
