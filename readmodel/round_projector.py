"""Rounds: events into rows, by the ledger that cases use. Called by the recording activities."""

from datetime import datetime

from sqlalchemy import Connection, delete

from contracts.codec import to_json
from contracts.rounds import RoundBatch
from domain.chain import digest_of
from domain.rounds.events import RoundEvent
from domain.rounds.evolve import evolve
from domain.rounds.round import Round
from readmodel import ledger
from readmodel.database import PATIENCE, Database
from readmodel.ledger import Beside, Ledger
from readmodel.rows import Row
from readmodel.upserts import ROUND_EVENTS, ROUNDS, upsert


async def append_round(
    database: Database,
    batch: RoundBatch,
    patience: float = PATIENCE,
    *,
    authoritative: bool = False,
    beside: Beside | None = None,
) -> None:
    """Record a batch of one round; see `readmodel.ledger.append`, whose errors it raises."""
    await ledger.append(
        database, ROUND, batch.round_no, batch.events, patience, authoritative=authoritative, beside=beside
    )


def round_row(one: Round) -> Row:
    """The row of the round in `rounds`: a pure view of it."""
    plan = one.plan
    return {
        "round_no": one.round_no,
        "kind": plan.kind.value,
        "title_zh": plan.title_zh,
        "title_en": plan.title_en,
        "lead": plan.lead,
        "members": f" {' '.join(plan.members)} ",
        "phase": one.phase.value,
        "outcome": one.outcome.value if one.outcome else None,
        "missed": one.missed,
        "opened_at": one.opened_at,
        "opens_at": plan.opens_at,
        "due_at": plan.due.at,
        "closed_at": one.closed_at,
        "findings": len(one.findings),
        "last_seq": one.seq,
        "snapshot": to_json(one),
    }


def _event_row(round_no: str, event: RoundEvent, recorded_at: datetime) -> Row:
    body = to_json(event)
    return {
        "round_no": round_no,
        "seq": event.seq,
        "at": event.at,
        "kind": event.body.kind,
        "actor": event.by.account,
        "body": body,
        "digest": digest_of(body),
        "recorded_at": recorded_at,
    }


def _project(connection: Connection, _: Row, before: Round | None, after: Round) -> None:
    connection.execute(upsert(ROUNDS, connection.dialect.name), [round_row(after)])


def _forget(connection: Connection, round_no: str, seq: int) -> None:
    events = ROUND_EVENTS
    connection.execute(delete(events).where(events.c.round_no == round_no, events.c.seq >= seq))


ROUND: Ledger[Round, RoundEvent] = Ledger(
    ROUNDS, ROUND_EVENTS, "round_no", (ROUNDS,), Round, RoundEvent, evolve, _event_row, _project, _forget
)
