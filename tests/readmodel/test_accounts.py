"""Accounts, sessions and the spool."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from readmodel import accounts, spool
from readmodel.accounts import Account, AccountExists
from readmodel.database import Database

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
ALICE = Account("alice", "hash", "chengguan", ("handler", "chief"))


async def test_accounts_are_kept_once_and_can_be_disabled(database: Database) -> None:
    async with database.session(writing=True) as session:
        await accounts.add_account(session, ALICE)
        assert await accounts.get_account(session, "alice") == ALICE
        assert await accounts.get_account(session, "bob") is None
    with pytest.raises(AccountExists):
        async with database.session(writing=True) as session:
            await accounts.add_account(session, replace(ALICE, unit="other"))
    async with database.session(writing=True) as session:
        await accounts.add_missing_accounts(
            session, [replace(ALICE, unit="x"), Account("bob", "h", "SQ07", ())]
        )
        await accounts.add_missing_accounts(session, [])
        assert [found.username for found in await accounts.list_accounts(session)] == ["alice", "bob"]
        assert await accounts.get_account(session, "alice") == ALICE
        assert await accounts.count_accounts(session) == 2
        assert await accounts.disable_account(session, "alice")
        assert not await accounts.disable_account(session, "nobody")
        assert await accounts.get_account(session, "alice") == replace(ALICE, disabled=True)


async def test_a_session_stands_until_it_ends_or_expires_or_its_account_is_disabled(
    database: Database,
) -> None:
    hour = timedelta(hours=1)
    async with database.session(writing=True) as session:
        await accounts.add_account(session, ALICE)
        for token in ("t1", "t2", "t3"):
            await accounts.add_session(session, token, "alice", NOW, NOW + hour)
        found = await accounts.get_session(session, "t1", NOW)
        assert found is not None
        assert (found.account, found.created_at, found.expires_at) == (ALICE, NOW, NOW + hour)
        assert await accounts.get_session(session, "none", NOW) is None
        assert await accounts.get_session(session, "t1", NOW + hour) is None
        await accounts.end_session(session, "t1", NOW)
        await accounts.end_session(session, "t1", NOW + hour)
        assert await accounts.get_session(session, "t1", NOW) is None
        await accounts.forget_sessions(session, NOW + timedelta(seconds=1))
        assert await accounts.get_session(session, "t2", NOW) is not None
        assert await accounts.set_password(session, "alice", "new")
        assert await accounts.get_session(session, "t2", NOW) is None
        await accounts.add_session(session, "t4", "alice", NOW, NOW + hour)
        await accounts.disable_account(session, "alice")
        assert await accounts.get_session(session, "t4", NOW) is None


async def test_the_spool_keeps_each_report_once_in_order(database: Database) -> None:
    second = timedelta(seconds=1)
    reports = [spool.Spooled(f"id{n}", f"C{n}", "{}", NOW - n * second) for n in range(3)]
    for report in reports:
        assert await database.write(partial(spool.put, report=report, most=3)) is spool.Put.KEPT
    other = replace(reports[0], payload="other")
    assert await database.write(partial(spool.put, report=other, most=4)) is spool.Put.TAKEN
    more = replace(reports[0], id="id3", case_no="C3")
    assert await database.write(partial(spool.put, report=more, most=3)) is spool.Put.FULL
    async with database.session(writing=True) as session:
        assert await spool.get(session, "id0") == reports[0]
        assert await spool.get_several(session, ["id1", "none"]) == [reports[1]]
        assert await spool.get(session, "none") is None
        assert await spool.oldest_waiting(session) == reports[::-1]
        assert await spool.oldest_waiting(session, 1) == [reports[2]]
        assert await spool.oldest_waiting(session, after=reports[2]) == [reports[1], reports[0]]
        assert await spool.depth(session) == 3
    for at in (NOW, NOW + second):
        await database.write(partial(spool.mark_started, report_id="id2", at=at))
    async with database.session(writing=True) as session:
        assert await spool.depth(session) == 2
        assert await spool.oldest_waiting(session) == [reports[1], reports[0]]
        assert await spool.get(session, "id2") == replace(reports[2], started_at=NOW)
    await database.write(partial(spool.forget, before=NOW - second))
    async with database.session(writing=True) as session:
        assert await spool.get(session, "id2") is None
        assert await spool.depth(session) == 2  # what waits is never forgotten


async def test_a_moment_without_an_offset_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="no offset"):
        await database.write(partial(spool.mark_started, report_id="id", at=NOW.replace(tzinfo=None)))
