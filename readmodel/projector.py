"""Events into rows, one transaction a batch. Called by the recording activities."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

import structlog
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from contracts.cases import Batch
from contracts.codec import from_json, to_json
from domain.case import Case
from domain.chain import digest_of, link
from domain.events import Event
from domain.evolve import evolve
from readmodel.database import PATIENCE, Database
from readmodel.replaced import keep_replaced
from readmodel.rows import Row, call_rows, case_row, task_rows
from readmodel.upserts import CALLS, CASES, EVENTS, TASKS, TASKS_GONE, upsert

log = structlog.get_logger()

_CHAIN = select(EVENTS.c.chain).where(EVENTS.c.case_no == CASES.c.case_no, EVENTS.c.seq == CASES.c.last_seq)
_STORED = select(  # SQLite's writer has the lock already
    CASES.c.last_seq, CASES.c.snapshot, _CHAIN.scalar_subquery().label("chain")
).with_for_update()
_DIGESTS = select(EVENTS.c.seq, EVENTS.c.digest)


class SeqGap(Exception):
    """A batch whose first event is not the next one: an earlier batch is still on its way."""


class SeqConflict(Exception):
    """An event number that is stored with other content: two histories of one case. An alarm."""


async def append(
    database: Database, batch: Batch, patience: float = PATIENCE, *, authoritative: bool = False
) -> None:
    """Record a batch and bring the rows of its case up to date, in one transaction.

    Args:
        database: where to.
        batch: consecutive events of one case; those stored already have no effect.
        patience: seconds to wait for another writer on SQLite (PostgreSQL has its own `lock_timeout`).
        authoritative: the batch is the case's own history for certain. What is stored otherwise from its first
            differing event on was recorded by a workflow task that the server lost, and gives way (it is kept in
            `events_replaced`).

    Raises:
        SeqGap: an event before the first is missing.
        SeqConflict: a stored event has other content; logged as an alarm.
        sqlalchemy.exc.SQLAlchemyError: the database failed; nothing was changed.
    """
    if not batch.events:
        return
    try:
        await database.write(partial(_append, batch, authoritative), patience)
    except IntegrityError:  # another writer began this case between our look and our insert (PostgreSQL)
        await database.write(partial(_append, batch, authoritative), patience)


def _append(batch: Batch, authoritative: bool, connection: Connection) -> None:
    rows = event_rows(batch.case_no, batch.events, datetime.now(UTC))
    stored = connection.execute(_STORED.where(CASES.c.case_no == batch.case_no)).first()
    last = stored.last_seq if stored else 0
    if rows[0]["seq"] <= last:
        differs = _first_that_differs(connection, batch.case_no, [row for row in rows if row["seq"] <= last])
        if differs is not None:
            if not authoritative:
                raise SeqConflict(f"{batch.case_no}: event {differs} is stored with other content")
            _forget_from(connection, batch.case_no, differs)
            return _append(batch, authoritative, connection)
    fresh = [event for event in batch.events if event.seq > last]
    if not fresh:
        return
    if [event.seq for event in fresh] != list(range(last + 1, last + 1 + len(fresh))):
        raise SeqGap(f"{batch.case_no}: event {last + 1} is next, not {fresh[0].seq}")
    before = from_json(Case, stored.snapshot) if stored else None
    connection.execute(
        insert(EVENTS), chained(rows[-len(fresh) :], stored.chain if stored else batch.case_no)
    )
    _project(connection, before, _folded(before, fresh))


def _first_that_differs(connection: Connection, case_no: str, rows: list[Row]) -> int | None:
    """The first of these events that is stored with other content."""
    query = _DIGESTS.where(EVENTS.c.case_no == case_no, EVENTS.c.seq.between(rows[0]["seq"], rows[-1]["seq"]))
    digests = {row.seq: row.digest for row in connection.execute(query)}
    for row in rows:
        if digests.get(row["seq"]) != row["digest"] and not _means_the_same(connection, row):
            log.error("record.conflict", alarm=True, case_no=case_no, seq=row["seq"], kind=row["kind"])
            return int(row["seq"])
    return None


def _means_the_same(connection: Connection, row: Row) -> bool:
    """Whether the stored event was only written by an older version, without fields that messages have since got."""
    query = select(EVENTS.c.body).where(EVENTS.c.case_no == row["case_no"], EVENTS.c.seq == row["seq"])
    stored = connection.scalar(query)
    return stored is not None and from_json(Event, stored) == from_json(Event, row["body"])


def _forget_from(connection: Connection, case_no: str, seq: int) -> None:
    """Leave of the case what was recorded before that event, and project it anew."""
    keep_replaced(connection, case_no, seq, "lost_task")
    for rows in (CASES, CALLS, TASKS):
        connection.execute(delete(rows).where(rows.c.case_no == case_no))
    query = select(EVENTS.c.body).where(EVENTS.c.case_no == case_no).order_by(EVENTS.c.seq)
    kept = [from_json(Event, body) for body in connection.scalars(query)]
    if kept:
        _project(connection, None, _folded(None, kept))
    log.warning("record.tail_replaced", case_no=case_no, seq=seq)


def _folded(case: Case | None, events: Iterable[Event]) -> Case:
    for event in events:
        case = evolve(case, event)
    assert case is not None
    return case


def _project(connection: Connection, before: Case | None, after: Case) -> None:
    """Write the rows that differ from those of the case before."""
    dialect = connection.dialect.name
    connection.execute(upsert(CASES, dialect), [case_row(after)])
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


def _changed(before: dict[str, Row], after: dict[str, Row]) -> list[Row]:
    return [row for key, row in after.items() if before.get(key) != row]


def chained(rows: Iterable[Row], previous: str) -> list[Row]:
    """Consecutive rows with their chain; `previous` is the chain before them, at the beginning the case number."""
    made = []
    for row in rows:
        previous = link(previous, row["digest"])
        made.append({**row, "chain": previous})
    return made


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
