"""转办件 as they are sent, and what is said about them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.reports import Phone
from api.schemas.text import Answer, Asked, Code, Line, OutsideNo, Words

Source = Literal["hotline", "message_board"]


class ReferralIn(Asked):
    """One matter as it was referred: its number there, the words, and by when they want it done."""

    outside_no: OutsideNo
    description: Words
    item: Code | None = None
    community: Code | None = None
    grid: Code | None = None
    address: Line | None = None
    name: Line | None = None
    phone: Phone | None = None
    due: AwareDatetime | None = None


class ReferralsIn(Asked):
    """Some at once; each is judged by itself."""

    rows: Annotated[list[dict[str, object]], Field(min_length=1, max_length=1000)]


class ReferralTaken(Answer):
    """A line that is a case: made now, or there already. In a preview what is not there has no number yet."""

    line: int
    outside_no: str
    case_no: str | None = None
    known: bool = False


class ReferralFault(Answer):
    """A line that is none, and which cell says why."""

    line: int
    outside_no: str | None = None
    column: str
    cell: str | None = None  # as spreadsheets call it: D7
    what: str
    what_en: str


class ReferralsTaken(Answer):
    """Every line that was sent is in one of the two."""

    preview: bool
    taken: tuple[ReferralTaken, ...]
    faults: tuple[ReferralFault, ...]


class WrittenBackShown(Answer):
    """How far a result is on its way back: waiting, sent, refused, or superseded by a newer one."""

    version: int
    state: Literal["waiting", "sent", "refused", "superseded"]
    made_at: datetime
    ended_at: datetime | None = None
    tries: int = 0
    detail: str = ""


class ReferralShown(Answer):
    """A referral and what became of it, to be written back where it came from."""

    source: Source
    outside_no: str
    case_no: str
    outside_due: datetime | None = None
    came_at: datetime
    state: str
    state_zh: str
    outcome: str | None = None
    outcome_zh: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    due_at: datetime | None = None
    due_explained: str | None = None
    due_explained_en: str | None = None
    overdue: bool = False
    reply: str | None = None
    completed_at: datetime | None = None
    closed_at: datetime | None = None
    written_back: WrittenBackShown | None = None


class ReferralPage(Answer):
    """A page of referrals."""

    items: tuple[ReferralShown, ...]
    next_cursor: str | None = None
