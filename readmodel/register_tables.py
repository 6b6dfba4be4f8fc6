"""Tables of registers (台账): the rows as they are, and every change of them. What is personal is sealed."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class RegisterRow(SQLModel, table=True):
    """One row of one register. Story time. A removed row stays, so that its number is not given out again."""

    __tablename__: ClassVar[str] = "register_rows"
    __table_args__ = (Index("ix_register_rows_community", "code", "community", "key"),)

    code: str = Field(primary_key=True)  # of the register
    key: str = Field(primary_key=True)
    title: str
    community: str | None = None
    words: str = Field(sa_type=Text)  # all that a search looks through, in small letters
    body: dict[str, Any] = Field(sa_type=JSON)  # field -> value, but for what is personal
    sealed: str | None = Field(default=None, sa_type=Text)  # what is personal, as it is now alone
    edition: int  # 1, 2, … with every change
    removed: bool = False
    changed_at: datetime = Field(sa_type=UtcTime)
    changed_by: str  # account
    unit: str


class RegisterChangeRow(SQLModel, table=True):
    """One change of a row, for ever. Story time. Of what is personal it says that it changed, not from what to what."""

    __tablename__: ClassVar[str] = "register_changes"
    __table_args__ = (Index("ix_register_changes_at", "code", "at"),)

    code: str = Field(primary_key=True)  # of the register
    key: str = Field(primary_key=True)
    edition: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    account: str
    unit: str
    what: str  # of domain.registers.words.CHANGES
    changes: list[Any] = Field(sa_type=JSON)  # [field, was, now]
    note: str = ""
