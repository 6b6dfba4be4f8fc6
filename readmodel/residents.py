"""The street's own register, sealed, and who may have a service unasked by it. The only SELECTs about either.

Where somebody asks what is kept of them, a line goes by a number as a case does: `residents-` and its `ref`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from readmodel.upserts import CANDIDATES, ERASURES, MATTERS, RESIDENTS, insert_if_absent, upsert

KEY = "register-residents"
"""Name of the vault's key: erased, the whole register is unreadable."""
LINE = "residents-"
"""What the number of a line begins with."""


@dataclass(frozen=True)
class Line:
    """A line of the register, and for which services it makes a candidate from when until when."""

    ref: str
    sealed: str
    candidates: tuple[tuple[str, date, date | None], ...]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may have a service, sealed."""

    service: str
    ref: str
    from_day: date
    sealed: str


def keep_lines(lines: Sequence[Line], now: datetime, connection: Connection) -> int:
    """Take these lines in, in the place of what was known of them; how many. `now` is story time, UTC.

    A candidate whom staff have confirmed stays what they are. Whoever had their line erased is not taken in again.
    """
    dialect = connection.dialect.name
    gone = set(connection.scalars(select(ERASURES.c.case_no).where(ERASURES.c.case_no.startswith(LINE))))
    kept = [line for line in lines if LINE + line.ref not in gone]
    for line in kept:
        row = {"ref": line.ref, "sealed": line.sealed, "imported_at": now}
        connection.execute(upsert(RESIDENTS, dialect), [row])
        free = (CANDIDATES.c.ref == line.ref, CANDIDATES.c.matter_no.is_(None))
        connection.execute(delete(CANDIDATES).where(*free))
        rows = [
            {"service": service, "ref": line.ref, "from_day": since, "until_day": until, "matter_no": None}
            for service, since, until in line.candidates
        ]
        if rows:
            connection.execute(insert_if_absent(CANDIDATES, dialect), rows)
    return len(kept)


async def kept_of_line(
    session: AsyncSession, unseal: Callable[[str, str], dict[str, Any]], number: str
) -> dict[str, Any]:
    """What one line keeps of somebody, opened, as JSON: empty where it is gone."""
    ref = number.removeprefix(LINE)
    row = (await session.execute(select(RESIDENTS).where(RESIDENTS.c.ref == ref))).first()
    if row is None:
        return {"case_no": number, "photos": []}
    columns = (CANDIDATES.c.service, CANDIDATES.c.from_day, CANDIDATES.c.until_day, CANDIDATES.c.matter_no)
    found = await session.execute(
        select(*columns).where(CANDIDATES.c.ref == ref).order_by(CANDIDATES.c.service)
    )
    return {
        "case_no": number,
        "imported_at": row.imported_at.isoformat(),
        "told": unseal(KEY, row.sealed),
        "may_have": json.loads(json.dumps([dict(one._mapping) for one in found], default=str)),
        "photos": [],
    }


def forget_line(number: str, connection: Connection) -> None:
    """A line is deleted, and what it made somebody a candidate for."""
    ref = number.removeprefix(LINE)
    connection.execute(delete(CANDIDATES).where(CANDIDATES.c.ref == ref))
    connection.execute(delete(RESIDENTS).where(RESIDENTS.c.ref == ref))


async def candidates(
    session: AsyncSession, services: Sequence[str], day: date, limit: int, ref: str | None = None
) -> list[Candidate]:
    """Who may have one of these services on that day (the city's own), and was not asked yet."""
    columns = (CANDIDATES.c.service, CANDIDATES.c.ref, CANDIDATES.c.from_day, RESIDENTS.c.sealed)
    query = (
        select(*columns)
        .join(RESIDENTS, RESIDENTS.c.ref == CANDIDATES.c.ref)
        .where(
            CANDIDATES.c.service.in_(services),
            CANDIDATES.c.from_day <= day,
            or_(CANDIDATES.c.until_day.is_(None), CANDIDATES.c.until_day > day),
            CANDIDATES.c.matter_no.is_(None),
            ~exists().where(
                MATTERS.c.service == CANDIDATES.c.service, MATTERS.c.resident == CANDIDATES.c.ref
            ),
        )
        .order_by(CANDIDATES.c.from_day, CANDIDATES.c.ref, CANDIDATES.c.service)
    )
    if ref is not None:
        query = query.where(CANDIDATES.c.ref == ref)
    return [Candidate(*row) for row in await session.execute(query.limit(limit))]


def confirmed(service: str, ref: str, matter_no: str, connection: Connection) -> None:
    """Staff have confirmed it: it is no open candidate any more."""
    chosen = (CANDIDATES.c.service == service, CANDIDATES.c.ref == ref)
    connection.execute(update(CANDIDATES).where(*chosen).values(matter_no=matter_no))
