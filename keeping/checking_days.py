"""Signed days: each follows on the one before, by the right key, over what the record holds; and so says its file."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, time, timedelta

from contracts.heads import Head
from contracts.keeping import Shelf
from domain.chain import root
from domain.localtime import zone
from infra.signing import holds
from keeping.differences import Difference, Tally, at
from readmodel.database import Database
from readmodel.heads import leaves_of
from readmodel.whole_record import all_heads, not_as_signed, strangers, unsigned


async def check_days(
    database: Database, files: Shelf, key: str | None, zone_name: str, tally: Tally
) -> AsyncIterator[Difference]:
    """Every day; then that events of these days are covered. `key` is the public one that counts."""
    async with database.session() as session:
        heads, lost = await all_heads(session), await strangers(session)
    before: Head | None = None
    for head in heads:
        for difference in _of_head(head, before, key):
            yield difference
        async with database.session() as session:
            leaves = await leaves_of(session, head.day)
        if (root([leaf.hash() for leaf in leaves]), len(leaves)) != (head.root, head.cases):
            yield Difference(head.day, "its root is not that of the cases it covers")
        name = f"{head.day}.json"
        content = await asyncio.to_thread(files.get, name)
        if content != head.published():
            yield Difference(f"heads/{name}", "is missing" if content is None else "is not what was signed")
        before = head
        tally.days += 1
    for day in lost:
        yield Difference(day, "cases are listed for it, and it is not signed")
    if before is not None:
        async for difference in _covered(database, _day(before), zone_name):
            yield difference


def _of_head(head: Head, before: Head | None, key: str | None) -> Iterator[Difference]:
    if head.key != key:
        yield Difference(head.day, "it is signed with another key than this installation's")
    if not holds(head.key, head.signature, head.signed()):
        yield Difference(head.day, "its signature does not hold")
    if head.previous != (before.hash() if before else ""):
        yield Difference(head.day, "it does not follow on the day before")
    elif before and _day(head) != _day(before) + timedelta(days=1):
        yield Difference(head.day, f"no day is signed between it and {before.day}")


def _day(head: Head) -> date:
    """The day; for a name that is none, one that follows on nothing."""
    try:
        return date.fromisoformat(head.day)
    except ValueError:
        return date.min


async def _covered(database: Database, last: date, zone_name: str) -> AsyncIterator[Difference]:
    if last == date.min:
        return
    end = datetime.combine(last + timedelta(days=1), time(), zone(zone_name)).astimezone(UTC)
    async with database.session() as session:
        changed, late = await not_as_signed(session), await unsigned(session, end)
    for day, place in changed:
        yield at(place.case_no, place.seq, f"it is not what was signed for {day}")
    for place in late:
        yield at(
            place.case_no, place.seq, f"it was recorded by the end of {last}, and no signed day covers it"
        )
