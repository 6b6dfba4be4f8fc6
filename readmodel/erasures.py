"""Whose personal data is to be erased, what was asked for whom, and the traces that go with a case's key.

For the staff page, `huying person` and `huying retain`, and the activity that erases.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, null, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.privacy_tables import ErasureRow, PersonRow
from readmodel.residents import LINE, forget_line
from readmodel.upserts import (
    CASES,
    COUNTS,
    ERASURES,
    MATTERS,
    PERSON_REQUESTS,
    RESIDENTS,
    SESSIONS,
    SPOOL,
    TALKED_CASES,
    insert_if_absent,
    upsert,
)


async def keep_request(session: AsyncSession, row: PersonRow) -> None:
    """A request, as it was asked."""
    await session.execute(insert(PERSON_REQUESTS), [row.model_dump()])


async def requests(session: AsyncSession, limit: int = 100) -> Sequence[PersonRow]:
    """The latest requests, the newest first."""
    query = select(PersonRow).order_by(PERSON_REQUESTS.c.asked_at.desc(), PERSON_REQUESTS.c.id.desc())
    return (await session.scalars(query.limit(limit))).all()


async def request_of(session: AsyncSession, request_id: str) -> PersonRow | None:
    """One request."""
    return await session.get(PersonRow, request_id)


async def grant(session: AsyncSession, request_id: str, by: str, at: datetime) -> bool:
    """Somebody else grants it; of an erasure its cases are marked. False where they asked for it, or it was granted."""
    open_one = (PERSON_REQUESTS.c.id == request_id, PERSON_REQUESTS.c.granted_at.is_(None))
    granted = update(PERSON_REQUESTS).where(*open_one, PERSON_REQUESTS.c.asked_by != by)
    granted = granted.values(granted_by=by, granted_at=at).returning(
        PERSON_REQUESTS.c.what, PERSON_REQUESTS.c.cases
    )
    row = (await session.execute(granted)).first()
    if row is not None and row.what == "erase" and (cases := json.loads(row.cases)):
        absent = insert_if_absent(ERASURES, session.get_bind().dialect.name)
        await session.execute(absent, [_marked(case_no, request_id, at) for case_no in cases])
    return row is not None


def _marked(case_no: str, why: str, at: datetime) -> dict[str, Any]:
    return {"case_no": case_no, "why": why, "asked_at": at, "erased_at": None}


async def due(session: AsyncSession, closed_before: datetime, after: str, limit: int) -> list[str]:
    """Closed cases and matters to be erased, by number after `after`: those marked, and those closed so long ago.

    Lines of the street's register only where they are marked: the street keeps them. `closed_before` is story time.
    """
    closed = [
        select(number.label("number"), closed_at.label("closed_at")).where(closed_at.is_not(None))
        for number, closed_at in (
            (CASES.c.case_no, CASES.c.closed_at),
            (MATTERS.c.matter_no, MATTERS.c.closed_at),
        )
    ]
    lines = select((LINE + RESIDENTS.c.ref).label("number"), null().label("closed_at"))
    own = union_all(*closed, lines).subquery()
    over = or_(ERASURES.c.case_no.is_not(None), own.c.closed_at < closed_before)
    query = (
        select(own.c.number)
        .outerjoin(ERASURES, ERASURES.c.case_no == own.c.number)
        .where(ERASURES.c.erased_at.is_(None), over, own.c.number > after)
        .order_by(own.c.number)
        .limit(limit)
    )
    return list(await session.scalars(query))


def mark(cases: Sequence[str], why: str, at: datetime, connection: Connection) -> None:
    """These are to be erased once they are closed, also where they are known as erased: a backup brought them back."""
    for case_no in cases:
        row = _marked(case_no, why, at)
        connection.execute(upsert(ERASURES, connection.dialect.name), [row])


async def all_erased(session: AsyncSession) -> list[str]:
    """The numbers of all cases that are erased."""
    query = select(ERASURES.c.case_no).where(ERASURES.c.erased_at.is_not(None)).order_by(ERASURES.c.case_no)
    return list(await session.scalars(query))


def erased(case_no: str, at: datetime, connection: Connection) -> None:
    """Its key is gone: with it goes what else leads to a person. `at` is real time."""
    absent = insert_if_absent(ERASURES, connection.dialect.name)
    connection.execute(absent, [_marked(case_no, "retention", at)])
    gone = (ERASURES.c.case_no == case_no, ERASURES.c.erased_at.is_(None))
    connection.execute(update(ERASURES).where(*gone).values(erased_at=at))
    if case_no.startswith(LINE):
        forget_line(case_no, connection)
    connection.execute(delete(TALKED_CASES).where(TALKED_CASES.c.case_no == case_no))
    connection.execute(delete(SPOOL).where(SPOOL.c.case_no == case_no, SPOOL.c.started_at.is_not(None)))


def sweep(sessions_before: datetime, now: datetime, spooled_before: datetime, connection: Connection) -> int:
    """Delete sessions that ended before that, counts whose window is over, and started reports older than that.

    `spooled_before` is story time, the others real time. How many rows.
    """
    return sum(
        connection.execute(statement).rowcount
        for statement in (
            delete(SESSIONS).where(SESSIONS.c.expires_at < sessions_before),
            delete(COUNTS).where(COUNTS.c.ends_at < now),
            delete(SPOOL).where(SPOOL.c.started_at.is_not(None), SPOOL.c.received_at < spooled_before),
        )
    )


async def erased_of(session: AsyncSession, cases: Sequence[str]) -> dict[str, ErasureRow]:
    """What is known of the erasure of these, by number."""
    rows = await session.scalars(select(ErasureRow).where(ERASURES.c.case_no.in_(cases)))
    return {row.case_no: row for row in rows}
