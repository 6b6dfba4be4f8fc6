"""Rows from events once more: after the rules of showing changed, or a table was damaged."""

from collections.abc import Iterable
from functools import partial

import structlog
from sqlalchemy import Connection, Row, delete, select

from contracts.codec import from_json
from domain.case import Case
from domain.events import Event
from domain.evolve import evolve
from domain.matters.events import MatterEvent
from readmodel.database import Database
from readmodel.matter_projector import MATTER, matter_row
from readmodel.recounting import recount
from readmodel.rows import call_rows, case_row, task_rows
from readmodel.upserts import CALLS, CASES, EVENTS, MATTER_EVENTS, MATTERS, TASKS, upsert

CASES_AT_ONCE = 50
"""In one transaction, so that recording goes on beside a rebuild."""
log = structlog.get_logger()


async def rebuild(database: Database) -> int:
    """Clear every projected row and fold all events again, some cases a transaction; then sum all of it up anew.

    Returns how many cases.

    Safe while others record: each case is locked while it is folded. Raises the database's errors; one
    that was cut short may simply be run again. A case of which an event is missing or damaged is shown as before it.
    """
    await database.write(_clear_unrecorded)
    done, last = 0, ""
    while case_nos := await database.write(partial(_rebuild_next, last)):
        done, last = done + len(case_nos), case_nos[-1]
    await database.write(recount)
    return done


async def rebuild_matters(database: Database) -> int:
    """The same for matters."""
    done, last = 0, ""
    while numbers := await database.write(partial(_matters_next, last)):
        done, last = done + len(numbers), numbers[-1]
    return done


def _matters_next(last: str, connection: Connection) -> list[str]:
    events = MATTER_EVENTS
    query = (
        select(events.c.matter_no).where(events.c.matter_no > last).distinct().order_by(events.c.matter_no)
    )
    numbers = list(connection.scalars(query.limit(CASES_AT_ONCE)))
    for number in numbers:
        connection.execute(select(MATTERS.c.matter_no).where(MATTERS.c.matter_no == number).with_for_update())
        bodies = select(events.c.body).where(events.c.matter_no == number).order_by(events.c.seq)
        made = [from_json(MatterEvent, body) for body in connection.scalars(bodies)]
        connection.execute(upsert(MATTERS, connection.dialect.name), [matter_row(MATTER.folded(None, made))])
    return numbers


def _clear_unrecorded(connection: Connection) -> None:
    """Rows that no event made."""
    connection.execute(delete(CASES).where(CASES.c.case_no.not_in(select(EVENTS.c.case_no).distinct())))


def _rebuild_next(last: str, connection: Connection) -> list[str]:
    query = select(EVENTS.c.case_no).where(EVENTS.c.case_no > last).distinct().order_by(EVENTS.c.case_no)
    case_nos = list(connection.scalars(query.limit(CASES_AT_ONCE)))
    for case_no in case_nos:
        _rebuild(connection, case_no)
    return case_nos


def _rebuild(connection: Connection, case_no: str) -> None:
    connection.execute(select(CASES.c.case_no).where(CASES.c.case_no == case_no).with_for_update())
    query = select(EVENTS.c.seq, EVENTS.c.body).where(EVENTS.c.case_no == case_no).order_by(EVENTS.c.seq)
    case = _folded(case_no, connection.execute(query))
    if case is None:
        connection.execute(delete(CASES).where(CASES.c.case_no == case_no))
        return
    dialect = connection.dialect.name
    for projected in (CALLS, TASKS):
        connection.execute(delete(projected).where(projected.c.case_no == case_no))
    connection.execute(upsert(CASES, dialect), [case_row(case)])
    for projected, rows in ((CALLS, call_rows(case)), (TASKS, task_rows(case))):
        if rows:
            connection.execute(upsert(projected, dialect), list(rows.values()))


def _folded(case_no: str, rows: Iterable[Row[tuple[int, str]]]) -> Case | None:
    """The case up to the first event that is missing or damaged."""
    case: Case | None = None
    for next_seq, row in enumerate(rows, start=1):
        try:
            assert row.seq == next_seq
            case = evolve(case, from_json(Event, row.body))
        except Exception as error:  # whatever a damaged text makes codec and rules raise
            log.error("rebuild.gap", alarm=True, case_no=case_no, seq=next_seq, error=type(error).__name__)
            break
    return case
