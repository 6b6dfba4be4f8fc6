"""Tables of what keeps the record: signed days, what they cover, what is archived, what gave way. Real time."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class HeadRow(SQLModel, table=True):
    """One day of the record, signed: a root over the chains of all cases with new events, and the day before."""

    __tablename__: ClassVar[str] = "heads"

    day: str = Field(primary_key=True)  # 2026-11-26, of the city's own calendar
    cases: int
    events: int
    root: str
    previous: str  # hash of the day before; empty on the first
    key: str  # Ed25519, public, in hexadecimal
    signature: str


class LeafRow(SQLModel, table=True):
    """What a day's root covers of one case: everything up to this event. In order of the case numbers."""

    __tablename__: ClassVar[str] = "head_leaves"
    __table_args__ = (Index("ix_head_leaves_case", "case_no", "day"),)

    day: str = Field(primary_key=True)
    case_no: str = Field(primary_key=True)
    seq: int
    chain: str


class ArchivedRow(SQLModel, table=True):
    """A closed case whose whole list of events lies in the archive, up to which event, in which file."""

    __tablename__: ClassVar[str] = "archived"

    case_no: str = Field(primary_key=True)
    seq: int
    chain: str
    name: str  # below the archive's root
    sha256: str  # of the file


class ReplacedRow(SQLModel, table=True):
    """An event that gave way to the case's own: what a workflow task recorded that the server then lost."""

    __tablename__: ClassVar[str] = "events_replaced"

    id: str = Field(primary_key=True)
    case_no: str = Field(index=True)
    seq: int
    body: str = Field(sa_type=Text)
    digest: str
    chain: str
    recorded_at: datetime = Field(sa_type=UtcTime)
    replaced_at: datetime = Field(sa_type=UtcTime)
    why: str
