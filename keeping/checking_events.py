"""Events against themselves: each digest and each link made anew from the stored text, and the columns beside it."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

from domain.chain import digest_of, link
from keeping.differences import Difference, Tally, at
from readmodel.database import Database
from readmodel.replaced import replaced_events
from readmodel.whole_record import Stored, all_events, rows_that_disagree


async def check_events(database: Database, tally: Tally) -> AsyncIterator[Difference]:
    """Every event of every case, then cases' rows by how many events they count."""
    began = time.perf_counter()
    last: Stored | None = None
    async for rows in all_events(database):
        for row in rows:
            before = last if last is not None and last.case_no == row.case_no else None
            for difference in _after(row, before):
                yield difference
            tally.cases += before is None
            last = row
        tally.events += len(rows)
    tally.seconds = time.perf_counter() - began
    async with database.session() as session:
        disagreeing, replaced = await rows_that_disagree(session), await replaced_events(session)
    for number, counted, stored in disagreeing:
        yield Difference(number, f"its row counts {counted} events, and {stored} are stored")
    for gone in replaced:
        if digest_of(gone.body) != gone.digest:
            yield at(gone.case_no, gone.seq, "gave way, and its kept text is not that of its digest")


def _after(row: Stored, before: Stored | None) -> Iterator[Difference]:
    """What is wrong with an event, as it follows on the one before it in its case."""
    seq, chain = (before.seq, before.chain) if before else (0, row.case_no)
    for missing in range(seq + 1, row.seq):
        yield at(row.case_no, missing, "is missing")
    if row.seq == seq + 1 and link(chain, row.digest) != row.chain:
        yield at(row.case_no, row.seq, "does not follow on the one before")
    if digest_of(row.body) != row.digest:
        yield at(row.case_no, row.seq, "its text is not that of its digest")
    try:
        data = json.loads(row.body)
        beside = _beside(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield at(row.case_no, row.seq, "its text can't be read")
        return
    if beside != (row.seq, row.at, row.kind, row.actor, row.unit, row.call_n):
        yield at(row.case_no, row.seq, "the columns beside its text say something else")


def _beside(data: dict[str, Any]) -> tuple[object, ...]:
    """What the projector writes beside the text, from the text alone."""
    body = data["body"]
    called = body.get("call")
    of_call = called if isinstance(called, dict) else {}
    unit = body.get("unit") or of_call.get("unit")
    number = of_call.get("n") if of_call else called
    moment = datetime.fromisoformat(data["at"])
    return data["seq"], moment, body["kind"], data["by"]["account"], unit, number
