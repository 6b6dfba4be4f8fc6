"""Reports as they were recorded come back in order, page after page, with the item that they were graded as."""

from datetime import timedelta
from random import Random

import pytest

from domain.events import Accepted
from domain.policy import City
from readmodel import reported as module
from readmodel.database import Database
from readmodel.projector import append
from readmodel.reported import Reported, reported
from tests.readmodel.histories import cut, fold, history

SEEDS = range(7)
LONG = timedelta(days=400)


async def test_every_report_in_order(database: Database, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 3)  # pages, of which some begin within an instant
    wanted = []
    for seed in SEEDS:
        events = history(city, seed)
        for batch in cut(events, Random(seed)):
            await append(database, batch)
        first, case = events[0], fold(events)
        assert isinstance(first.body, Accepted)
        wanted.append(Reported(first.at, first.by, first.body.report, case.item.code if case.item else None))
    wanted.sort(key=lambda one: (one.at, one.report.case_no))
    start, end = wanted[0].at, wanted[-1].at
    async with database.session() as session:
        assert [one async for one in reported(session, start, end + LONG)] == wanted
        assert [one async for one in reported(session, start, start)] == []
        assert [one async for one in reported(session, start - LONG, start)] == []
        assert [one async for one in reported(session, end + LONG, end + 2 * LONG)] == []
