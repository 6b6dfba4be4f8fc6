"""What `GET /suggest` answers."""

from pydantic import ConfigDict

from api.schemas.text import Answer


class Suggestion(Answer):
    """An item that the words may be about."""

    code: str
    name: str
    name_en: str
    class_name: str
    grade: str
    score: float  # how sure, 0 to 1
    reason: str  # what in the words speaks for it


class DangerShown(Answer):
    """Call this number first, because of this word."""

    number: str
    word: str


class Suggestions(Answer):
    """The likeliest items, best first."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "code": "B0520",
                            "name": "路灯",
                            "name_en": "Street light",
                            "class_name": "市政公用设施",
                            "grade": "B",
                            "score": 0.92,
                            "reason": "路灯、不亮",
                        }
                    ],
                    "danger": [],
                }
            ]
        },
    )

    items: tuple[Suggestion, ...]
    danger: tuple[DangerShown, ...] = ()
