"""Tables of what is asked in the name of a person, and of cases whose personal data is erased. Real time; for ever.

Neither holds who the person is: a request names cases.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class PersonRow(SQLModel, table=True):
    """Somebody wants to see or have erased what is kept of them: asked for by one of the staff, granted by another."""

    __tablename__: ClassVar[str] = "person_requests"
    __table_args__ = (Index("ix_person_requests_asked", "asked_at", "id"),)

    id: str = Field(primary_key=True)
    what: str  # export, erase
    cases: str = Field(sa_type=Text)  # JSON list of numbers
    reason: str
    asked_by: str
    asked_at: datetime = Field(sa_type=UtcTime)
    granted_by: str | None = None
    granted_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ErasureRow(SQLModel, table=True):
    """A case whose personal data is to be erased when it closes, or was."""

    __tablename__: ClassVar[str] = "erasures"
    __table_args__ = (Index("ix_erasures_waiting", "erased_at", "case_no"),)

    case_no: str = Field(primary_key=True)
    why: str  # id of the request; `retention`: its time was over
    asked_at: datetime = Field(sa_type=UtcTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcTime)
