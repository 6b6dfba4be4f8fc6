"""Tables that hold no case: accounts, sessions, what was shown to whom, notices, and the spool of waiting reports."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class AccountRow(SQLModel, table=True):
    """Somebody who may sign in."""

    __tablename__: ClassVar[str] = "accounts"

    username: str = Field(primary_key=True)
    password_hash: str
    unit: str
    roles: str  # JSON list
    disabled: bool = False


class SessionRow(SQLModel, table=True):
    """One signed-in session; its token is stored hashed. Real time."""

    __tablename__: ClassVar[str] = "sessions"

    token_hash: str = Field(primary_key=True)
    username: str = Field(foreign_key="accounts.username", ondelete="CASCADE", index=True)
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)


class RevealRow(SQLModel, table=True):
    """A reporter's name and number were shown to somebody, who said why. Kept for ever; real time."""

    __tablename__: ClassVar[str] = "reveals"
    __table_args__ = (Index("ix_reveals_at", "at", "id"),)

    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    account: str
    unit: str
    case_no: str = Field(index=True)
    reason: str


class NoticeRow(SQLModel, table=True):
    """公告: what the desk lets people know before they report it, and who wrote and ended it. Story time."""

    __tablename__: ClassVar[str] = "notices"
    __table_args__ = (
        Index("ix_notices_standing", "ended_at", "ends_at"),
        Index("ix_notices_created", "created_at", "id"),
    )

    id: str = Field(primary_key=True)
    title: str
    text: str = Field(sa_type=Text)
    communities: str  # JSON list
    lng: float | None = None
    lat: float | None = None
    metres: int
    items: str  # JSON list
    starts_at: datetime = Field(sa_type=UtcTime)
    ends_at: datetime = Field(sa_type=UtcTime)
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str
    unit: str
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    ended_by: str | None = None


class SpoolRow(SQLModel, table=True):
    """A report taken in while Temporal could not be reached. `payload` is JSON; started once, later."""

    __tablename__: ClassVar[str] = "spool"
    __table_args__ = (Index("ix_spool_waiting", "started_at", "received_at", "id"),)

    id: str = Field(primary_key=True)
    case_no: str
    payload: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcTime)
