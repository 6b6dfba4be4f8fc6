"""Tables that hold no case: accounts, sessions, what was shown to whom, notices, and the spool of waiting reports."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text, UniqueConstraint
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
    seen_at: datetime | None = Field(default=None, sa_type=UtcTime)  # last used, to the minute


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
    looked_seq: int = 0  # the case's last event when it was looked at for a result to write back
    settled: bool = False  # the last result is on its way


class RingRow(SQLModel, table=True):
    """IP 电话回访: a call that a telephone system was given to make, and what came of it. Story time; kept for ever."""

    __tablename__: ClassVar[str] = "rings"
    __table_args__ = (
        UniqueConstraint("whose", "n", name="uq_rings_whose"),
        UniqueConstraint("request_id", name="uq_rings_request"),
        Index("ix_rings_case", "case_no", "round"),
    )

    token: str = Field(primary_key=True)
    request_id: str  # of the system that asked: the same again gets the same call
    case_no: str  # where the rating goes
    whose: str  # the number whose reporter is rung up: that case, or one that ended in it
    n: int  # 1, 2, … of that number: of several who ask at once one gets it
    round: int
    given_at: datetime = Field(sa_type=UtcTime)
    until: datetime = Field(sa_type=UtcTime)  # nobody else is given it before
    said: str | None = None  # keys that were pressed, or what came of it
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)


class WrittenBackRow(SQLModel, table=True):
    """结果回写: one result of a referral on its way to where it came from. Story time, but `again_at` is real."""

    __tablename__: ClassVar[str] = "written_back"
    __table_args__ = (Index("ix_written_back_waiting", "state", "again_at"),)

    source: str = Field(primary_key=True)
    outside_no: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    case_no: str = Field(index=True)
    mark: str  # what it is the result of: no second one is made of it
    state: str  # waiting, sent, refused, superseded
    body: str = Field(sa_type=Text)  # as it is sent, whenever that is
    made_at: datetime = Field(sa_type=UtcTime)
    tries: int = 0
    again_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    detail: str = ""  # of the last try


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


class GivenRow(SQLModel, table=True):
    """A number under which a case was started, and the marks of who got it (JSON, fingerprints). Real time."""

    __tablename__: ClassVar[str] = "given"

    case_no: str = Field(primary_key=True)
    memo: str
    at: datetime = Field(sa_type=UtcTime, index=True)


class SpoolRow(SQLModel, table=True):
    """A report taken in while Temporal could not be reached. `payload` is JSON; started once, later."""

    __tablename__: ClassVar[str] = "spool"
    __table_args__ = (Index("ix_spool_waiting", "started_at", "received_at", "id"),)

    id: str = Field(primary_key=True)
    case_no: str
    payload: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcTime)
