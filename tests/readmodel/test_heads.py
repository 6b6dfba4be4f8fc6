"""What a signed day covers: all that is new in it, what came late, what gave way; each stand of a case once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import update

from contracts.cases import Batch
from contracts.heads import Head
from domain.chain import EMPTY
from domain.people import Actor
from domain.policy import City
from readmodel.database import Database
from readmodel.heads import Leaf, leaves_of, sign_day
from readmodel.projector import append
from readmodel.upserts import EVENTS
from tests.readmodel.histories import history, number

MONDAY = date(2026, 11, 23)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def morning(days: int) -> datetime:
    """The beginning of a day of the city, so many days after Monday's."""
    return datetime(2026, 11, 23, tzinfo=SHANGHAI).astimezone(UTC) + timedelta(days=days)


async def sign(database: Database, days: int) -> tuple[Head, list[Leaf]]:
    """The head of that day, and what it covers."""
    within = (morning(days), morning(days + 1))
    job = partial(sign_day, MONDAY + timedelta(days=days), within, "key", lambda said: f"signed {len(said)}")
    head = await database.write(job)
    async with database.session() as session:
        return head, await leaves_of(session, head.day)


async def recorded(database: Database, case_no: str, seqs: range, at: datetime) -> None:
    """As if these events had been recorded then."""
    async with database.session() as session:
        those = EVENTS.c.case_no == case_no, EVENTS.c.seq.in_(seqs)
        await session.execute(update(EVENTS).where(*those).values(recorded_at=at))


async def test_each_day_covers_what_is_new_in_it(database: Database, city: City) -> None:
    first, second = history(city, 1), history(city, 2)
    a, b = number(first), number(second)
    await append(database, Batch(a, first))
    await append(database, Batch(b, second))
    await recorded(database, a, range(1, 6), morning(0))
    await recorded(database, a, range(6, len(first) + 1), morning(2) - timedelta(microseconds=1))
    await recorded(database, b, range(1, len(second) + 1), morning(3))

    monday, of_monday = await sign(database, 0)
    assert [(leaf.case_no, leaf.seq) for leaf in of_monday] == [(a, 5)]
    assert (monday.cases, monday.events, monday.previous) == (1, 5, "")
    tuesday, of_tuesday = await sign(database, 1)
    assert [(leaf.case_no, leaf.seq) for leaf in of_tuesday] == [(a, len(first))]
    assert (tuesday.events, tuesday.previous) == (len(first) - 5, monday.hash())
    wednesday, of_wednesday = await sign(database, 2)
    assert (wednesday.root, wednesday.cases, wednesday.events, of_wednesday) == (EMPTY, 0, 0, [])

    # A row of Wednesday that was written when Wednesday was signed; a hole in the other case that was filled today.
    await recorded(database, b, range(1, 3), morning(3) - timedelta(seconds=1))
    await recorded(database, a, range(2, 3), morning(3))
    thursday, of_thursday = await sign(database, 3)
    assert [(leaf.case_no, leaf.seq) for leaf in of_thursday] == [(b, len(second))]
    assert thursday.previous == wednesday.hash()


async def test_a_tail_that_gave_way_is_in_the_next_day(database: Database, city: City) -> None:
    events = history(city, 3)
    case_no, lost = number(events), replace(events[-1], by=Actor("of a lost task"))
    await append(database, Batch(case_no, (*events[:-1], lost)))
    await recorded(database, case_no, range(1, len(events) + 1), morning(0))
    _, (before,) = await sign(database, 0)
    await append(database, Batch(case_no, events), authoritative=True)
    await recorded(database, case_no, range(len(events), len(events) + 1), morning(1))
    head, (after,) = await sign(database, 1)
    assert (after.seq, head.events) == (before.seq, 0)
    assert after.chain != before.chain
