"""The three rates, and the cases behind one figure."""

from datetime import datetime

from pydantic import ConfigDict

from api.schemas.text import Answer


class ShareShown(Answer):
    """A rate with what is above and below its line.

    Rounded half up to two places, null where nothing is below.
    """

    rate: str | None
    numerator: int
    denominator: int


class Figures(Answer):
    """The three rates of some calls. `flags` say what is undefined and left out of the score.

    Beside them stand numbers of calls: completed late, left out of the rate, explained, planned, unfounded.
    """

    response: ShareShown
    completion: ShareShown
    satisfaction: ShareShown
    coverage: ShareShown
    staff_ratings: ShareShown
    score: str | None
    flags: tuple[str, ...] = ()
    late: int = 0
    left_out: int = 0
    explained: int = 0
    planned: int = 0
    unfounded: int = 0


class RatesRow(Figures):
    """The rates of one key. Of a grade asked for, `without` are the same figures without 咨询宣传."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "key": "chengguan",
                    "name": "城管",
                    "name_en": "Urban management",
                    "response": {"rate": "98.51", "numerator": 66, "denominator": 67},
                    "completion": {"rate": "95.52", "numerator": 64, "denominator": 67},
                    "satisfaction": {"rate": "92.31", "numerator": 12, "denominator": 13},
                    "coverage": {"rate": "19.40", "numerator": 13, "denominator": 67},
                    "staff_ratings": {"rate": None, "numerator": 0, "denominator": 0},
                    "score": "94.21",
                    "flags": [],
                }
            ]
        },
    )

    key: str
    name: str
    name_en: str = ""
    without: Figures | None = None


class RatesPage(Answer):
    """The rates of a period, in percent."""

    start: datetime
    end: datetime
    by: str
    grade: str | None = None
    items: tuple[RatesRow, ...]
    next_cursor: str | None = None


class Behind(Answer):
    """One call that a figure counts."""

    case_no: str
    call_id: str
    unit: str
    due_at: datetime
    due_explained: str
    due_explained_en: str
    met: bool


class BehindPage(Answer):
    """The cases behind one figure."""

    items: tuple[Behind, ...]
    next_cursor: str | None = None
