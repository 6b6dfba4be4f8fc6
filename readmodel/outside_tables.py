"""Tables of what lies with departments: how each can be reached, and our calls under other systems' numbers."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class CircuitRow(SQLModel, table=True):
    """The circuit of one department, as the worker whose circuit changed last wrote it. Real time."""

    __tablename__: ClassVar[str] = "circuits"

    unit: str = Field(primary_key=True)
    state: str  # closed, open
    since: datetime = Field(sa_type=UtcTime)
    why: str = ""


class OutsideRow(SQLModel, table=True):
    """One of our calls as a request of another city's system. Real time.

    Written before anything is sent, so that whoever tries after a crash knows that it may be there already.
    """

    __tablename__: ClassVar[str] = "outside_requests"
    __table_args__ = (Index("ix_outside_asked", "unit", "ended", "asked_at", "call_id"),)

    call_id: str = Field(primary_key=True)
    case_no: str
    unit: str
    begun_at: datetime = Field(sa_type=UtcTime)
    number: str | None = None  # its service_request_id
    token: str | None = None  # given in the place of a number that comes later
    version: int = 0  # the highest of ours that it has
    asked_at: datetime = Field(sa_type=UtcTime)  # when it was last asked for answers
    heard_at: datetime | None = Field(
        default=None, sa_type=UtcTime
    )  # the last of its updates that we passed on
    heard: str = ""  # ids of those of that very moment, one a line
    ended: bool = False  # nothing more is asked of it
