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


class ReferralRow(SQLModel, table=True):
    """转办件: which case a referral became, for ever. Story time."""

    __tablename__: ClassVar[str] = "referrals"
    __table_args__ = (Index("ix_referrals_came", "came_at", "case_no"),)

    source: str = Field(primary_key=True)  # hotline, message_board
    outside_no: str = Field(primary_key=True)
    case_no: str = Field(index=True)
    outside_due: datetime | None = Field(default=None, sa_type=UtcTime)
    came_at: datetime = Field(sa_type=UtcTime)


class ActRow(SQLModel, table=True):
    """Something that an administrator did: to whom or what, and the particulars. Kept for ever; real time."""

    __tablename__: ClassVar[str] = "acts"
    __table_args__ = (Index("ix_acts_at", "at", "id"),)

    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    account: str
    unit: str
    what: str
    subject: str
    detail: str


class AbsenceRow(SQLModel, table=True):
    """A grid worker is away, and a deputy's account acts for the grid (AB角). Story time; kept for ever."""

    __tablename__: ClassVar[str] = "absences"
    __table_args__ = (
        Index("ix_absences_unit", "unit", "ends_at"),
        Index("ix_absences_deputy", "deputy", "ends_at"),
    )

    id: str = Field(primary_key=True)
    unit: str  # the grid
    deputy: str  # account
    starts_at: datetime = Field(sa_type=UtcTime)
    ends_at: datetime = Field(sa_type=UtcTime)  # brought forward where it was ended early
    reason: str
    made_by: str
    made_at: datetime = Field(sa_type=UtcTime)
    ended_by: str | None = None  # who ended it early


class HandoverRow(SQLModel, table=True):
    """交接班: what was open when one shift handed over to the next, signed by both. Story time; kept for ever."""

    __tablename__: ClassVar[str] = "handovers"
    __table_args__ = (Index("ix_handovers_unit", "unit", "made_at", "id"),)

    id: str = Field(primary_key=True)
    unit: str  # the desk
    made_at: datetime = Field(sa_type=UtcTime)
    made_by: str  # account of who goes
    note: str
    matters: str = Field(sa_type=Text)  # JSON: the open matters of that moment
    taken_at: datetime | None = Field(default=None, sa_type=UtcTime)
    taken_by: str | None = None  # account of who comes
    taken_note: str = ""


class CountRow(SQLModel, table=True):
    """How often something was done in a window that ends; `name` tells what, and whose as a fingerprint. Real time."""

    __tablename__: ClassVar[str] = "counts"

    name: str = Field(primary_key=True)
    used: int
    ends_at: datetime = Field(sa_type=UtcTime, index=True)


class SpoolRow(SQLModel, table=True):
    """A report taken in while Temporal could not be reached. `payload` is JSON; started once, later."""

    __tablename__: ClassVar[str] = "spool"
    __table_args__ = (Index("ix_spool_waiting", "started_at", "received_at", "id"),)

    id: str = Field(primary_key=True)
    case_no: str
    payload: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcTime)
