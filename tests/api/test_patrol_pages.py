"""A chief's telephone, joint actions, the list of posts and the pages of grid editions: by links and forms alone."""

import re

from domain.chiefs import ChiefKind
from tests.api.browsing import Browser, browsing
from tests.api.stack import Stack
from tests.api.test_chiefs import ACTION, opened


def first(pattern: str, page: str) -> str:
    """What the page has there."""
    found = re.search(pattern, page)
    assert found is not None, pattern
    return found[1]


async def joint(browser: Browser, title: str, members: tuple[str, ...] = ("jiaoguan", "shichang")) -> str:
    """A joint action by the form; its number where it was taken."""
    await browser.open("/patrols/new")
    await browser.send(
        "/patrols/new",
        title=title,
        lead="chengguan",
        members=list(members),
        starts_at="2026-10-01T09:00",
        ends_at="2026-12-01T11:00",
        place="中北路",
        tasks="清理占道\n劝导",
    )
    return browser.page


async def test_a_chief_s_round_on_the_telephone(stack: Stack) -> None:
    await opened(stack, ChiefKind.WATER)
    async with browsing(stack.app, "street-director") as chief:
        page = await chief.open("/patrols")
        assert "水果湖河湖长" in page
        path = first(r'href="(/patrols/SGHP-HZ03-\d{8})"', page)
        await chief.open(path)
        await chief.send(f"{path}/finish")
        assert chief.status == 409
        await chief.open(path)
        await chief.send(f"{path}/begin")
        assert "已开始" in chief.page
        page = await chief.open(path)
        assert "巡查水面、岸线、排口" in page
        await chief.send(f"{path}/findings", description="")
        assert (chief.status, "description" in chief.page or "内容" in chief.page) == (422, True)
        await chief.open(path)
        page = await chief.send(f"{path}/findings", description="岸边有垃圾", item="B0102", community="SQ07")
        assert chief.status == 200, re.findall(r"role=.alert.*", page)
        case_no = first(r"已上报，编号 (SGH-\d{8}-\d{8})", page)
        await chief.send(f"{path}/finish", summary="")
        assert chief.status == 200
        assert "按时完成" in chief.page
        page = await chief.open("/patrols")
        assert case_no in page
        for wrong in (f"{path}x", "/patrols/SGH-nothing"):
            await chief.open(wrong)
            assert chief.status == 404
        await chief.open(path)
        await chief.send(f"{path}/nonsense")
        assert chief.status == 404
    async with browsing(stack.app, "gonghui") as other:
        assert "HZ03" not in await other.open("/patrols")
        await other.open(path)
        assert other.status == 404


async def test_a_joint_action_by_forms(stack: Stack) -> None:
    async with browsing(stack.app, "street-chief") as planner, browsing(stack.app, "jiaoguan") as member:
        page = await joint(planner, "夜市联合整治", ("chengguan",))
        assert (planner.status, "夜市联合整治" in page) == (422, True)
        number = first(r"编号 (SGHJ-\d{8}-\d{8})", await joint(planner, "夜市联合整治"))
        assert "夜市联合整治" in await member.open("/patrols")
        await member.open("/patrols/new")
        assert member.status == 403
        await planner.open(f"/patrols/{number}")
        page = await planner.send(f"/patrols/{number}/cancel", reason="")
        assert planner.status == 422
        page = await planner.send(f"/patrols/{number}/cancel", reason="暴雨预警")
        assert "已取消" in page
        page = await planner.open("/patrols?lang=en")
        assert "Joint action" in page or "joint action" in page


async def test_posts_are_given_by_a_form(stack: Stack) -> None:
    async with (
        browsing(stack.app, "street-director") as director,
        browsing(stack.app, "street-intake") as reader,
    ):
        page = await director.open("/chiefs")
        assert all(f"<b>{n}</b>" in page for n in (9, 4, 32, 185))
        page = await director.send("/chiefs/PQ02", account="nobody")
        assert (director.status, "没有这个账号" in page) == (422, True)
        await director.open("/chiefs")
        page = await director.send("/chiefs/PQ02", account="chengguan")
        assert 'value="chengguan"' in page
        await director.send("/chiefs/PQ02", account="")
        assert "SQ07-G03" in await director.open("/chiefs?kind=grid")
        page = await reader.open("/chiefs?kind=road")
        assert "中北路路段长" in page
        await reader.send("/chiefs/PQ02", account="chengguan")
        assert reader.status == 403


async def test_a_redraw_by_forms(stack: Stack) -> None:
    fields = {"name": "2028", "valid_from": "2028-01-01", "target": "650", "reason": "试排"}
    async with browsing(stack.app, "admin") as admin, browsing(stack.app, "street-chief") as first_one:
        page = await admin.open("/grids?code=SQ01-G02")
        assert all(text in page for text in ("270", "185", "SQ01-G03"))
        assert "没有这个网格" in await admin.open("/grids?code=nothing")
        await admin.open("/grids")
        await admin.send("/grids", **{**fields, "target": "many"})
        assert (admin.status, "试排" in admin.page) == (422, True)
        await admin.open("/grids")
        page = await admin.send("/grids", **fields)
        path = first(r'href="(/grids/[0-9a-f]{32})"', await admin.open("/grids"))
        page = await admin.open(path)
        assert page.count('<svg class="map"') == 2
        await admin.send(f"{path}/decide", granted="yes")
        assert admin.status == 403
        await first_one.open(path)
        page = await first_one.send(f"{path}/decide", granted="yes")
        assert "已有一人批准" in page
        await first_one.send(f"{path}/decide", granted="yes")
        assert first_one.status == 409
    await approved_and_made(stack, path)


async def approved_and_made(stack: Stack, path: str) -> None:
    """The second yes, who may do what then, and the edition that is not taken up before its day."""
    async with browsing(stack.app, "admin") as admin:
        async with browsing(stack.app, "street-director") as second, browsing(stack.app, "SQ07") as station:
            await second.open(path)
            page = await second.send(f"{path}/decide", granted="yes")
            assert "已生成新的城市数据" in page
            await second.send(f"{path}/follow")
            assert second.status == 403
            await station.open(path)
            await station.send(f"{path}/follow")
            assert station.status == 200
            await station.send(f"{path}/prepare")
            assert station.status == 403
        await admin.open(path)
        page = await admin.send(f"{path}/prepare")
        assert "已按现行城市数据重新生成" in page
        edition = first(r'href="(/city/[0-9a-f]{12})"', page)
        page = await admin.open(edition)
        assert "2028-01-01" in page
        await admin.send(f"{edition}/take-up")
        assert admin.status == 409
    async with browsing(stack.app, "chengguan") as other:
        await other.open("/grids")
        assert other.status == 403


async def test_the_case_says_who_answers_for_its_place(stack: Stack) -> None:
    case = await stack.report("B0102", place={"address": "水果湖横路 3 号"})
    await stack.until(case, "called", "handling")
    async with browsing(stack.app) as reporter, browsing(stack.app, "street-chief") as chief:
        page = await reporter.open(f"/c/{case.case_no}?code={case.code}")
        assert all(post in page for post in ("第六片区长", "水果湖横路路段长", "放鹰台社区第3网格网格长"))
        assert "Area chief 6" in await reporter.open(f"/c/{case.case_no}?code={case.code}&lang=en")
        assert "<small>SQ07-G03</small>" in await chief.open(f"/cases/{case.case_no}")
    assert ACTION["lead"] == "chengguan"
