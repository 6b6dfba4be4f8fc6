"""What somebody without an account does on a phone: report, follow live, rate; without scripts; without a network."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.stack import Case
from tests.api.test_photos import LAT, LNG, jpeg
from tests.pages.test_staff_story import phone
from tests.pages.town import LIVE, Town

SENTENCE = "放鹰台路口的路灯三天没亮了"
NUMBER = re.compile(r"SGH-\d{8}-\d{8}")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture that says where it was taken."""
    file = tmp_path / "light.jpg"
    file.write_bytes(jpeg(place=True, colour="brown"))
    return file


async def reported(page: Page) -> Case:
    """The case whose page this is."""
    await expect(page).to_have_url(re.compile(r"/c/SGH-.*code=\d{8}"))
    number, code = NUMBER.search(page.url), re.search(r"code=(\d{8})", page.url)
    assert number
    assert code
    return Case(number[0], code[1])


async def test_from_the_first_word_to_the_rating(chromium: Browser, town: Town, photo: Path) -> None:
    async with phone(chromium, town) as page:
        await page.goto("/")
        await page.get_by_role("link", name=re.compile("^报事 路灯")).click()
        await page.get_by_label("是什么事").press_sequentially(SENTENCE)
        await page.get_by_label(re.compile("^路灯 ")).check()
        await page.set_input_files("#file", photo)
        await expect(page.locator("#place")).to_contain_text("放鹰台社区")  # the photo knew
        await expect(page.locator("#community")).to_have_value("SQ07")
        await page.get_by_label("手机号").fill("13800001234")
        await page.get_by_role("button", name="提交").click()
        case = await reported(page)
        await expect(page.get_by_role("status").first).to_contain_text("已受理")
        await expect(page.locator(".keep")).to_contain_text(case.code)
        await expect(page.locator("h1")).to_have_text(
            "路灯", timeout=LIVE
        )  # by itself: nobody loads it again
        await expect(page.locator(".photos img")).to_have_count(1)
        assert (
            await page.locator(".photos img").evaluate(
                "image => image.decode().then(() => image.naturalWidth)"
            )
            > 0
        )

        await expect(page.locator("#case")).to_contain_text("在办", timeout=LIVE)
        await expect(page.locator("#case")).to_contain_text("还剩")
        await expect(page.locator(".ahead")).to_contain_text("自动交给")
        await page.get_by_role("button", name="催一下").click()
        await expect(page.get_by_role("status").first).to_have_text("已催办")
        await page.get_by_text("补充情况或照片").click()
        await page.get_by_label("补充什么").fill("对面那盏也不亮")
        await page.get_by_role("button", name="补充", exact=True).click()
        await expect(page.get_by_role("status").first).to_contain_text("已补充")

        await _find_again(page, case)
        await town.stack.to_rating(case)
        await _rate(page)
        view = await town.stack.until(case, "closed")
    assert (view["rating"]["result"], view["outcome"]) == (5, "solved")


async def _find_again(page: Page, case: Case) -> None:
    """By number and code, as somebody who noted them down."""
    await page.goto("/track")
    await page.get_by_label("编号").fill(case.case_no.lower())
    await page.get_by_label("查询码").fill(case.code)
    await page.get_by_role("button", name="查看").click()


async def _rate(page: Page) -> None:
    """When the page has come to ask for it."""
    await expect(page.get_by_text("办完了，请您评价")).to_be_visible(timeout=LIVE)
    await expect(page.get_by_label("不满意的话，为什么")).to_be_hidden()
    await page.get_by_label("非常不满意").check()
    await expect(page.get_by_label("不满意的话，为什么")).to_be_visible()
    await page.get_by_label("非常满意").check()
    await page.get_by_label("想说的话").fill("很快")
    await page.get_by_role("button", name="提交评价").click()
    await expect(page.get_by_role("status").first).to_have_text("谢谢您的评价")


async def test_with_scripts_off_it_is_a_plain_form(chromium: Browser, town: Town, photo: Path) -> None:
    context = await chromium.new_context(java_script_enabled=False, base_url=town.base, locale="zh-CN")
    page = await context.new_page()
    await page.goto("/report")
    await page.get_by_label("手机号").fill("12")
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_role("alert").first).to_contain_text("还有地方要改一下")
    await expect(page.locator("#wrong-phone")).to_contain_text("手机号格式不对")
    await expect(page.locator("#wrong-description")).to_be_visible()
    await page.get_by_label("是什么事").fill("楼上着火了，快来人")
    await page.get_by_label("手机号").fill("")
    await page.locator("#community").select_option("SQ07")
    await page.set_input_files("#file", photo)
    await page.get_by_role("button", name="提交").click()
    case = await reported(page)
    await expect(page.get_by_role("status").first).to_contain_text("拨打 119")
    await town.stack.until(case, "triage")
    await page.reload()
    await expect(page.locator(".photos img")).to_have_count(1)
    await page.get_by_text("不用办了").click()
    await page.get_by_role("button", name="撤回这件事").click()
    await expect(page.get_by_role("status").first).to_have_text("已撤回")
    await context.close()


