"""Matters: events into rows, by the ledger that cases use. Called by the recording activities."""

from datetime import datetime

from sqlalchemy import Connection, delete

from contracts.codec import to_json
from contracts.matters import MatterBatch
from domain.chain import digest_of
from domain.matters.events import MatterEvent
from domain.matters.evolve import evolve
from domain.matters.matter import Matter
from domain.matters.views import overdue, shown_due
from domain.matters.warning import watched
from readmodel import ledger
from readmodel.database import PATIENCE, Database
from readmodel.ledger import Beside, Ledger
from readmodel.rows import Row
from readmodel.upserts import MATTER_EVENTS, MATTERS, upsert


async def append_matter(
    database: Database,
    batch: MatterBatch,
    patience: float = PATIENCE,
    *,
    authoritative: bool = False,
    beside: Beside | None = None,
) -> None:
    """Record a batch of one matter; see `readmodel.ledger.append`, whose errors it raises."""
    await ledger.append(
        database, MATTER, batch.matter_no, batch.events, patience, authoritative=authoritative, beside=beside
    )


def matter_row(matter: Matter) -> Row:
    """The row of the matter in `matters`: a pure view of it."""
    app = matter.application
    return {
        "matter_no": matter.matter_no,
        "service": app.service,
        "name_zh": app.name_zh,
        "name_en": app.name_en,
        "mode": app.mode.value,
        "category": app.category,
        "unit": app.unit,
        "unit_zh": app.unit_zh,
        "phase": matter.phase.value,
        "outcome": matter.outcome.value if matter.outcome else None,
        "resident": app.resident or None,
        "opened_at": matter.opened_at,
        "due_at": shown_due(matter),
        "slot_at": matter.slot.start if matter.slot else None,
        "accepted_at": matter.accepted_at,
        "decided_at": matter.decided_at,
        "closed_at": matter.closed_at,
        "overdue": overdue(matter),
        "breached": bool(matter.breaches),
        "days": app.days,
        "paused_from": matter.pause.start if matter.pause else None,
        "paused_to": matter.pause.end if matter.pause else None,
        "visits": len(matter.visits),
        "second_visits": matter.second_visits,
        "rating": matter.rating,
        "last_seq": matter.seq,
        "sealed": app.sealed,
        "snapshot": to_json(matter),
        "look_at": matter.opened_at if watched(matter) else None,
    }


def _event_row(matter_no: str, event: MatterEvent, recorded_at: datetime) -> Row:
    body = to_json(event)
    return {
        "matter_no": matter_no,
        "seq": event.seq,
        "at": event.at,
        "kind": event.body.kind,
        "actor": event.by.account,
        "body": body,
        "digest": digest_of(body),
        "recorded_at": recorded_at,
    }


def _project(connection: Connection, _: Row, before: Matter | None, after: Matter) -> None:
    connection.execute(upsert(MATTERS, connection.dialect.name), [matter_row(after)])


def _forget(connection: Connection, matter_no: str, seq: int) -> None:
    events = MATTER_EVENTS
    connection.execute(delete(events).where(events.c.matter_no == matter_no, events.c.seq >= seq))


MATTER: Ledger[Matter, MatterEvent] = Ledger(
    MATTERS,
    MATTER_EVENTS,
    "matter_no",
    (MATTERS,),
    Matter,
    MatterEvent,
    evolve,
    _event_row,
    _project,
    _forget,
)
