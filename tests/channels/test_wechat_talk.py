"""A conversation with the official account: three messages file a report."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from api.channels.wechat import upkeep, words
from api.channels.wechat.keeping import held, mark
from api.channels.wechat.talk import Talk
from api.limits import TALKING
from api.reading import read
from readmodel.talks import get_talk
from tests.channels.conftest import World
from tests.channels.telling import LAMP, case_of, filed, number_in, sealed_of


async def test_three_messages_file_a_report(world: World) -> None:
    person = world.person()
    asked = await person.say(LAMP)
    assert asked == words.where(world.door.city)
    check = await person.say("东湖路社区 3 栋")
    assert "事情：" + LAMP in check
    assert "地点：东湖路社区 3 栋" in check
    first = re.search(r"^1 (.+)$", check, re.MULTILINE)
    assert first, check
    told = await person.say("1")
    number = number_in(told)
    code = world.door.numbers.track_code(number)
    assert f"查询码 {code}" in told
    assert f"/c/{number}?code={code}" in told
    case = await case_of(world, number)
    assert (case.report.channel, case.report.community) == ("wechat", "SQ01")
    item = world.door.city.catalogue.items[case.report.item or ""]
    assert item.name_zh == first[1]
    kept = sealed_of(world, case)
    assert (kept["description"], kept["address"]) == (LAMP, "东湖路社区 3 栋")
    assert kept["openid"] == person.openid
    assert case.report.with_contact
    assert case.report.by_message_only


async def test_a_place_is_sent_before_any_word(world: World) -> None:
    person = world.person()
    assert await person.stand(114.3472, 30.5481, "湖北省武汉市武昌区放鹰台") == words.WHAT
    assert "地点：湖北省武汉市武昌区放鹰台" in await person.say(LAMP)
    case = await case_of(world, number_in(await person.say("0")))
    lng, lat = sealed_of(world, case)["point"]
    assert (lng, lat) == (pytest.approx(114.3417, abs=1e-3), pytest.approx(30.5504, abs=1e-3))
    assert case.report.community is not None


async def test_what_more_is_said_before_it_is_filed_goes_with_it(world: World) -> None:
    person = world.person()
    await person.say(LAMP)
    assert "没有说明" in await person.say("说不清")
    assert "请核对" in await person.say("已经三天了")
    case = await case_of(world, number_in(await person.say("确认")))
    assert sealed_of(world, case)["description"] == f"{LAMP}\n已经三天了"


async def test_whom_to_call_first_comes_first(world: World) -> None:
    assert (await world.person().say("隔壁着火了")).startswith("【紧急】如有人身危险，请先拨打 119！")


async def test_it_may_be_dropped(world: World) -> None:
    person = world.person()
    await person.say(LAMP)
    assert await person.say("取消") == words.DROPPED
    assert await person.say("取消") == words.NOTHING_TO_DROP
    assert await person.say("进度") == words.NO_CASE


async def test_a_number_sent_twice_and_a_word_of_thanks_report_nothing(world: World) -> None:
    person = world.person()
    await filed(person)
    assert await person.say("0") == words.HELP
    assert await person.say("谢谢！") == words.HELP
    assert await person.say("井盖\u3000响") == words.where(world.door.city)
    assert "事情：井盖 响" in await person.say("0")


async def test_menu_greeting_and_what_nobody_understands(world: World) -> None:
    person = world.person()
    assert await person.send(MsgType="event", Event="subscribe", EventKey="") == words.GREETING
    assert await person.press("帮助") == words.HELP
    assert await person.press("查进度") == words.NO_CASE
    assert await person.press("报事") == words.WHAT
    assert await person.send(MsgType="video", MediaId="v", ThumbMediaId="t") == words.STRANGE
    assert await person.send(MsgType="voice", MediaId="v", Recognition=LAMP) == words.where(world.door.city)
    assert await person.send(MsgType="event", Event="unsubscribe", EventKey="") == ""


async def test_a_conversation_is_over_after_half_an_hour(world: World) -> None:
    person, door = world.person(), world.door
    await person.say(LAMP)
    whose = mark(door, person.openid)
    row = await read(door, lambda session: get_talk(session, whose))
    assert row is not None
    assert not any(told in row.person + row.sealed for told in (person.openid, LAMP))
    assert (await held(door, whose)).talk.draft is not None
    later = replace(door, clock=lambda: row.until + timedelta(seconds=1))
    assert (await held(later, whose)).talk == Talk()
    await upkeep.once(door)
    assert await read(door, lambda session: get_talk(session, whose)) is not None
    await upkeep.once(later)
    assert await read(door, lambda session: get_talk(session, whose)) is None
    assert await person.say(LAMP) == words.where(world.door.city)


async def test_too_many_messages_are_refused_in_words(world: World) -> None:
    person = world.person()
    assert await person.say("帮助") == words.HELP
    for _ in range(TALKING.amount - 1):
        world.door.limits.spend(TALKING, mark(world.door, person.openid))
    assert await person.say("帮助") == "消息太多，请一分钟后再发"
