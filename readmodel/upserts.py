"""Statements that write projected rows, compiled once per dialect. For the projector and the rebuild."""

from functools import cache
from typing import Any

from sqlalchemy import Delete, Table, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from readmodel.channel_tables import TalkedCaseRow, TalkRow
from readmodel.desk_tables import (
    AbsenceRow,
    AccountRow,
    ActRow,
    CountRow,
    GivenRow,
    HandoverRow,
    NoticeRow,
    ReferralRow,
    RevealRow,
    RingRow,
    SessionRow,
    SpoolRow,
    WrittenBackRow,
)
from readmodel.figure_tables import FigureDayRow, FigurePentadRow, FigureRow, FiguresWaitingRow
from readmodel.keeping_tables import ArchivedRow, HeadRow, LeafRow, ReplacedRow
from readmodel.matter_tables import CandidateRow, MatterEventRow, MatterRow, ResidentRow, SeatRow
from readmodel.message_tables import HearingRow, MessageRow
from readmodel.organisation_tables import (
    DecisionRow,
    DocumentRow,
    MeetingRow,
    MeetingUnitRow,
    PowerUseRow,
    TopicRow,
)
from readmodel.outside_tables import CircuitRow, OutsideRow
from readmodel.patrol_tables import HolderRow, RedrawRow, RoundEventRow, RoundRow
from readmodel.privacy_tables import ErasureRow, PersonRow
from readmodel.register_tables import RegisterChangeRow, RegisterRow
from readmodel.simplifying_tables import BurdenRow, SimplificationRow
from readmodel.tables import CallRow, CaseRow, EventRow, TaskRow, WarningRow


def table(model: Any) -> Table:
    """The Core table of a model."""
    found: Table = model.__table__
    return found


EVENTS, CASES, CALLS, TASKS = (table(EventRow), table(CaseRow), table(CallRow), table(TaskRow))
WARNINGS = table(WarningRow)
FIGURES, FIGURE_PENTADS, FIGURE_DAYS = table(FigureRow), table(FigurePentadRow), table(FigureDayRow)
FIGURES_WAITING = table(FiguresWaitingRow)
REFERRALS = table(ReferralRow)
ACCOUNTS, SESSIONS, SPOOL = table(AccountRow), table(SessionRow), table(SpoolRow)
GIVEN = table(GivenRow)
REVEALS, ACTS = table(RevealRow), table(ActRow)
RINGS, WRITTEN_BACK = table(RingRow), table(WrittenBackRow)
COUNTS = table(CountRow)
NOTICES = table(NoticeRow)
MESSAGES, HEARING = table(MessageRow), table(HearingRow)
TALKS, TALKED_CASES = table(TalkRow), table(TalkedCaseRow)
MATTER_EVENTS, MATTERS, SEATS = table(MatterEventRow), table(MatterRow), table(SeatRow)
RESIDENTS, CANDIDATES = table(ResidentRow), table(CandidateRow)
ABSENCES, HANDOVERS = table(AbsenceRow), table(HandoverRow)
CIRCUITS, OUTSIDE = table(CircuitRow), table(OutsideRow)
MEETINGS, MEETING_UNITS, DECISIONS = table(MeetingRow), table(MeetingUnitRow), table(DecisionRow)
POWER_USES = table(PowerUseRow)
TOPICS, DOCUMENTS = table(TopicRow), table(DocumentRow)
PERSON_REQUESTS, ERASURES = table(PersonRow), table(ErasureRow)
HEADS, LEAVES = table(HeadRow), table(LeafRow)
SIMPLIFICATIONS, BURDENS = table(SimplificationRow), table(BurdenRow)
ROUND_EVENTS, ROUNDS, HOLDERS, REDRAWS = (
    table(RoundEventRow),
    table(RoundRow),
    table(HolderRow),
    table(RedrawRow),
)
ARCHIVED, REPLACED = table(ArchivedRow), table(ReplacedRow)
REGISTER_ROWS, REGISTER_CHANGES = table(RegisterRow), table(RegisterChangeRow)
TASKS_GONE: Delete = delete(TASKS).where(
    TASKS.c.case_no == bindparam("gone_case"), TASKS.c.id == bindparam("gone_id")
)
"""One task that is not open any more."""


@cache
def upsert(into: Table, dialect: str) -> Insert:
    """Insert a whole row, or replace all of it where its key is there already."""
    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(into)
    keys = {column.name for column in into.primary_key}
    others = {name: made.excluded[name] for name in (column.name for column in into.c) if name not in keys}
    statement: Insert = made.on_conflict_do_update(index_elements=sorted(keys), set_=others)
    return statement


@cache
def insert_if_absent(into: Table, dialect: str) -> Insert:
    """Insert a row, or leave the one that is there."""
    statement: Insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(
        into
    ).on_conflict_do_nothing()
    return statement
