"""Cases: events into rows, one transaction a batch. Called by the recording activities and the audit."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from contracts.cases import Batch
from contracts.codec import to_json
from domain.case import Case
from domain.chain import digest_of
from domain.events import Event
from domain.evolve import evolve
from readmodel import ledger
from readmodel.database import PATIENCE, Database
from readmodel.figures import COUNTED, added, changed, stored, stored_calls
from readmodel.ledger import Beside, Ledger, SeqConflict, SeqGap, Step
from readmodel.replaced import keep_replaced
from readmodel.rows import Row, call_rows, case_row, task_rows
from readmodel.upserts import CALLS, CASES, EVENTS, TASKS, TASKS_GONE, upsert

__all__ = ["SeqConflict", "SeqGap", "Step", "append"]


async def append(
    database: Database,
    batch: Batch,
    patience: float = PATIENCE,
    *,
    authoritative: bool = False,
    beside: Beside | None = None,
) -> Step[Case, Event] | None:
    """Record a batch of one case; see `readmodel.ledger.append`, whose errors it raises.

    What gives way to an authoritative batch is kept in `events_replaced`.
    """
    return await ledger.append(
        database, CASE, batch.case_no, batch.events, patience, authoritative=authoritative, beside=beside
    )


def _project(connection: Connection, row_before: Row, before: Case | None, after: Case) -> None:
    """Write the rows that differ from those of the case before, and what they change of the sums."""
    dialect, row = connection.dialect.name, case_row(after)
    calls_before = stored_calls(connection, after.case_no) if row_before else {}
    connection.execute(upsert(CASES, dialect), [row])
    calls = _changed(call_rows(before) if before else {}, call_rows(after))
    if calls:
        connection.execute(upsert(CALLS, dialect), calls)
    tasks_before, tasks_after = task_rows(before) if before else {}, task_rows(after)
    gone = tasks_before.keys() - tasks_after.keys()
    if gone:
        connection.execute(
            TASKS_GONE, [{"gone_case": after.case_no, "gone_id": task} for task in sorted(gone)]
        )
    tasks = _changed(tasks_before, tasks_after)
    if tasks:
        connection.execute(upsert(TASKS, dialect), tasks)
    calls_now = calls_before | {call["call_id"]: call for call in calls}
    changed(connection, added(row_before, calls_before.values()), added(row, calls_now.values()))


def _changed(before: dict[str, Row], after: dict[str, Row]) -> list[Row]:
    return [row for key, row in after.items() if before.get(key) != row]


def event_rows(case_no: str, events: Iterable[Event], recorded_at: datetime) -> list[Row]:
    """The rows of events in `events`, not chained yet; `recorded_at` is real time, UTC."""
    return [_event_row(case_no, event, recorded_at) for event in events]


def _event_row(case_no: str, event: Event, recorded_at: datetime) -> Row:
    body, called = to_json(event), getattr(event.body, "call", None)
    return {
        "case_no": case_no,
        "seq": event.seq,
        "at": event.at,
        "kind": event.body.kind,
        "unit": getattr(event.body, "unit", None) or getattr(called, "unit", None),
        "call_n": called if isinstance(called, int | None) else called.n,
        "actor": event.by.account,
        "body": body,
        "digest": digest_of(body),
        "recorded_at": recorded_at,
    }


def _forget(connection: Connection, case_no: str, seq: int) -> None:
    row, calls = stored(connection, case_no)
    changed(connection, added(row, calls.values()), {})
    keep_replaced(connection, case_no, seq, "lost_task")


CASE: Ledger[Case, Event] = Ledger(
    CASES,
    EVENTS,
    "case_no",
    (CASES, CALLS, TASKS),
    Case,
    Event,
    evolve,
    _event_row,
    _project,
    _forget,
    COUNTED,
)
