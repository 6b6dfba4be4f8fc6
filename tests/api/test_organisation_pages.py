"""组织, 编制, 联席会, 赋权 on pages: what everybody reads, and the way from a notice to a case by forms alone."""

import re
from dataclasses import replace
from datetime import date, timedelta

from fastapi import FastAPI

from domain.localtime import zone
from tests.api.browsing import Browser, browsing
from tests.api.stack import Stack
from tests.patience import until

MADE = re.compile(r'action="(/meetings/[0-9a-f]{32})/held"')
CASE = re.compile(r'href="/cases/(SGH-[0-9]{8}-[0-9]{8})"')
UNITS = ["SQ07", "chengguan", "guanli"]


def at(stack: Stack, **ahead: int) -> str:
    """A moment as a form writes it."""
    local = stack.app.state.door.now().astimezone(zone("Asia/Shanghai"))
    return f"{local + timedelta(**ahead):%Y-%m-%dT%H:%M}"


async def called(stack: Stack, browser: Browser, **fields: str) -> str:
    """The path of a meeting, called by the form."""
    await browser.open("/meetings")
    sent = {"tier": "street", "title": "三季度联席会", "agenda": "占道经营", "place": "街道", "at": at(stack)}
    page = await browser.send("/meetings/call", units=UNITS, **{**sent, **fields})
    assert (browser.status, "会议已通知" in page) == (200, True), page
    (path,) = set(MADE.findall(page))
    return str(path)


async def test_everybody_reads_how_the_street_is_organised(stack: Stack) -> None:
    async with browsing(stack.app) as anybody:
        page = await anybody.open("/organisation")
        for said in ("五级组织", "街道大工委", "1+6+6", "1+5+17", "两委", "放鹰台社区", "考核评价权"):
            assert said in page
        assert "Street grand working committee" in await anybody.open("/organisation?lang=en")


async def test_posts_lists_and_relations_are_on_one_page(stack: Stack) -> None:
    async with browsing(stack.app, "SQ07") as station:
        page = await station.open("/staffing")
    for said in ("编制 476", "空缺 7", "区公安分局", "议事规则", "每个社区", "专职网格员", "专职 185"):
        assert said in page, said


async def test_the_day_a_body_opened_is_shown_where_the_city_says_it(app: FastAPI) -> None:
    door = app.state.door
    opened = replace(door.city.units["guanli"], opened_on=date(2019, 3, 1))
    app.state.door = replace(door, city=replace(door.city, units={**door.city.units, "guanli": opened}))
    try:
        async with browsing(app, "admin") as admin:
            assert "2019-03-01 挂牌" in await admin.open("/organisation")
            assert "2019-03-01" in await admin.open("/city")
    finally:
        app.state.door = door


async def test_from_a_notice_to_a_case_by_forms(stack: Stack) -> None:
    async with browsing(stack.app, "street-chief") as desk:
        await desk.open("/meetings")
        page = await desk.send(
            "/meetings/call", tier="street", title="无单位", agenda="议", place="街道", at=at(stack)
        )
        assert (desk.status, "无单位" in page) == (422, True)
        path = await called(stack, desk)
        page = await desk.send(f"{path}/held", attended=UNITS[:2], minutes="逐项讨论")
        assert "逐项讨论" in page
        page = await desk.send(f"{path}/decide", text="议而不决", in_favour="9", against="0", abstained="0")
        assert (desk.status, "票数须为 1 到 2" in page) == (422, True)
        vote = {"in_favour": "2", "against": "0", "abstained": "0"}
        task = {"wanted": "yes", "item": "B0101", "community": "SQ07"}
        page = await desk.send(f"{path}/decide", text="整治占道", **vote, **task)
        assert "整治占道" in page
        case_no = await followed(desk, path)
        assert "会议议定" in await desk.open(f"/cases/{case_no}")
    async with browsing(stack.app, "chengguan") as invited:
        assert path in await invited.open("/meetings")
        page = await invited.open(path)
        assert ("整治占道" in page, case_no in page, f"{path}/decide" in page) == (True, False, False)
        await invited.open("/sessions")
        await invited.send(f"{path}/decide", text="越权", **vote)
        assert invited.status == 403


async def followed(browser: Browser, path: str) -> str:
    """The number of the case, once it is on record."""
    found = CASE.search(await until(lambda: browser.open(path), CASE.search))
    assert found
    return found[1]


async def test_a_community_calls_its_own_and_cancels_it(stack: Stack) -> None:
    async with browsing(stack.app, "SQ07") as station:
        path = await called(stack, station, tier="community", community="SQ07")
        page = await station.send(f"{path}/cancel", reason="改到下周")
        assert ("会议已取消" in page, "改到下周" in page) == (True, True)
        await station.send(f"{path}/cancel", reason="再取消")
        assert station.status == 409
    async with browsing(stack.app, "SQ08") as other:
        await other.open(path)
        assert other.status == 404


async def test_a_use_is_written_down_and_listed(stack: Stack) -> None:
    async with browsing(stack.app, "street-chief") as chief:
        await chief.open("/powers")
        page = await chief.send("/powers/add", power="planning", what="停车场选址意见")
        assert ("已登记" in page, "停车场选址意见" in page) == (True, True)
        page = await chief.send("/powers/add", power="planning", what="")
        assert chief.status == 422
        assert "停车场选址意见" not in await chief.open("/powers?power=consent")
        await chief.open("/powers/uses.xlsx?power=planning")
        assert chief.status == 200
    async with browsing(stack.app, "supervisor") as reader:
        page = await reader.open("/powers")
        assert ("停车场选址意见" in page, "/powers/add" in page) == (True, False)
