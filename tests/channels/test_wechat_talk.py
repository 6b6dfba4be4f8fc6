"""A conversation with the official account: three messages file a report, and later ones ask after it."""

import asyncio
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from api.channels.wechat import resources, upkeep, words
from api.channels.wechat.keeping import held, keep, mark
from api.channels.wechat.talk import Filing, Talk
from api.reading import read, recorded
from domain.case import Case
from domain.views import STATES
from readmodel.talks import filed_by, get_talk
from tests.api.stack import Case as Held
from tests.api.stack import Stack, once
from tests.api.test_photos import jpeg
from tests.channels.conftest import World
from tests.channels.wechat import Person

LAMP = "放鹰台路口的路灯不亮了"
NUMBER = re.compile(r"[A-Z]+-\d{8}-\d{8}")


def number_in(text: str) -> str:
    """The case number that was told."""
    found = NUMBER.search(text)
    assert found, text
    return found[0]


async def filed(person: Person, choice: str = "0") -> str:
    """Three messages, and the number they lead to."""
    assert words.WHERE in await person.say(LAMP)
    assert "请核对" in await person.say("东湖路社区 3 栋")
    told = await person.say(choice)
    assert told.startswith("已受理"), told
    return number_in(told)


def holding(stack: Stack, number: str) -> Held:
    """The case with its code."""
    return Held(number, stack.app.state.door.numbers.track_code(number))


async def case_of(world: World, number: str) -> Case:
    """The case, once it is recorded."""
    await world.stack.until(holding(world.stack, number), *STATES)
    found = await recorded(world.door, number)
    assert found is not None
    return found.case


def sealed_of(world: World, case: Case) -> dict[str, Any]:
    """What the vault keeps of it."""
    return dict(world.door.vault.unseal(case.case_no, case.report.sealed))


async def test_three_messages_file_a_report(world: World) -> None:
    person = world.person()
    asked = await person.say(LAMP)
    assert asked == words.WHERE
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


async def test_menu_greeting_and_what_nobody_understands(world: World) -> None:
    person = world.person()
    assert await person.send(MsgType="event", Event="subscribe", EventKey="") == words.GREETING
    assert await person.press("帮助") == words.HELP
    assert await person.press("查进度") == words.NO_CASE
    assert await person.press("报事") == words.WHAT
    assert await person.send(MsgType="video", MediaId="v", ThumbMediaId="t") == words.STRANGE
    assert await person.send(MsgType="voice", MediaId="v", Recognition=LAMP) == words.WHERE
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
    assert await person.say(LAMP) == words.WHERE


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
    assert told.endswith(words.WHERE)


async def test_who_hangs_up_is_served_all_the_same(world: World) -> None:
    person, door = world.person(), world.door
    await person.say(LAMP)
    await person.say("东湖路社区")
    confirm = person.message(MsgType="text", Content="0")
    cut = asyncio.create_task(world.post.once(confirm))
    while not door.beside.waiting:
        await asyncio.sleep(0)
    cut.cancel()
    await asyncio.gather(cut, return_exceptions=True)
    await door.beside.idle()
    told = world.post.read(await world.post.bring(confirm))
    mine = await read(door, lambda session: filed_by(session, mark(door, person.openid)))
    assert [one.case_no for one in mine] == [number_in(told)]


async def test_nobody_reads_who_wrote(world: World) -> None:
    person = world.person()
    number = await filed(person)
    await case_of(world, number)
    for account in ("street-chief", "callback-1", "admin", "auditor"):
        header = await world.stack.header_of(account)
        answer = await world.stack.http.get(f"/cases/{number}/full", headers=header)
        assert person.openid not in answer.text
        body = {"reason": "联系报事人"}
        shown = await world.stack.http.post(f"/cases/{number}/reveal", json=body, headers=header)
        assert person.openid not in shown.text


