"""议题 as they are raised, answered and told."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from api.schemas.text import Answer, Asked, Code, Line, Note, StaffNote
from domain.masking import masked_numbers
from domain.topics import TopicState

Subject = Annotated[Line, AfterValidator(masked_numbers)]


class TopicIn(Asked):
    """What a community's meeting should talk about. Only who runs the meeting reads it, and the contact."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [{"community": "SQ07", "text": "建议商量小区东门晚上几点关，年轻人回家晚"}]
        },
    )

    community: Code
    text: Note
    contact: Line | None = Field(default=None, description="How to ask back; forgotten once it is answered.")


class AgendaIn(Asked):
    """The meeting whose agenda it comes on, and words for everybody."""

    meeting: Code
    subject: Subject


class DeclineIn(Asked):
    """Why it is not put on an agenda, and words for everybody; both are published."""

    subject: Subject
    answer: StaffNote


class TopicTold(Answer):
    """What everybody may know of it: nothing of its own words. `case_state` is missing where no case is shown."""

    id: str
    community: str
    community_name: str
    community_name_en: str
    raised_on: date
    by_unit: bool
    state: TopicState
    state_zh: str
    subject: str
    meeting_at: datetime | None
    answer: str
    adopted: bool | None
    in_favour: int | None
    against: int | None
    abstained: int | None
    case_state: str | None
    case_state_zh: str | None


class Topics(Answer):
    """Published ones, the latest first; `waiting` are those that nobody has answered yet."""

    items: tuple[TopicTold, ...]
    waiting: int
    next_cursor: str | None


class TopicListed(TopicTold):
    """The same for staff; `text` and `contact` for who answers, the text for the unit that raised it."""

    unit: str | None
    meeting: str | None
    open: bool
    mine_to_answer: bool
    text: str | None
    contact: str | None


class TopicsListed(Answer):
    """The latest first."""

    items: tuple[TopicListed, ...]
    next_cursor: str | None
