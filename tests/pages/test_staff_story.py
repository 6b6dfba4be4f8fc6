"""The story of one B case in three browser sessions at phone size: nobody acts, it climbs twice, is done and rated.

One telephone is the reporter's, one goes round among the street's staff, who sign in and out, one is the city's.
"""

import contextlib
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from playwright.async_api import Browser, Page, expect

from domain.catalogue import CheckKind, Grade
from domain.policy import City
from tests.api.stack import Case
from tests.pages.town import Town, later

PHONE = {"width": 360, "height": 780}
LIVE = 15_000
"""Milliseconds until a test says that a page does not renew itself."""


@contextlib.asynccontextmanager
async def phone(chromium: Browser, town: Town, account: str | None = None) -> AsyncIterator[Page]:
    """A telephone of one's own, in the middle of SQ07, signed in if an account is named."""
    here = town.door.city.communities["SQ07"]
    context = await chromium.new_context(
        viewport=PHONE,
        locale="zh-CN",
        base_url=town.base,
        permissions=["geolocation"],
        geolocation={"longitude": here.lng, "latitude": here.lat},
    )
    page = await context.new_page()
    if account is not None:
        await sign_in(page, account)
    yield page
    await context.close()


async def sign_in(page: Page, account: str) -> None:
    """By the form."""
    await page.goto("/login")
    await page.fill("#username", account)
    await page.fill("#password", "huying-demo")
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("button", name="退出")).to_be_visible()


async def hand_on(page: Page, account: str) -> None:
    """Who holds the telephone signs out; the next one signs in."""
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_role("button", name="退出")).to_have_count(0)
    await sign_in(page, account)


async def _climbs_to(town: Town, case: Case, tier: str) -> None:
    """Nobody acts until the case lies there."""
    for _ in range(10):
        view = await town.stack.see(case)
        if view["tier"] == tier:
            return
        left = datetime.fromisoformat(view["due_at"]) - town.door.now()
        await town.forward(case.case_no, max(left, timedelta()) + timedelta(seconds=5))
        await later(town, case, view["timeline"][-1]["seq"])
    raise AssertionError(view)


async def _reported(reporter: Page) -> Case:
    """Somebody reports from a telephone and lands on the page to follow it on."""
    await reporter.goto("/report")
    await reporter.fill("#description", "门口的招牌松了，快掉下来了")
    await reporter.get_by_role("button", name="用我现在的位置").click()
    await expect(reporter.locator("#place")).to_contain_text("放鹰台")
    await reporter.fill("#phone", "13800001234")
    await reporter.get_by_role("button", name="提交", exact=True).click()
    await reporter.wait_for_url("**/c/*")
    found = re.search(r"/c/([^?]+)\?code=(\d+)", reporter.url)
    assert found, reporter.url
    return Case(found[1], found[2])


async def _graded(town: Town, desk: Page, case: Case, item: str) -> None:
    """The dispatcher grades it with the keyboard."""
    await town.stack.until(case, "triage")
    await desk.goto(f"/command/{case.case_no}")
    await desk.keyboard.press("g")
    await desk.keyboard.type(item)
    await desk.locator("#grade-reason").fill("招牌属该项")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_role("status")).to_have_text("已分级")


async def test_a_case_climbs_twice_is_done_checked_and_rated(
    chromium: Browser, town: Town, city: City
) -> None:
    item = next(
        i.code
        for i in city.catalogue.items.values()
        if i.grade is Grade.B and i.lead == "chengguan" and i.check is CheckKind.ONSITE and not i.urgent
    )
    async with (
        phone(chromium, town) as reporter,
        phone(chromium, town, "street-dispatch") as staff,
        phone(chromium, town, "city-command") as top,
    ):
        case = await _reported(reporter)
        short = case.case_no[-8:]
        await _graded(town, staff, case, item)
        await hand_on(staff, "chengguan")
        await expect(staff.get_by_text(short)).to_be_visible()
        await top.goto("/desk")
        await _climbs_to(town, case, "district")
        await _climbs_to(town, case, "city")
        await expect(top.get_by_text(short)).to_be_visible(timeout=LIVE)  # by itself: nobody loads it again
        await expect(reporter.locator("#story")).to_contain_text("已升级到市一级", timeout=LIVE)

        await staff.get_by_text(short).click()
        await expect(staff.locator("main")).to_contain_text("响应超期")
        await staff.get_by_text("直接办结").click()
        await staff.get_by_label("答复（诉求人看得到）").fill("招牌已拆除")
        await staff.get_by_role("button", name="办结").click()
        await expect(staff.get_by_role("status")).to_have_text("已办结")
        await _checked(town, staff, case)

        await expect(reporter.locator("#rate form")).to_be_visible(timeout=LIVE)
        await reporter.get_by_text("满意", exact=True).click()
        await reporter.get_by_role("button", name="提交评价").click()
        await expect(reporter.locator("#case")).to_contain_text("已结案", timeout=LIVE)
        await expect(top.get_by_text(short)).to_have_count(0, timeout=LIVE)
    assert (await town.stack.events(case)).count("escalated") == 2
    assert (await town.stack.see(case))["rating"]["result"] == 4


async def _checked(town: Town, grid: Page, case: Case) -> None:
    """The grid that the check was given to goes and looks."""
    await town.stack.until(case, "checking")
    header = await town.stack.header_of("street-chief")
    full = (await town.stack.http.get(f"/cases/{case.case_no}/full", headers=header)).json()
    await hand_on(grid, full["tasks"][0]["unit"])
    await grid.goto("/grid?show=checks")
    await grid.get_by_text(case.case_no[-8:]).click()
    await expect(grid.locator("main")).to_contain_text("招牌已拆除")
    await grid.get_by_text("通过", exact=True).click()
    await grid.get_by_label("看到了什么").fill("已拆，墙面完好")
    await grid.get_by_role("button", name="提交核查").click()
    await expect(grid.get_by_role("status")).to_have_text("已核查")