async def test_progress_is_for_who_filed_it_and_for_who_has_the_code(world: World) -> None:
    person, other = world.person(), world.person()
    number = await filed(person)
    await case_of(world, number)
    assert number in await person.say("进度")
    mine = await person.say(f"进度 {number.lower()}")
    assert mine.startswith(number)
    assert "状态：" in mine
    assert await other.say(f"进度 {number}") == words.NOT_YOURS
    code = world.door.numbers.track_code(number)
    assert "状态：" in await other.say(f"进度 {number} {code}")
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    assert await other.say(f"进度 {number} {wrong}") == "编号或查询码不对"
    assert await other.say("进度 12345678") == "没有这个编号"
    assert await other.say(f"催办 {number}") == words.NOT_YOURS_TO_SAY
    assert await other.say("进度") == words.NO_CASE


async def test_it_is_urged_and_rated_here(world: World) -> None:
    person = world.person()
    await person.say(LAMP)
    await person.say("东湖路社区")
    number = number_in(await person.say("1"))
    case = holding(world.stack, number)
    await world.stack.until(case, "triage", "called")
    row = (await read(world.door, lambda session: filed_by(session, mark(world.door, person.openid))))[0]
    assert row.case_no == number
    assert await person.say("催办") == f"{number} 已催办。"
    view = await world.stack.see(case)
    if view["state"] == "triage":
        item = (await recorded(world.door, number)).case.report.item  # type: ignore[union-attr]
        body = {"item": item, "reason": "分级"}
        graded = await world.stack.post(f"/cases/{number}/grade", "street-dispatch", body)
        assert graded.status_code == 200, graded.text
    await world.stack.to_rating(case)
    assert await person.say("评价") == words.HOW_TO_RATE
    assert await person.say("评价 1") == words.WHY
    assert await person.say("评价 5") == f"{number} 已评价：5 分。谢谢！"
    view = await once(world.stack, case, lambda seen: seen["rating"] is not None)
    assert view["rating"]["result"] == 5


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


async def test_pictures_go_with_the_report(world: World) -> None:
    person = world.person()
    world.side.media |= {"p1": jpeg(), "p2": jpeg(colour="red")}
    world.side.gate.clear()
    assert words.WHAT in await person.show("p1")
    await person.say(LAMP)
    await person.show("p2")
    assert "照片：2 张" in await person.say("东湖路社区")
    number = number_in(await person.say("0"))
    world.side.gate.set()
    await world.door.beside.idle()
    case = holding(world.stack, number)
    await once(
        world.stack, case, lambda seen: Counter(m["event"] for m in seen["timeline"])["supplemented"] == 2
    )


async def test_pictures_that_came_before_are_filed_with_it(world: World) -> None:
    person = world.person()
    world.side.media["p3"] = jpeg(colour="blue")
    await person.show("p3")
    await world.door.beside.idle()
    number = await filed(person)
    case = await case_of(world, number)
    (photo,) = case.report.photos
    assert world.door.photos.read(number, photo, "whole")


async def test_a_picture_sent_afterwards_is_added(world: World) -> None:
    person = world.person()
    number = await filed(person)
    await case_of(world, number)
    world.side.media["p4"] = jpeg(colour="green")
    assert f"如果是刚才报的 {number} 的照片" in await person.show("p4")
    await world.door.beside.idle()
    assert await person.say("补充") == words.ADDED.format(case_no=number)
    await once(
        world.stack,
        holding(world.stack, number),
        lambda seen: "supplemented" in [m["event"] for m in seen["timeline"]],
    )
    assert await person.say("补充") == words.NOT_ADDED


async def test_a_picture_that_does_not_come_is_told_of_once(world: World) -> None:
    person = world.person()
    with capture_logs() as lines:
        await person.show("no such picture")
        await world.door.beside.idle()
    assert [line["event"] for line in lines if line["event"].startswith("wechat.")] == ["wechat.picture_lost"]
    assert words.LOST in await person.say(LAMP)
    assert words.LOST not in await person.say("东湖路社区")


async def test_too_many_messages_are_refused_in_words(world: World) -> None:
    person = world.person()
    told = [await person.say("帮助") for _ in range(31)]
    assert told[29] == words.HELP
    assert told[30] == "消息太多，请一分钟后再发"
