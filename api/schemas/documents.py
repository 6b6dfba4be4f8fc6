"""运行办法 as they are entered and told."""

from datetime import date, datetime

from pydantic import ConfigDict

from api.schemas.text import Answer, Asked, Code, DocumentText, Line


class DocumentIn(Asked):
    """One more version of the document of that code; of a new code, a new document."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "code": "joint-committee",
                    "title": "街道大工委运行办法",
                    "valid_from": "2026-11-01",
                    "text": "第一条　街道大工委联席会每季度至少召开一次。",
                }
            ]
        },
    )

    code: Code
    title: Line
    valid_from: date
    text: DocumentText


class VersionShown(Answer):
    """A version without its text; `in_force` where it is the one that holds today."""

    code: str
    version: int
    title: str
    valid_from: date
    in_force: bool
    created_at: datetime
    unit: str
    unit_name: str
    unit_name_en: str


class DocumentShown(VersionShown):
    """One version whole, with all versions of its document, the latest first."""

    text: str
    versions: tuple[VersionShown, ...]


class Documents(Answer):
    """Of each document the version that holds; of one that is yet to begin, its first."""

    items: tuple[VersionShown, ...]
