"""Tables of cases: the events, and rows that are views of the case they fold to; and the warnings given."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from readmodel.columns import UtcTime

FIGURE_KEYS = ("unit", "tier", "community", "grid", "item", "exposure", "reporter_kind")


class EventRow(SQLModel, table=True):
    """One event, for ever. `body` is the whole event as canonical JSON, `digest` its SHA-256.

    `chain` is what `domain.chain.link` makes of the digest and the chain before it.
    """

    __tablename__: ClassVar[str] = "events"
    __table_args__ = (Index("ix_events_at", "at", "kind"),)

    case_no: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)  # story time
    kind: str
    unit: str | None = None
    call_n: int | None = None
    actor: str
    body: str = Field(sa_type=Text)
    digest: str
    chain: str
    recorded_at: datetime = Field(sa_type=UtcTime, index=True)  # real time: when this row was written


class CaseRow(SQLModel, table=True):
    """One case as lists and the public view show it. Item names are whole here: readers mind `exposure`."""

    __tablename__: ClassVar[str] = "cases"
    __table_args__ = (
        Index("ix_cases_opened", "opened_at", "case_no"),
        Index("ix_cases_state", "state", "opened_at"),
        # what else is asked for beside the unit is read in the index, and so beside the item
        Index("ix_cases_unit", "unit", "opened_at", "case_no", "community", "grade", "tier", "state", "item"),
        Index("ix_cases_incident", "incident", "phase"),
        Index("ix_cases_closed", "phase", "closed_at", "case_no", "last_seq"),  # all that archiving reads
        # all that the search for duplicates reads of those that it passes over
        Index("ix_cases_community", "community", "opened_at", "class_zh", "outcome", "case_no"),
        Index(
            *("ix_cases_item", "item", "opened_at", "case_no"),
            *("exposure", "unit", "community", "grade", "tier", "state"),
        ),
        Index("ix_cases_tier", "tier", "opened_at", "case_no"),
        Index("ix_cases_grade", "grade", "opened_at", "case_no"),
        # a search looks for names first, then for the newest of each
        Index("ix_cases_item_name", "item_name", "opened_at", "case_no"),
        Index("ix_cases_unit_zh", "unit_zh", "opened_at", "case_no"),
        Index(  # few of very many
            "ix_cases_open",
            *("opened_at", "case_no"),
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(  # open ones alone: what is closed waits for nothing
            "ix_cases_due",
            *("due_at", "case_no"),
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    case_no: str = Field(primary_key=True)
    state: str  # of the HTTP contract
    phase: str
    outcome: str | None = None
    grade: str | None = None
    tier: str
    item: str | None = None
    item_name: str | None = None
    class_zh: str | None = None
    exposure: str
    channel: str
    reporter_kind: str
    community: str | None = None
    grid: str | None = None
    lng: float | None = None
    lat: float | None = None
    unit: str | None = None  # who has it now
    unit_zh: str | None = None
    opened_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcTime)
    due_zh: str | None = None
    due_en: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
    last_seq: int
    flags: str  # JSON list
    rating: int | None = None
    urgent: bool
    breached: bool  # an open call has missed a clock
    next_resolve_at: datetime | None = Field(default=None, sa_type=UtcTime)  # earliest, of running calls
    party: str | None = None  # the unit reported: it sees nothing of it
    linked_to: str | None = Field(default=None, index=True)  # the case it was opened from
    link: str | None = None  # why
    merged_into: str | None = None
    incident: bool
    sealed: str = Field(sa_type=Text)  # ciphertext
    snapshot: str = Field(sa_type=Text)  # the whole Case, as JSON


class CallRow(SQLModel, table=True):
    """One call, with what it counts for in the three rates (see `domain.rates.CallCount`)."""

    __tablename__: ClassVar[str] = "calls"
    __table_args__ = (
        Index("ix_calls_unit", "unit", "state", "due_at"),
        Index("ix_calls_due", "state", "due_at", "call_id"),
        Index("ix_calls_unit_case", "unit", "case_no"),
        # the calls behind a figure: of a month, those under one key, without a look at the others
        Index("ix_calls_respond_by", "respond_by", *FIGURE_KEYS),
        Index("ix_calls_resolve_by", "resolve_by", *FIGURE_KEYS),
        Index(
            "ix_calls_unanswered",
            "respond_by",
            sqlite_where=text("responded_at IS NULL"),
            postgresql_where=text("responded_at IS NULL"),
        ),
        Index(
            "ix_calls_uncompleted",
            "resolve_by",
            sqlite_where=text("completed_at IS NULL"),
            postgresql_where=text("completed_at IS NULL"),
        ),
        Index(
            "ix_calls_missed",
            *("unit", "missed_closed_at", "call_id"),
            sqlite_where=text("missed_closed_at IS NOT NULL"),
            postgresql_where=text("missed_closed_at IS NOT NULL"),
        ),
        Index("ix_calls_look", "state", "look_at"),
        Index(  # few of very many: all that the operators' page asks for
            "ix_calls_undelivered",
            *("due_at", "call_id"),
            sqlite_where=text("undelivered = 1"),
            postgresql_where=text("undelivered"),
        ),
    )

    call_id: str = Field(primary_key=True)
    case_no: str = Field(foreign_key="cases.case_no", ondelete="CASCADE", index=True)
    n: int
    unit: str
    unit_zh: str
    role: str
    purpose: str
    tier: str
    channel: str
    state: str
    item: str | None = None
    item_name: str | None = None
    exposure: str
    grade: str | None = None
    response_item: str | None = None
    urgent: bool
    community: str | None = None
    grid: str | None = None
    reporter_kind: str
    dispatched_at: datetime = Field(sa_type=UtcTime)
    respond_by: datetime = Field(sa_type=UtcTime)
    resolve_by: datetime = Field(sa_type=UtcTime)
    respond_zh: str  # how each was counted
    respond_en: str
    resolve_zh: str
    resolve_en: str
    due_at: datetime = Field(sa_type=UtcTime)  # the next of its deadlines, or its last
    due_zh: str
    due_en: str
    responded_at: datetime | None = Field(default=None, sa_type=UtcTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    result: str | None = None
    extended: int
    # of its case, where it missed a clock
    missed_closed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    breached_respond: bool
    breached_resolve: bool
    undelivered: bool
    stopped: bool  # its clocks stand
    counts_response: bool
    counts_completion: bool
    answered_in_time: bool
    completed_in_time: bool
    rating: int | None = None
    rating_by_staff: bool
    rating_excluded: bool
    rated_at: datetime | None = Field(default=None, sa_type=UtcTime)
    rateable_at: datetime | None = Field(default=None, sa_type=UtcTime)
    outside: bool  # statutory: in no figure
    party: str | None = None  # of its case
    apart: bool  # 咨询宣传
    response_month: str  # of `respond_by` on the street's own calendar: 2026-10
    resolve_month: str
    look_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """The warnings' bookmark: look at it then; None is not before it changes. Every change says: at once."""


