"""Tables of the organisation at work: joint meetings, what is raised for them and decided, uses of powers, documents.

Kept for ever; story time, UTC.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class MeetingRow(SQLModel, table=True):
    """联席会: called by whom for when, and its minutes once it was held."""

    __tablename__: ClassVar[str] = "meetings"
    __table_args__ = (Index("ix_meetings_at", "at", "id"), Index("ix_meetings_state", "state"))

    id: str = Field(primary_key=True)
    tier: str
    community: str | None = None
    title: str
    agenda: str = Field(sa_type=Text)
    place: str
    at: datetime = Field(sa_type=UtcTime)
    state: str
    called_at: datetime = Field(sa_type=UtcTime)
    called_by: str
    unit: str
    minutes: str = Field(default="", sa_type=Text)  # of a cancelled one: why
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)  # minutes signed, or cancelled
    ended_by: str | None = None


class MeetingUnitRow(SQLModel, table=True):
    """A unit that is invited to a meeting, and whether it was there."""

    __tablename__: ClassVar[str] = "meeting_units"
    __table_args__ = (Index("ix_meeting_units_unit", "unit", "meeting"),)

    meeting: str = Field(primary_key=True, foreign_key="meetings.id")
    unit: str = Field(primary_key=True)
    attended: bool = False


class DecisionRow(SQLModel, table=True):
    """议定事项: one matter with its vote; `task` is what it asks for, `case_no` the case that this became."""

    __tablename__: ClassVar[str] = "decisions"

    meeting: str = Field(primary_key=True, foreign_key="meetings.id")
    n: int = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    in_favour: int
    against: int
    abstained: int
    adopted: bool
    at: datetime = Field(sa_type=UtcTime)
    by: str
    task: str | None = None  # JSON
    case_no: str | None = None


class PowerUseRow(SQLModel, table=True):
    """赋权使用: one that no event of a case shows, written down."""

    __tablename__: ClassVar[str] = "power_uses"
    __table_args__ = (Index("ix_power_uses_at", "at", "id"),)

    id: str = Field(primary_key=True)
    power: str
    at: datetime = Field(sa_type=UtcTime)
    by: str
    unit: str
    what: str = Field(sa_type=Text)
    case_no: str | None = None
    meeting: str | None = Field(default=None, foreign_key="meetings.id")


class TopicRow(SQLModel, table=True):
    """议题: raised by a resident or a unit for a community's meeting; its words are sealed, `subject` is public."""

    __tablename__: ClassVar[str] = "topics"
    __table_args__ = (
        Index("ix_topics_raised", "raised_at", "id"),
        Index("ix_topics_community", "community", "raised_at"),
        Index("ix_topics_meeting", "meeting"),
    )

    id: str = Field(primary_key=True)
    community: str
    raised_at: datetime = Field(sa_type=UtcTime)
    unit: str | None = None  # of a unit's; a resident has none
    account: str | None = None
    sealed: str = Field(sa_type=Text)  # text, and a contact until it is answered for good
    subject: str = ""  # for everybody; empty until somebody has read it
    meeting: str | None = Field(default=None, foreign_key="meetings.id")
    n: int | None = None  # the decision of that meeting
    declined: bool = False
    answer: str = Field(default="", sa_type=Text)  # for everybody
    answered_at: datetime | None = Field(default=None, sa_type=UtcTime)
    answered_by: str | None = None


class DocumentRow(SQLModel, table=True):
    """运行办法: one version of a document; none is changed or removed."""

    __tablename__: ClassVar[str] = "documents"

    code: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    title: str
    valid_from: date
    text: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str
    unit: str
