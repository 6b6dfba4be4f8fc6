"""All that is kept of one person, found by opening every case's seal. For the staff page and `huying person`.

`unseal` opens what was sealed for a case and gives nothing where that was erased; it may take a while, in a thread.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case
from domain.persons import is_theirs
from readmodel.archived import stored_events
from readmodel.database import Database
from readmodel.upserts import CASES, MESSAGES, REVEALS

Unseal = Callable[[str, str], dict[str, Any]]
PAGE = 500
"""Cases opened at once."""
SEALED = "v1."
"""What everything that was sealed begins with."""


@dataclass(frozen=True)
class Theirs:
    """A case that somebody reported. `opened_at` is story time, UTC."""

    case_no: str
    state: str
    opened_at: datetime
    closed: bool
    party: str | None


async def cases_of(database: Database, unseal: Unseal, contact: str) -> list[Theirs]:
    """The cases of whoever has that normalised number or address, in order of their numbers."""
    found: list[Theirs] = []
    columns = (CASES.c.case_no, CASES.c.state, CASES.c.opened_at, CASES.c.party, CASES.c.sealed)
    after = ""
    while True:
        query = select(*columns).where(CASES.c.case_no > after).order_by(CASES.c.case_no).limit(PAGE)
        async with database.session() as session:
            rows = (await session.execute(query)).all()
        found += await asyncio.to_thread(_theirs, rows, unseal, contact)
        if len(rows) < PAGE:
            return found
        after = rows[-1].case_no


def _theirs(rows: Sequence[Any], unseal: Unseal, contact: str) -> list[Theirs]:
    return [
        Theirs(row.case_no, row.state, row.opened_at, row.state == "closed", row.party)
        for row in rows
        if is_theirs(unseal(row.case_no, row.sealed), contact)
    ]


async def kept_of(session: AsyncSession, unseal: Unseal, case_no: str) -> dict[str, Any]:
    """Everything that one case keeps of its reporter, opened, as JSON: moments are ISO 8601 in UTC."""
    row = (await session.execute(select(CASES).where(CASES.c.case_no == case_no))).one()
    case = await asyncio.to_thread(from_json, Case, row.snapshot)
    stored = await stored_events(session, case_no)
    sent = (MESSAGES.c.sent_at, MESSAGES.c.channel, MESSAGES.c.zh)
    messages = await session.execute(
        select(*sent).where(
            MESSAGES.c.case_no == case_no, MESSAGES.c.unit == "", MESSAGES.c.sent_at.is_not(None)
        )
    )
    shown = await session.execute(
        select(REVEALS.c.at, REVEALS.c.account, REVEALS.c.unit, REVEALS.c.reason).where(
            REVEALS.c.case_no == case_no
        )
    )
    return {
        "case_no": case_no,
        "state": row.state,
        "outcome": row.outcome,
        "item": row.item_name,
        "opened_at": row.opened_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "told": unseal(case_no, row.sealed),
        "rating": row.rating,
        "photos": list(case.report.photos),
        "events": [_opened(unseal, case_no, json.loads(event.body)) for event in stored.events],
        "messages": [{"at": at.isoformat(), "by": by, "text": text} for at, by, text in messages],
        "shown_to": [
            {"at": at.isoformat(), "account": account, "unit": unit, "reason": reason}
            for at, account, unit, reason in shown
        ],
    }


def _opened(unseal: Unseal, case_no: str, value: Any) -> Any:
    """The same with every sealed text opened."""
    match value:
        case dict():
            return {name: _opened(unseal, case_no, one) for name, one in value.items()}
        case list():
            return [_opened(unseal, case_no, one) for one in value]
        case str() if value.startswith(SEALED):
            return unseal(case_no, value)
        case _:
            return value
