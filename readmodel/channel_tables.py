"""Tables of channels that are conversations: where somebody stands in theirs, and what they filed that way.

`person` is a keyed mark of whoever writes; nobody can be found by it without the installation's secret.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class TalkRow(SQLModel, table=True):
    """One person's conversation; gone half an hour after the last word of it. Real time."""

    __tablename__: ClassVar[str] = "talks"
    __table_args__ = (Index("ix_talks_until", "waits", "until"),)

    person: str = Field(primary_key=True)
    version: int  # counts the changes: of two at once, one begins anew
    key: str  # under which it is sealed
    sealed: str = Field(sa_type=Text)
    until: datetime = Field(sa_type=UtcTime)
    waits: bool  # a confirmed report in it is not filed yet: it is kept until it is


class TalkedCaseRow(SQLModel, table=True):
    """A case that somebody filed by talking to us, for ever. Story time."""

    __tablename__: ClassVar[str] = "talked_cases"
    __table_args__ = (Index("ix_talked_cases_person", "person", "at"),)

    case_no: str = Field(primary_key=True)
    person: str
    at: datetime = Field(sa_type=UtcTime)
