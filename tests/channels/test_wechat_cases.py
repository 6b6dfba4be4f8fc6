"""What somebody asks, says and shows of the cases that they filed by talking."""

import asyncio
import time
from collections import Counter

import httpx
import pytest
from structlog.testing import capture_logs
from temporalio.testing import ActivityEnvironment

from api import beside
from api.channels.wechat import words
from api.channels.wechat.keeping import held, mark
from api.reading import read, recorded
from hands import hands, ways_of
from infra.addresses import Addresses
from infra.shelves import keepings_of
from readmodel.talks import filed_by
from tests.api.stack import once
from tests.api.test_photos import jpeg
from tests.channels.conftest import World
from tests.channels.telling import LAMP, case_of, filed, holding, number_in, sealed_of
from tests.channels.wechat import Person
from tests.patience import PATIENCE


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


async def invited(world: World, number: str, person: Person) -> None:
    """The case asks for a rating: whoever sends messages finds the openid sealed with it, and WeChat takes it."""
    door, stack = world.door, world.stack
    assert sealed_of(world, await case_of(world, number))["openid"] == person.openid
    world.side.subscribed.add(person.openid)
    end, path = time.monotonic() + PATIENCE, f"/cases/{number}/messages"
    async with httpx.AsyncClient() as http:
        ways = ways_of(Addresses(), door.city, http, door.settings.data_dir / "messages.jsonl", door.wechat)
        seals, pages = (door.vault, door.numbers), "https://s.test"
        kept = keepings_of(door.settings, door.city.calendar.timezone, door.story.scale)
        able = hands(
            stack.temporal,
            door.city,
            frozenset(),
            door.database,
            ways,
            seals,
            door.now,
            kept,
            door.story,
            pages,
        )
        while True:
            await ActivityEnvironment().run(able.sender.send)
            told = await stack.http.get(path, headers=await stack.header_of("street-chief"))
            if [m for m in told.json()["items"] if (m["kind"], m["state"]) == ("rating_invitation", "sent")]:
                break
            assert time.monotonic() < end, told.text
            await asyncio.sleep(0.05)
    sent = world.side.sent[-1]
    assert sent["touser"] == person.openid
    assert sent["data"]["character_string1"] == {"value": number}
    assert sent["page"] == f"https://s.test/c/{number}?code={door.numbers.track_code(number)}"
    assert person.openid not in told.text


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
    await invited(world, number, person)
    assert await person.say("评价") == words.HOW_TO_RATE
    assert await person.say("评价 1") == words.WHY
    assert await person.say("评价 5") == f"{number} 已评价：5 分。谢谢！"
    view = await once(world.stack, case, lambda seen: seen["rating"] is not None)
    assert view["rating"]["result"] == 5


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


async def test_a_picture_there_is_no_room_for_comes_with_the_next_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.person()
    world.side.media["p6"] = jpeg(colour="black")
    monkeypatch.setattr(beside, "MOST", 0)
    await person.show("p6")
    monkeypatch.undo()
    await person.say(LAMP)
    await world.door.beside.idle()
    draft = (await held(world.door, mark(world.door, person.openid))).talk.draft
    assert draft is not None
    assert (len(draft.photos), draft.pending) == (1, ())


async def test_a_picture_that_does_not_come_is_told_of_once(world: World) -> None:
    person = world.person()
    with capture_logs() as lines:
        await person.show("no such picture")
        await world.door.beside.idle()
    assert [line["event"] for line in lines if line["event"].startswith("wechat.")] == ["wechat.picture_lost"]
    assert words.LOST in await person.say(LAMP)
    assert words.LOST not in await person.say("东湖路社区")
