"""Whatever comes several times, at once or in the midst of a crash, is one report, and none is lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from api.channels.wechat import resources, upkeep, words
from api.channels.wechat.keeping import held, keep, mark
from api.channels.wechat.talk import Filing
from api.reading import read
from readmodel.talks import filed_by
from tests.api.test_photos import jpeg
from tests.channels.conftest import World
from tests.channels.telling import LAMP, NUMBER, case_of, number_in


async def test_two_messages_at_once_are_both_heard(world: World) -> None:
    person = world.person()
    world.side.media["p0"] = jpeg(colour="white")
    await asyncio.gather(person.show("p0"), person.say(LAMP), person.stand(114.3472, 30.5481, "放鹰台"))
    await world.door.beside.idle()
    draft = (await held(world.door, mark(world.door, person.openid))).talk.draft
    assert draft is not None
    assert (draft.words, len(draft.photos), draft.address) == (LAMP, 1, "放鹰台")


async def test_what_was_confirmed_is_filed_though_nobody_comes_back(world: World) -> None:
    person, door = world.person(), world.door
    await person.say(LAMP)
    await person.say("东湖路社区")
    before = await held(door, mark(door, person.openid))
    died = replace(before.talk, filing=Filing("m1", person.openid, door.now()))
    assert await keep(door, before, died)
    await upkeep.once(door)
    assert (await held(door, before.person)).talk == died
    later = replace(door, clock=lambda: door.clock() + timedelta(hours=1))
    await upkeep.once(later)
    (mine,) = await read(door, lambda session: filed_by(session, before.person))
    assert (await case_of(world, mine.case_no)).report.channel == "wechat"
    told = await person.say("进度")
    assert told.startswith(f"已受理，编号 {mine.case_no}")
    assert "已受理" not in await person.say("进度")


async def test_what_was_confirmed_comes_before_what_is_said_next(world: World) -> None:
    person, door = world.person(), world.door
    await person.say(LAMP)
    await person.say("东湖路社区")
    before = await held(door, mark(door, person.openid))
    assert await keep(door, before, replace(before.talk, filing=Filing("m2", person.openid, door.now())))
    told = await person.say("下水道堵了")
    assert told.startswith("已受理，编号")
    assert told.endswith(words.where(world.door.city))


async def test_who_hangs_up_is_served_all_the_same(world: World) -> None:
    person, door = world.person(), world.door
    await person.say(LAMP)
    await person.say("东湖路社区")
    confirm = person.message(MsgType="text", Content="0")
    cut = asyncio.create_task(world.post.once(confirm))
    while not door.beside.waiting and not cut.done():
        await asyncio.sleep(0)
    assert cut.cancel()
    await asyncio.gather(cut, return_exceptions=True)
    await door.beside.idle()
    told = world.post.read(await world.post.bring(confirm))
    mine = await read(door, lambda session: filed_by(session, mark(door, person.openid)))
    assert [one.case_no for one in mine] == [number_in(told)]


async def test_a_message_that_comes_several_times_is_one(world: World) -> None:
    person = world.person()
    await person.say(LAMP)
    await person.say("东湖路社区")
    confirm = person.message(MsgType="text", Content="0")
    answers = await asyncio.gather(*(world.post.once(confirm) for _ in range(6)))
    told = {world.post.read(answer) for answer in answers}
    assert len(told) == 1
    number = number_in(told.pop())
    assert world.post.read(await world.post.once(confirm)).startswith(f"已受理，编号 {number}")
    mine = await read(world.door, lambda session: filed_by(session, mark(world.door, person.openid)))
    assert [one.case_no for one in mine] == [number]


async def test_an_event_that_comes_twice_is_one(world: World) -> None:
    person = world.person()
    press = person.message(MsgType="event", Event="CLICK", EventKey="报事")
    first = world.post.read(await world.post.once(press))
    await person.say(LAMP)
    assert world.post.read(await world.post.once(press)) == first == words.WHAT
    assert "请核对" in await person.say("东湖路社区")


async def test_what_takes_long_is_answered_and_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = world.person()
    await person.say(LAMP)
    await person.say("东湖路社区")
    monkeypatch.setattr(resources, "PATIENCE", 0.0)
    confirm = person.message(MsgType="text", Content="0")
    assert world.post.read(await world.post.once(confirm)) == words.BUSY
    await world.door.beside.idle()
    monkeypatch.undo()
    assert world.post.read(await world.post.once(confirm)).startswith("已受理")
    assert NUMBER.search(await person.say("进度"))
