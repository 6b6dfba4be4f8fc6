"""Tables of rounds (巡查、联合行动), of who holds a chief's post, and of proposed redraws of the grids."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime


class RoundEventRow(SQLModel, table=True):
    """One event of a round, for ever. `body` is the whole event as canonical JSON, `digest` its SHA-256."""

    __tablename__: ClassVar[str] = "round_events"

    round_no: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)  # story time
    kind: str
    actor: str
    body: str = Field(sa_type=Text)
    digest: str
    chain: str  # of this digest and the chain before it, as of a case's events
    recorded_at: datetime = Field(sa_type=UtcTime)  # real time


class RoundRow(SQLModel, table=True):
    """One round as lists show it. Moments in story time."""

    __tablename__: ClassVar[str] = "rounds"
    __table_args__ = (
        Index("ix_rounds_lead", "lead", "opened_at"),
        Index("ix_rounds_kind", "kind", "opened_at", "round_no"),
    )

    round_no: str = Field(primary_key=True)
    kind: str
    title_zh: str
    title_en: str
    lead: str
    members: str = Field(sa_type=Text)  # codes between spaces, one at each end too
    phase: str
    outcome: str | None = None
    missed: bool
    opened_at: datetime = Field(sa_type=UtcTime)
    opens_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    findings: int
    last_seq: int
    snapshot: str = Field(sa_type=Text)  # the whole Round, as JSON


class HolderRow(SQLModel, table=True):
    """Who holds a chief's post. A post has one holder at most; the acts say who had it before."""

    __tablename__: ClassVar[str] = "chief_holders"

    chief: str = Field(primary_key=True)
    account: str = Field(index=True)
    since: datetime = Field(sa_type=UtcTime)  # story time


class RedrawRow(SQLModel, table=True):
    """A proposed redraw of the grids, and what two people said of it. Moments in story time."""

    __tablename__: ClassVar[str] = "redraws"

    id: str = Field(primary_key=True)
    name: str
    valid_from: date
    reason: str
    base: str  # the edition of the pack that it was made from
    target: int  # households a grid
    before: int
    after: int
    plan: str = Field(sa_type=Text)  # the splits, as JSON
    state: str  # proposed, seconded, approved, refused
    proposed_by: str
    proposed_at: datetime = Field(sa_type=UtcTime)
    seconded_by: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
    edition: str | None = None  # of the pack, once approved
