"""Conversations: of two changes at once one counts; what waits stays; whose a case is."""

import asyncio
from datetime import UTC, datetime, timedelta

from readmodel.channel_tables import TalkedCaseRow, TalkRow
from readmodel.database import Database
from readmodel.talks import (
    MOST,
    filed_by,
    forget_talks,
    get_talk,
    keep_talk,
    keep_talked_case,
    waiting_talks,
    whose,
)

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def talk(version: int, sealed: str = "", *, person: str = "p", waits: bool = False) -> TalkRow:
    """One that is over now."""
    return TalkRow(person=person, version=version, key="k", sealed=sealed, until=NOW, waits=waits)


async def kept(database: Database, row: TalkRow) -> bool:
    """In a transaction of its own."""
    async with database.session(writing=True) as session:
        return await keep_talk(session, row)


async def test_of_two_at_once_one_counts(database: Database) -> None:
    for version in (1, 2, 3):
        rows = [talk(version, f"{version}{name}") for name in "abc"]
        done = await asyncio.gather(*(kept(database, row) for row in rows))
        assert done.count(True) == 1
        async with database.session(writing=True) as session:
            found = await get_talk(session, "p")
        assert found is not None
        assert (found.version, found.sealed) == (version, rows[done.index(True)].sealed)
    assert not await kept(database, talk(5))


async def test_what_is_over_is_forgotten_unless_it_waits(database: Database) -> None:
    assert await kept(database, talk(1, person="over"))
    assert await kept(database, talk(1, person="waits", waits=True))
    async with database.session(writing=True) as session:
        await forget_talks(session, NOW)
        assert await get_talk(session, "over") is not None
        await forget_talks(session, NOW + INSTANT)
        assert await get_talk(session, "over") is None
        assert await waiting_talks(session, NOW) == []
        assert [row.person for row in await waiting_talks(session, NOW + INSTANT)] == ["waits"]


async def test_a_case_is_whose_it_was_first(database: Database) -> None:
    async with database.session(writing=True) as session:
        for person in ("p", "q"):
            await keep_talked_case(session, TalkedCaseRow(case_no="c0", person=person, at=NOW))
        assert await whose(session, "c0") == "p"
        assert await whose(session, "c1") is None
        for n in range(MOST):
            row = TalkedCaseRow(case_no=f"n{n}", person="p", at=NOW + timedelta(minutes=n + 1))
            await keep_talked_case(session, row)
        mine = [one.case_no for one in await filed_by(session, "p")]
        assert mine == [f"n{n}" for n in reversed(range(MOST))]
        assert await filed_by(session, "q") == []
