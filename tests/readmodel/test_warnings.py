"""Warnings in SQL, on both databases: what is looked at, what is kept once, what waits to be sent, page by page."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from contracts.cases import Batch
from domain.case import BreachOf
from domain.policy import City
from domain.warnings import Mark
from readmodel.database import Database
from readmodel.pages import BadCursor
from readmodel.projector import append
from readmodel.rebuild import rebuild
from readmodel.upserts import WARNINGS
from readmodel.warnings import (
    Given,
    Looked,
    Warned,
    Watched,
    given_of,
    keep,
    list_warnings,
    mark_sent,
    to_look_at,
    unsent,
)
from tests.playing import FRIDAY_MORNING, Play

HOME = {"community": "SQ07", "grid": "SQ07-G03"}
LATER = FRIDAY_MORNING + timedelta(hours=1)


async def called(database: Database, city: City, n: int, item: str = "B0102") -> Play:
    """A case with one call, recorded."""
    play = Play(city).report(case_no=f"W{n:03}", item=item, **HOME)
    await append(database, Batch(play.open.case_no, tuple(play.events)))
    return play


async def looked_at(database: Database, now: datetime = LATER, limit: int = 100) -> list[Watched]:
    async with database.session() as session:
        return await to_look_at(session, now, limit)


def mark(percent: int, minutes: int = 30, clock: BreachOf = BreachOf.RESOLVE) -> Mark:
    reached = FRIDAY_MORNING + timedelta(minutes=minutes)
    return Mark(reached, FRIDAY_MORNING + timedelta(days=5), clock, percent)


def said(n: int, of: Mark, notice: str = "first", at: datetime = LATER, unit: str = "guanli") -> Given:
    return Given(f"W{n:03}.1", unit, of, notice, at)


async def test_the_urgent_first_then_unit_by_unit(database: Database, city: City) -> None:
    for n, item in enumerate(("B0102", "B0520", "B0102", "B0513")):
        await called(database, city, n, item)
    assert [call.call_id for call in await looked_at(database)] == ["W003.1", "W001.1", "W000.1", "W002.1"]
    assert [call.call_id for call in await looked_at(database, limit=2)] == ["W003.1", "W001.1"]
    assert await looked_at(database, FRIDAY_MORNING - timedelta(seconds=1)) == []


async def test_a_call_is_looked_at_when_it_was_said_so(database: Database, city: City) -> None:
    for n in range(3):
        await called(database, city, n)
    first, second, third = await looked_at(database)
    soon = LATER + timedelta(hours=1)
    looked = [Looked(first, soon), Looked(second, None), Looked(third, LATER)]
    await database.write(partial(keep, looked, []))
    assert [call.call_id for call in await looked_at(database)] == [third.call_id]
    assert [call.call_id for call in await looked_at(database, soon)] == [first.call_id, third.call_id]
    assert await rebuild(database) == 3
    assert len(await looked_at(database)) == 3


async def test_a_change_of_the_call_calls_for_a_look(database: Database, city: City) -> None:
    play = await called(database, city, 1)
    (seen,) = await looked_at(database)
    await database.write(partial(keep, [Looked(seen, None)], []))
    assert await looked_at(database) == []
    recorded = len(play.events)
    assert play.respond() is None
    await append(database, Batch(play.open.case_no, tuple(play.events[recorded:])))
    (again,) = await looked_at(database)
    assert again.due_at == play.top.resolve.at
    await database.write(partial(keep, [Looked(seen, None)], []))  # of a look that began before the change
    assert await looked_at(database) == [again]
    recorded = len(play.events)
    assert play.complete() is None
    await append(database, Batch(play.open.case_no, tuple(play.events[recorded:])))
    assert await looked_at(database) == []


async def test_a_mark_is_kept_once(database: Database, city: City) -> None:
    await called(database, city, 1)
    await asyncio.gather(*(database.write(partial(keep, [], [said(1, mark(50), f"n{n}")])) for n in range(5)))
    half, other = mark(50), replace(mark(50), due_at=mark(50).due_at + timedelta(days=5))
    await database.write(partial(keep, [], [said(1, half, "late"), said(1, other), said(1, mark(80))]))
    async with database.session() as session:
        kept = await given_of(session, ["W001.1", "none"])
        rows = (await session.execute(select(WARNINGS.c.notice).order_by(WARNINGS.c.notice))).all()
    assert set(kept) == {"W001.1"}
    assert sorted(kept["W001.1"]) == sorted([half, other, mark(80)])
    assert rows[0].notice == rows[1].notice == "first"
    assert rows[2].notice != "late"


async def test_what_was_said_outlives_the_rows_of_its_case(database: Database, city: City) -> None:
    await called(database, city, 1)
    await database.write(partial(keep, [], [said(1, mark(50))]))
    await rebuild(database)
    async with database.session() as session:
        assert await given_of(session, ["W001.1"]) == {"W001.1": (mark(50),)}


async def test_what_is_unsent_waits_until_it_is_sent(database: Database, city: City) -> None:
    for n in (1, 2):
        await called(database, city, n)
    await database.write(
        partial(keep, [], [said(1, mark(50), "b"), said(2, mark(80), "a"), said(2, mark(50), "b")])
    )
    async with database.session() as session:
        waiting = await unsent(session)
    assert [(warned.notice, warned.call_id, warned.mark) for warned in waiting] == [
        ("a", "W002.1", 80),
        ("b", "W001.1", 50),
        ("b", "W002.1", 50),
    ]
    assert {(warned.item_name, warned.unit_zh, warned.urgent) for warned in waiting} == {
        ("积存垃圾渣土", "公共管理部", False)
    }
    await database.write(partial(mark_sent, ["b"], LATER))
    await database.write(partial(mark_sent, [], LATER))
    async with database.session() as session:
        assert [warned.notice for warned in await unsent(session)] == ["a"]


async def pages(database: Database, units: tuple[str, ...] | None) -> list[Warned]:
    """All of a list, two at a time."""
    found: list[Warned] = []
    cursor: str | None = None
    while True:
        async with database.session() as session:
            page = await list_warnings(session, units, cursor, 2)
        assert len(page.items) <= 2
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


async def test_the_newest_first_page_by_page(database: Database, city: City) -> None:
    given = []
    for n, item in enumerate(("B0102", "B0520", "B0102", "B0520", "B0102")):
        play = await called(database, city, n, item)
        for minutes, of in ((-1, mark(50)), (n, mark(80)), (n, mark(50, clock=BreachOf.RESPOND))):
            given.append(said(n, of, at=LATER + timedelta(minutes=minutes), unit=play.top.unit))
    await database.write(partial(keep, [], given))
    found = await pages(database, None)
    assert sorted(found, key=lambda one: (one.given_at, one.call_id, one.clock), reverse=True) == found
    assert len(found) == len(given)
    own = await pages(database, ("guanli",))
    assert [one for one in found if one.unit == "guanli"] == own
    assert {one.unit for one in own} == {"guanli"}
    assert await pages(database, ()) == []
    async with database.session() as session:
        with pytest.raises(BadCursor):
            await list_warnings(session, None, "x", 2)
