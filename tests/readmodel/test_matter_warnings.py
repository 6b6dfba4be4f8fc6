"""Warnings of matters out of the read model, on both databases: said once, and looked at again when they change."""

import json
from datetime import datetime, timedelta

from sqlalchemy import select

from activities.notify import Notifier
from activities.warnings import Warner
from contracts.matters import MatterBatch
from contracts.warnings import WarningsGiven
from domain.matters import facts as f
from domain.policy import City
from readmodel.database import Database
from readmodel.matter_projector import append_matter
from readmodel.upserts import MATTERS, MESSAGES
from tests.playing import FRIDAY_MORNING
from tests.playing_matters import MatterPlay

NEXT_WEEK = FRIDAY_MORNING + timedelta(days=5)


async def recorded(database: Database, play: MatterPlay) -> MatterPlay:
    """What happened to it so far is in the read model."""
    await append_matter(database, MatterBatch(play.open.matter_no, tuple(play.events)))
    return play


async def warn(database: Database, city: City, now: datetime) -> WarningsGiven:
    """One look at that moment."""
    return await Warner(city, database, Notifier(city, database).keep, lambda: now).warn()


async def said(database: Database) -> list[tuple[str, str, str]]:
    """To whom, which mark, in which words."""
    query = select(MESSAGES.c.notice, MESSAGES.c.zh).where(MESSAGES.c.what == "matter_soon")
    async with database.session() as session:
        rows = (await session.execute(query.order_by(MESSAGES.c.made_at, MESSAGES.c.key))).all()
    return [(json.loads(row.notice)["to"], json.loads(row.notice)["why"], row.zh) for row in rows]


async def bookmark(database: Database) -> datetime | None:
    """When it is looked at next."""
    async with database.session() as session:
        return await session.scalar(select(MATTERS.c.look_at))


async def test_each_mark_is_said_once_whatever_happens_between(database: Database, city: City) -> None:
    play = MatterPlay(city).begin()
    play.office(f.Accept())
    await recorded(database, play)
    assert await warn(database, city, FRIDAY_MORNING) == WarningsGiven()
    for wanted in ("50", "80"):
        now = await bookmark(database)
        assert now is not None
        assert (await warn(database, city, now)).messages == 1
        assert (await warn(database, city, now)).messages == 0
        assert (await said(database))[-1][:2] == ("minzheng", wanted)
    assert await bookmark(database) is None
    await recorded(database, play)
    zh = (await said(database))[-1][2]
    assert zh == f"{play.open.matter_no}“社会保障卡申领补换”：办理时限已用 80%，请抓紧。"


async def test_one_to_which_something_happened_is_looked_at_again_and_told_no_mark_twice(
    database: Database, city: City
) -> None:
    play = MatterPlay(city).begin()
    play.office(f.Accept())
    await recorded(database, play)
    await warn(database, city, FRIDAY_MORNING)
    half = await bookmark(database)
    assert half is not None
    await warn(database, city, half)
    play.now = half
    play.office(f.AskPapers(("户口簿",)))
    await recorded(database, play)
    assert await bookmark(database) is None  # its clock stands
    assert await warn(database, city, NEXT_WEEK) == WarningsGiven()
    play.now = NEXT_WEEK
    play.bring(f.Bring(("a" * 40,)))
    await recorded(database, play)
    assert await bookmark(database) == FRIDAY_MORNING
    assert len(await said(database)) == 1


async def test_what_is_decided_is_not_warned_of_any_more(database: Database, city: City) -> None:
    play = MatterPlay(city).begin()
    play.office(f.Accept())
    play.office(f.Decide(False, "不符合条件"))
    await recorded(database, play)
    assert await bookmark(database) is None
    assert await warn(database, city, NEXT_WEEK) == WarningsGiven()