class TaskRow(SQLModel, table=True):
    """One open task (待办) of a unit."""

    __tablename__: ClassVar[str] = "tasks"
    __table_args__ = (Index("ix_tasks_unit", "unit", "due_at"), Index("ix_tasks_due", "due_at"))

    case_no: str = Field(primary_key=True, foreign_key="cases.case_no", ondelete="CASCADE")
    id: str = Field(primary_key=True)
    kind: str
    call_n: int | None = None
    unit: str
    unit_zh: str
    opened_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime)
    due_zh: str
    due_en: str
    how: str
    asked_by: str
    round: int
    item: str | None = None
    item_name: str | None = None
    exposure: str
    grade: str | None = None
    urgent: bool
    community: str | None = None
    grid: str | None = None


class WarningRow(SQLModel, table=True):
    """预警: one mark of one deadline of a call that its unit was warned of, in which message. Story time.

    No projection, and it refers to none: rows of a case may be made anew, and what was said stays said.
    """

    __tablename__: ClassVar[str] = "warnings"
    __table_args__ = (
        Index("ix_warnings_unit", "unit", "given_at"),
        Index("ix_warnings_given", "given_at", "call_id", "clock"),
        Index("ix_warnings_unsent", "sent_at", "notice"),
    )

    call_id: str = Field(primary_key=True)
    clock: str = Field(primary_key=True)  # a `BreachOf`
    mark: int = Field(primary_key=True)  # percent
    due_at: datetime = Field(primary_key=True, sa_type=UtcTime)  # the deadline it was given for
    unit: str
    reached_at: datetime = Field(sa_type=UtcTime)
    given_at: datetime = Field(sa_type=UtcTime)
    due_zh: str
    due_en: str
    notice: str  # key of the message that says it
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)  # the sink has the message
