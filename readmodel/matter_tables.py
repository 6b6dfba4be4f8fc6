"""Tables of matters (办件): events, heads, seats booked; and the register of residents with its candidates.

What names a person is sealed in every one of them.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class MatterEventRow(SQLModel, table=True):
    """One event of a matter, for ever. `body` is the whole event as canonical JSON, `digest` its SHA-256."""

    __tablename__: ClassVar[str] = "matter_events"

    matter_no: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)  # story time
    kind: str
    actor: str
    body: str = Field(sa_type=Text)
    digest: str
    chain: str  # of this digest and the chain before it, as of a case's events
    recorded_at: datetime = Field(sa_type=UtcTime)  # real time


class MatterRow(SQLModel, table=True):
    """One matter as lists and figures show it."""

    __tablename__: ClassVar[str] = "matters"
    __table_args__ = (
        Index("ix_matters_unit", "unit", "phase", "due_at"),
        Index("ix_matters_opened", "opened_at", "matter_no"),
        Index("ix_matters_slot", "unit", "slot_at"),
        Index("ix_matters_look", "look_at"),
    )

    matter_no: str = Field(primary_key=True)
    service: str = Field(index=True)
    name_zh: str
    name_en: str
    mode: str
    category: str
    unit: str
    unit_zh: str
    phase: str
    outcome: str | None = None
    resident: str | None = Field(default=None, index=True)
    opened_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcTime)
    slot_at: datetime | None = Field(default=None, sa_type=UtcTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    overdue: bool
    breached: bool  # has ever missed a limit
    days: int  # the legal limit, working days; 0 is on the spot
    paused_from: datetime | None = Field(default=None, sa_type=UtcTime)  # the one wait for missing papers
    paused_to: datetime | None = Field(default=None, sa_type=UtcTime)
    visits: int
    second_visits: int  # through our failure
    rating: int | None = None
    last_seq: int
    sealed: str = Field(sa_type=Text)  # ciphertext
    snapshot: str = Field(sa_type=Text)  # the whole Matter, as JSON
    look_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """The warnings' bookmark: look at it then; None is not before it changes. Every change says: at once."""


class SeatRow(SQLModel, table=True):
    """One seat of an office in one slot, taken by one matter. A matter has one seat at most."""

    __tablename__: ClassVar[str] = "seats"

    office: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime, primary_key=True)  # story time
    seat: int = Field(primary_key=True)
    matter_no: str = Field(unique=True)
    claimed_at: datetime = Field(sa_type=UtcTime)  # real time


class ResidentRow(SQLModel, table=True):
    """One line of the street's own register, sealed whole. `ref` is a keyed fingerprint of the line's own number."""

    __tablename__: ClassVar[str] = "residents"

    ref: str = Field(primary_key=True)
    sealed: str = Field(sa_type=Text)
    imported_at: datetime = Field(sa_type=UtcTime)  # story time


class CandidateRow(SQLModel, table=True):
    """Somebody who may have a service unasked, from one day until another, as the rules make of the register."""

    __tablename__: ClassVar[str] = "candidates"
    __table_args__ = (Index("ix_candidates_from", "service", "from_day"),)

    service: str = Field(primary_key=True)
    ref: str = Field(primary_key=True, foreign_key="residents.ref", ondelete="CASCADE")
    from_day: date
    until_day: date | None = None
    matter_no: str | None = None  # once confirmed by staff
