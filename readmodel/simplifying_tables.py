"""Tables of 三减三增 and of our own burden. No personal data."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class SimplificationRow(SQLModel, table=True):
    """One thing that was cut or gained. It is struck out, never deleted. Moments are story time."""

    __tablename__: ClassVar[str] = "simplifications"
    __table_args__ = (Index("ix_simplifications_created", "created_at", "id"),)

    id: str = Field(primary_key=True)
    area: str  # a `domain.simplifying.Area`
    title: str
    measure: str  # what is counted: 块, 项, 次
    before: int
    after: int
    day: date  # since when
    unit: str  # where
    evidence: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str
    struck_at: datetime | None = Field(default=None, sa_type=UtcTime)
    struck_by: str | None = None
    struck_why: str | None = None


class BurdenRow(SQLModel, table=True):
    """What staff did by hand in one month with one form: a few numbers, of nobody."""

    __tablename__: ClassVar[str] = "burdens"

    month: str = Field(primary_key=True)  # 2026-10, the city's own
    form: str = Field(primary_key=True)  # the path it is sent to, as a pattern
    sent: int = Field(sa_type=BigInteger)
    filled: int = Field(sa_type=BigInteger)  # fields that held something
