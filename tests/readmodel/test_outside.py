"""Requests at other systems, and circuits, on both databases."""

from datetime import UTC, datetime, timedelta
from functools import partial

from readmodel.circuits import circuits, note
from readmodel.database import Database
from readmodel.outside import Listened, begin, has, keep_listened, keep_number, outside_request, to_ask
from readmodel.outside_tables import CircuitRow, OutsideRow

AT = datetime(2026, 10, 9, 1, tzinfo=UTC)


async def begun(database: Database, *calls: str) -> None:
    """Requests that were begun, and taken, a minute apart."""
    for n, call in enumerate(calls):
        at = AT + timedelta(minutes=n)
        row = OutsideRow(call_id=call, case_no=call[:-2], unit="shuiwu", begun_at=at, asked_at=at)
        await database.write(partial(begin, row))
        await database.write(partial(has, call, 1, f"C-{n}", None, False))


async def asked(database: Database, limit: int = 10) -> list[str]:
    """Which are to be asked about, in their order."""
    async with database.session() as session:
        return [row.call_id for row in await to_ask(session, "shuiwu", limit)]


async def test_a_request_that_was_begun_is_begun_once(database: Database) -> None:
    await begun(database, "T-1.1")
    again = OutsideRow(call_id="T-1.1", case_no="T-1", unit="other", begun_at=AT, asked_at=AT)
    await database.write(partial(begin, again))
    async with database.session() as session:
        row = await outside_request(session, "T-1.1")
        assert await outside_request(session, "T-1.2") is None
    assert row is not None
    assert (row.unit, row.number, row.version) == ("shuiwu", "C-0", 1)


async def test_those_asked_longest_ago_come_first_and_those_that_ended_not_at_all(database: Database) -> None:
    await begun(database, "T-1.1", "T-2.1", "T-3.1")
    assert await asked(database, 2) == ["T-1.1", "T-2.1"]
    later = AT + timedelta(hours=1)
    heard = [Listened("T-1.1", later, AT, "u1\nu2", False), Listened("T-2.1", later, None, "", True)]
    await database.write(partial(keep_listened, heard))
    await database.write(partial(keep_listened, []))
    await database.write(partial(keep_number, "T-1.1", "C-9"))
    assert await asked(database) == ["T-3.1", "T-1.1"]
    async with database.session() as session:
        row = await outside_request(session, "T-1.1")
    assert row is not None
    assert (row.heard_at, row.heard, row.number) == (AT, "u1\nu2", "C-9")


async def test_a_circuit_is_as_it_changed_last(database: Database) -> None:
    for state, why in (("open", "answered 503"), ("closed", "")):
        await database.write(partial(note, CircuitRow(unit="shuiwu", state=state, since=AT, why=why)))
    async with database.session() as session:
        found = await circuits(session)
    assert [(row.state, row.why, row.since) for row in found.values()] == [("closed", "", AT)]
