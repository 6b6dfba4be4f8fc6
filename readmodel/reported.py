"""Reports as they were recorded, for `huying rehearse`: what came in when, and as which item it was graded."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.codec import from_json
from domain.events import Accepted, Event
from domain.facts import Report
from domain.people import Actor
from readmodel.upserts import CASES, EVENTS

AT_ONCE = 1000


@dataclass(frozen=True)
class Reported:
    """One report; what is sealed in it is left out."""

    at: datetime  # UTC, story time
    by: Actor
    report: Report
    item: str | None  # of the case today


async def reported(session: AsyncSession, start: datetime, end: datetime) -> AsyncIterator[Reported]:
    """Every report accepted in [`start`, `end`) (UTC, story time), in order, some at a time."""
    columns = EVENTS.c
    query = (
        select(columns.at, columns.case_no, columns.body, CASES.c.item)
        .join(CASES, CASES.c.case_no == columns.case_no, isouter=True)
        .where(columns.kind == "accepted", columns.seq == 1, columns.at >= start, columns.at < end)
        .order_by(columns.at, columns.case_no)
        .limit(AT_ONCE)
    )
    further = query
    while rows := (await session.execute(further)).all():
        for row in rows:
            event = from_json(Event, row.body)
            if isinstance(event.body, Accepted):
                yield Reported(event.at, event.by, event.body.report, row.item)
        last = tuple_(literal(rows[-1].at, columns.at.type), literal(rows[-1].case_no, columns.case_no.type))
        further = query.where(tuple_(columns.at, columns.case_no) > last)
