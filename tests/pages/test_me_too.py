"""我也遇到 in a real browser: one tap joins what is near by; Enter in a field sends the report as it is."""

import re

from playwright.async_api import Browser, Page, expect

from tests.pages.town import Town

PLACE = {"lng": 114.3401, "lat": 30.5531}
PHONE = {"width": 360, "height": 780}


async def near_by(chromium: Browser, town: Town) -> Page:
    """The report page, at a place where something is in hand."""
    case = await town.stack.report("B0706", place=PLACE)
    await town.stack.unit_of(case)
    context = await chromium.new_context(
        viewport=PHONE,
        base_url=town.base,
        locale="zh-CN",
        permissions=["geolocation"],
        geolocation={"longitude": PLACE["lng"], "latitude": PLACE["lat"]},
    )
    page = await context.new_page()
    await page.goto("/report")
    await page.get_by_role("button", name="用我现在的位置").click()
    await expect(page.get_by_role("button", name="我也遇到").first).to_be_visible()
    return page


async def test_one_tap_joins(chromium: Browser, town: Town) -> None:
    page = await near_by(chromium, town)
    await page.get_by_role("button", name="我也遇到").first.click()
    await expect(page).to_have_url(re.compile("/c/.+new=1"))
    await expect(page.get_by_text("这件事和别人反映的是同一件")).to_be_visible()
    await page.context.close()


async def test_enter_joins_nothing(chromium: Browser, town: Town) -> None:
    page = await near_by(chromium, town)
    await page.get_by_label("是什么事").fill("车子乱停，堵住了路")
    async with page.expect_request(lambda request: request.method == "POST") as sent:
        await page.get_by_label("手机号").press("Enter")
    assert b"me_too" not in ((await sent.value).post_data_buffer or b"")
    await expect(page).to_have_url(re.compile("/c/.+new=1"))
    await page.context.close()
