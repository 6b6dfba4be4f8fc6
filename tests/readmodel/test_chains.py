"""The chain is written with the events, by the migration for older ones, and what gives way is kept."""

from dataclasses import replace
from random import Random

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import select, update

from contracts.cases import Batch
from domain.chain import digest_of, linked
from domain.people import Actor
from domain.policy import City
from readmodel.cases import get_events
from readmodel.database import Database, migrate
from readmodel.migrate import SCRIPTS, sync_engine
from readmodel.projector import append
from readmodel.replaced import replaced_events
from readmodel.upserts import EVENTS
from tests.late_writers import AS_WRITER
from tests.readmodel.histories import cut, history, number

COLUMNS = (EVENTS.c.case_no, EVENTS.c.seq, EVENTS.c.body, EVENTS.c.digest, EVENTS.c.chain)


async def stored(database: Database) -> list[tuple[object, ...]]:
    async with database.session() as session:
        query = select(*COLUMNS).order_by(EVENTS.c.case_no, EVENTS.c.seq)
        return [tuple(row) for row in await session.execute(query)]


def holds(rows: list[tuple[object, ...]]) -> bool:
    """Whether every row's chain is that of all digests of its case up to it."""
    digests: dict[object, list[str]] = {}
    for case_no, _, body, digest, chain in rows:
        digests.setdefault(case_no, []).append(digest_of(str(body)))
        if digest != digests[case_no][-1] or chain != linked(str(case_no), digests[case_no]):
            return False
    return True


async def test_every_event_is_linked_to_the_one_before(database: Database, city: City) -> None:
    for seed in range(4):
        for batch in cut(history(city, seed), Random(seed)):
            await append(database, batch)
    rows = await stored(database)
    assert len({row[4] for row in rows}) == len(rows) > 20
    assert holds(rows)


async def test_the_migration_links_what_is_stored(empty_url: str, city: City) -> None:
    migrate(empty_url)
    database = Database(empty_url)
    for seed in range(3):
        await append(database, Batch(number(history(city, seed)), history(city, seed)))
    before = await stored(database)
    engine = sync_engine(empty_url)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect().execution_options(**AS_WRITER) as connection, connection.begin():
        config.attributes["connection"] = connection
        before_it = ScriptDirectory.from_config(config).get_revision("0101").down_revision
        command.downgrade(config, str(before_it))
    engine.dispose()
    migrate(empty_url)
    assert await stored(database) == before
    await database.dispose()


async def test_a_tail_that_gives_way_is_kept(database: Database, city: City) -> None:
    events = history(city, 4)
    lost = replace(events[-1], by=Actor("of a lost task"))
    await append(database, Batch(number(events), (*events[:-1], lost)))
    wrong = (await stored(database))[-1]
    await append(database, Batch(number(events), events), authoritative=True)
    assert holds(await stored(database))
    async with database.session() as session:
        (kept,) = await replaced_events(session)
        assert await get_events(session, number(events)) == list(events)
    assert (kept.case_no, kept.seq, kept.body, kept.digest, kept.chain) == wrong
    assert kept.replaced_at >= kept.recorded_at
    assert kept.why == "lost_task"


async def test_an_event_that_an_older_version_wrote_stays_as_it_is(database: Database, city: City) -> None:
    events = history(city, 5)
    await append(database, Batch(number(events), events))
    async with database.session(writing=True) as session:  # as if a field with a default had come since
        body = await session.scalar(select(EVENTS.c.body).where(EVENTS.c.seq == 1))
        older = str(body).replace('"link":null,', "", 1)
        assert older != body
        first = update(EVENTS).where(EVENTS.c.seq == 1)
        await session.execute(first.values(body=older, digest=digest_of(older)))
    before = await stored(database)
    await append(database, Batch(number(events), events), authoritative=True)
    assert await stored(database) == before
