"""Tables of messages out: the outbox, which is also the record of delivery, and how each account wants to hear."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class MessageRow(SQLModel, table=True):
    """One message to one addressee, from the moment it is meant to what became of it. Kept for ever.

    It refers to no case's row: those may be made anew, and what was said stays said. No number, no name: whoever
    reported is reached by what the case keeps sealed.
    """

    __tablename__: ClassVar[str] = "messages"
    __table_args__ = (
        Index("ix_messages_next", "state", "not_before"),
        Index("ix_messages_case", "case_no", "made_at"),
        Index("ix_messages_mark", "mark", "sent_at"),
    )

    key: str = Field(primary_key=True)  # the notice's; of a person's own copy with the account behind it
    case_no: str  # empty in a digest of several
    addressee: str  # a `To`
    unit: str  # empty for a reporter
    account: str = ""
    what: str  # a `NoticeKind`
    why: str
    urgent: bool
    zh: str = Field(sa_type=Text)
    en: str = Field(sa_type=Text)
    notice: str = Field(sa_type=Text)  # the whole notice, as JSON
    made_at: datetime = Field(sa_type=UtcTime)  # story time
    not_before: datetime = Field(sa_type=UtcTime)  # story time: quiet hours, a reporter's day that is full
    state: str  # a `State`
    tries: int = 0
    try_at: datetime = Field(sa_type=UtcTime)  # real time: who sends it now, or waits after a failure
    channel: str = ""  # that it went by, or was last tried by
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)  # story time
    error: str = ""  # of the last try: a code or a kind, nothing of anybody
    mark: str | None = None  # tells one reporter's messages of a day apart from another's; forgotten after it


class HearingRow(SQLModel, table=True):
    """How somebody of the staff wants to hear; no row: as the city's policy has it."""

    __tablename__: ClassVar[str] = "hearing"

    account: str = Field(primary_key=True, foreign_key="accounts.username", ondelete="CASCADE")
    quiet: str | None = None  # 21:00-08:00, the city's own time; None: the city's
    muted: bool = False  # nothing to the own address; what the unit is told stays