async def test_a_draft_outlives_the_network_and_is_sent_once(chromium: Browser, town: Town) -> None:
    async with phone(chromium, town) as page:
        await page.goto("/report")
        await page.get_by_label("是什么事").fill("楼道里的灯坏了，一片漆黑")
        key = await page.locator("[name=key]").input_value()
        arrived: list[str] = []

        async def cut(route) -> None:  # type: ignore[no-untyped-def]
            """The server hears it, the phone does not hear the answer."""
            if route.request.method == "POST":
                arrived.append((await route.fetch(max_redirects=0)).headers["location"])
            await route.abort()

        await page.route("**/report", cut)
        await page.get_by_role("button", name="提交").click()
        await expect(page.locator("#waiting")).to_be_visible()
        await expect(page.get_by_role("button", name="提交")).to_be_hidden()
        await page.unroute("**/report")
        await page.reload()
        await expect(page.locator("#waiting")).to_be_visible()
        assert await page.locator("[name=key]").input_value() == key
        await expect(page.get_by_label("是什么事")).to_have_value("楼道里的灯坏了，一片漆黑")
        await page.get_by_role("button", name="现在重试").click()
        case = await reported(page)
        assert arrived
        assert all(case.case_no in where for where in arrived)  # the same case, however often it was sent
        await page.goto("/report")
        await expect(page.get_by_label("是什么事")).to_have_value("")


async def test_what_is_refused_is_said_and_the_form_goes_on(
    chromium: Browser, town: Town, photo: Path
) -> None:
    async with phone(chromium, town) as page:
        await page.goto("/report")
        await page.get_by_label("是什么事").fill("公厕没有水")
        await page.set_input_files("#file", photo)
        await page.locator("input[name=photos]").wait_for(state="attached")
        await page.get_by_label("手机号").fill("12")
        await page.get_by_role("button", name="提交").click()
        await expect(page.locator("#wrong-phone")).to_be_visible()
        await expect(page.locator("#hints")).to_contain_text("公共厕所")
        await page.get_by_label("是什么事").press_sequentially("，旁边的路灯也不亮")
        await expect(page.locator("#hints")).to_contain_text("路灯")
        await page.get_by_label("手机号").fill("")
        await page.get_by_role("button", name="提交").click()
        await reported(page)
        await expect(page.locator(".photos img")).to_have_count(1)


async def test_by_keyboard_alone(chromium: Browser, town: Town) -> None:
    async with phone(chromium, town) as page:
        await page.goto("/report")
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await expect(page.get_by_label("是什么事")).to_be_focused()
        await page.keyboard.type("小区门口井盖松了，一压就响")
        await page.locator("#hints [type=radio]").first.wait_for()
        await page.keyboard.press("Tab")
        await page.keyboard.press("ArrowDown")
        chosen = await page.locator("#hints [type=radio]:checked").get_attribute("value")
        for _ in range(20):
            if await page.evaluate("document.activeElement.type") == "submit":
                break
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        case = await reported(page)
    view = await town.stack.until(case, "triage", "called", "handling")
    assert view["item"] == (chosen or None)


async def test_a_large_version_asks_one_thing_at_a_time(chromium: Browser, town: Town) -> None:
    async with phone(chromium, town) as page:
        await page.goto("/")
        await page.get_by_role("link", name="长辈版").click()
        await expect(page.get_by_role("link", name="打电话说").first).to_be_visible()
        await page.goto("/call")  # remembered
        await expect(page.get_by_role("link", name=re.compile("拨打"))).to_have_attribute("href", "tel:12345")
        await page.goto("/report")
        await page.get_by_role("button", name="下一步").click()
        await expect(page.get_by_label("手机号")).to_be_hidden()  # nothing said yet
        await page.get_by_label("是什么事").fill("楼下垃圾没人收")
        for _ in range(3):
            await page.get_by_role("button", name="下一步").click()
        await page.get_by_role("button", name="提交").click()
        await reported(page)


async def test_the_place_of_the_phone_names_what_is_open_there(chromium: Browser, town: Town) -> None:
    await town.stack.report("B0520", place={"lng": LNG, "lat": LAT})
    context = await chromium.new_context(
        base_url=town.base,
        locale="zh-CN",
        geolocation={"longitude": LNG, "latitude": LAT},
        permissions=["geolocation"],
    )
    page = await context.new_page()

    async def shown() -> None:
        await page.goto("/report")
        await page.get_by_role("button", name="用我现在的位置").click()
        await expect(page.locator("#place")).to_contain_text("放鹰台社区")

    await shown()
    for _ in range(20):
        if await page.locator(".near li").count():
            break
        await shown()
    await expect(page.locator(".near")).to_contain_text("路灯")
    assert not NUMBER.search(await page.locator(".near").inner_text())
    await context.close()
