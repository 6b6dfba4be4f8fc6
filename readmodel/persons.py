"""All that is kept of one person, found by opening every case's seal. For the staff page and `huying person`.

`unseal` opens what was sealed for a case and gives nothing where that was erased; it may take a while, in a thread.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, literal, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.case import Case
from domain.persons import is_theirs
from readmodel.archived import stored_events
from readmodel.database import Database
from readmodel.residents import KEY, LINE, kept_of_line
from readmodel.upserts import CASES, MATTER_EVENTS, MATTERS, MESSAGES, RESIDENTS, REVEALS

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
    """Of whoever has that normalised number or address the cases, the matters, then the lines of the street's register.

    Each in order of their numbers. A line counts as closed: it can be erased at once.
    """
    own = (CASES.c.state, CASES.c.opened_at, CASES.c.closed_at, CASES.c.party, CASES.c.sealed)
    matter = (MATTERS.c.phase.label("state"), MATTERS.c.opened_at, MATTERS.c.closed_at, MATTERS.c.sealed)
    taken = RESIDENTS.c.imported_at
    line = (literal("registered").label("state"), taken.label("opened_at"), taken.label("closed_at"))
    nobody = null().label("party")
    cases = await _found(database, unseal, contact, CASES.c.case_no, own)
    cases += await _found(database, unseal, contact, MATTERS.c.matter_no, (*matter, nobody))

    def line_unsealed(_: str, text: str) -> dict[str, Any]:
        return unseal(KEY, text)

    lines = await _found(
        database, line_unsealed, contact, RESIDENTS.c.ref, (*line, RESIDENTS.c.sealed, nobody)
    )
    return cases + [replace(one, case_no=LINE + one.case_no) for one in lines]


async def _found(
    database: Database, unseal: Unseal, contact: str, number: Column[str], columns: Sequence[Any]
) -> list[Theirs]:
    found: list[Theirs] = []
    after = ""
    while True:
        query = select(number.label("case_no"), *columns).where(number > after).order_by(number).limit(PAGE)
        async with database.session() as session:
            rows = (await session.execute(query)).all()
        found += await asyncio.to_thread(_theirs, rows, unseal, contact)
        if len(rows) < PAGE:
            return found
        after = rows[-1].case_no


def _theirs(rows: Sequence[Any], unseal: Unseal, contact: str) -> list[Theirs]:
    return [
        Theirs(row.case_no, row.state, row.opened_at, row.closed_at is not None, row.party)
        for row in rows
        if is_theirs(unseal(row.case_no, row.sealed), contact)
    ]


async def kept_of(session: AsyncSession, unseal: Unseal, case_no: str) -> dict[str, Any]:
    """Everything that a case, a matter or a line keeps of somebody, opened, as JSON: moments are ISO 8601 in UTC."""
    if case_no.startswith(LINE):
        return await kept_of_line(session, unseal, case_no)
    row = (await session.execute(select(CASES).where(CASES.c.case_no == case_no))).first()
    if row is None:
        return await _kept_of_matter(session, unseal, case_no)
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


async def _kept_of_matter(session: AsyncSession, unseal: Unseal, number: str) -> dict[str, Any]:
    """The same of a matter (办件)."""
    row = (await session.execute(select(MATTERS).where(MATTERS.c.matter_no == number))).one()
    bodies = (
        select(MATTER_EVENTS.c.body).where(MATTER_EVENTS.c.matter_no == number).order_by(MATTER_EVENTS.c.seq)
    )
    return {
        "case_no": number,
        "state": row.phase,
        "outcome": row.outcome,
        "item": row.name_zh,
        "opened_at": row.opened_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "told": unseal(number, row.sealed),
        "rating": row.rating,
        "photos": [],
        "papers": json.loads(row.snapshot)["files"],
        "events": [_opened(unseal, number, json.loads(body)) for body in await session.scalars(bodies)],
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
