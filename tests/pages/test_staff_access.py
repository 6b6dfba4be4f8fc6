"""Staff pages for everybody: axe at two widths, nothing wider than its window, the keyboard alone, no scripts."""

import asyncio
import time
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from domain.catalogue import Grade
from domain.chiefs import ChiefKind
from domain.policy import City
from tests.api.test_chiefs import opened, until
from tests.api.test_matters import apply, slots
from tests.pages.axe import overflow, violations
from tests.pages.met import met
from tests.pages.said import CHINESE
from tests.pages.town import Town
from tests.patience import PATIENCE

WIDTHS = (360, 1920)
PAGES = {
    "chengguan": ("/desk", "/desk/done", "/cases", "/figures", "/sessions", "/hearing", "call", "ask"),
    "SQ07-G03": ("/grid", "/grid/new?duty=collect", "/grid/new?duty=find", "/grid/offline?what=queued"),
    "SQ07": ("/station",),
    "minzheng": ("/windows", "matter"),
    "street-director": (
        "/command",
        "/command/wall",
        "/notices",
        "/meetings",
        "/meetings/topics",
        "meeting",
        "/staffing",
        "/powers",
        "/intake",
        "/referrals",
        "/rates",
        "/approvals",
        "/duty",
        "/patrols",
        "/patrols/new",
        "/chiefs",
        "/grids?code=SQ01-G02",
        "redraw",
        "case",
        "in hand",
        "print",
    ),
    "guanli": ("/patrols", "round"),
    "callback-1": ("/callbacks",),
    "reviewer-1": ("/reviews",),
    "district-chief": ("/above",),
    "dangjian": (
        "/registers",
        "/registers/report",
        "/registers/co-building",
        "/registers/projects/new",
        "/registers/branches/import",
        "need",
    ),
    "admin": (
        "/operations",
        "/accounts",
        "/replan",
        "/replan?reason=x",
        "/windows/register",
        "/reveals",
        "/city",
        "/acts",
        "/persons",
        "edition",
        "faulty",
        "file",
    ),
}


async def _signed_in(chromium: Browser, town: Town, account: str, width: int, **more: object) -> Page:
    context = await chromium.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", base_url=town.base, **more
    )
    answer = await context.request.post("/login", form={"username": account, "password": "huying-demo"})
    assert answer.ok
    return await context.new_page()


async def matters(town: Town) -> dict[str, str]:
    """A window's page of a booked visit."""
    held = await apply(town.stack, "S-X001", slot=(await slots(town.stack))[-1]["start"])
    await held.until("booked")
    return {"matter": f"/windows/{held.number}"}


async def registers(town: Town) -> dict[str, str]:
    """A row of a register, with what may be done with it."""
    values = {"name": "想听普法", "kind": "law", "community": "SQ07"}
    answer = await town.stack.post("/registers/needs", "dangjian", {"values": values})
    return {"need": f"/registers/needs/{answer.json()['key']}"}


def editions(town: Town) -> dict[str, str]:
    """Pages of two editions of the pack: with one more holiday, and with a line that is none."""
    door = town.door
    loaded = door.editions.get(door.city.edition)
    days = loaded.files["calendar.csv"]
    holiday = door.editions.propose(loaded, {"calendar.csv": days + "2026-10-12,holiday,放假,,\n".encode()})
    faulty = door.editions.propose(loaded, {"calendar.csv": days + b"2026-10-12,feast,,,\n"})
    return {
        "edition": f"/city/{holiday}",
        "faulty": f"/city/{faulty}",
        "file": f"/city/{holiday}/calendar.csv",
    }


async def on_the_way(town: Town) -> dict[str, str]:
    """A road chief's round that has begun, and a proposed redraw of the grids."""
    mine = next(one for one in await opened(town.stack, ChiefKind.ROAD) if one["lead"] == "LZ01")
    path = f"/rounds/{mine['round_no']}"
    if mine["phase"] == "waiting":
        assert (await town.stack.post(f"{path}/begin", "guanli", {})).is_success
    await until(town.stack, path, "guanli", "phase", "under_way")
    day = (town.now() + timedelta(days=400)).date().isoformat()
    proposal = {"name": "2028", "valid_from": day, "reason": "试排", "target": 600}
    made = await town.stack.post("/grids/redraws", "admin", proposal)
    return {"round": f"/patrols/{mine['round_no']}", "redraw": f"/grids/{made.json()['id']}"}


@pytest.mark.long
@pytest.mark.parametrize("account", PAGES)
async def test_axe_finds_nothing_and_nothing_overflows(
    chromium: Browser, town: Town, city: City, account: str
) -> None:
    item = next(i.code for i in city.catalogue.items.values() if i.grade is Grade.B and i.lead == "chengguan")
    case = await town.stack.report(item, place={"lng": 114.3417, "lat": 30.5504})
    await town.stack.until(case, "called")
    named = {
        "call": f"/desk/{case.case_no}.1",
        "ask": f"/figures/{case.case_no}.1",
        "case": f"/cases/{case.case_no}",
        "in hand": f"/command/{case.case_no}",
        "print": f"/cases/{case.case_no}/print",
        "meeting": f"/meetings/{await met(town, CHINESE)}",
        **await matters(town),
        **await registers(town),
        **editions(town),
        **(await on_the_way(town) if account in ("guanli", "street-director") else {}),
    }
    page = await _signed_in(chromium, town, account, WIDTHS[0])
    for name in PAGES[account]:
        await page.goto(named.get(name, name))
        await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            assert await violations(page, contrast=width == WIDTHS[0]) == [], (name, width)
            assert await overflow(page) <= 0, (name, width)
    await page.context.close()


async def test_the_keyboard_alone_answers_a_call(chromium: Browser, town: Town) -> None:
    case = await town.stack.report("B0102")
    unit = await town.stack.unit_of(case)
    page = await _signed_in(chromium, town, unit, 1280)
    await page.goto("/desk")
    for _ in range(50):
        await page.keyboard.press("j")
        focused = await page.evaluate("document.activeElement.getAttribute('href')")
        if focused == f"/desk/{case.case_no}.1":
            break
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/desk/{case.case_no}.1")
    await page.keyboard.press("r")
    await page.keyboard.type("下午到场")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("status")).to_have_text("已响应")
    assert "responded" in await town.stack.events(case)
    await page.context.close()


async def test_without_scripts_the_forms_are_the_same(chromium: Browser, town: Town) -> None:
    case = await town.stack.report("B0102")
    unit = await town.stack.unit_of(case)
    page = await _signed_in(chromium, town, unit, 360, java_script_enabled=False)
    await page.goto(f"/desk/{case.case_no}.1")
    await page.get_by_label("说明（诉求人看得到）").fill("已联系")
    await page.get_by_role("button", name="响应").click()
    await expect(page.get_by_role("status")).to_have_text("已响应")
    await page.context.close()


async def test_a_form_of_a_grid_waits_for_a_network(chromium: Browser, town: Town) -> None:
    page = await _signed_in(chromium, town, "SQ01-G02", 360)
    await page.goto("/grid")
    await expect(page.locator("[data-kept]")).to_be_visible(timeout=15_000)
    await page.context.set_offline(True)
    await page.goto("/grid")
    await expect(page.locator("[data-offline-said]")).to_be_visible()
    await page.goto("/grid/new?duty=find")
    await page.get_by_label("情况").fill("井盖松动，断网时看到的")
    await page.get_by_role("button", name="上报").click()
    await expect(page.locator("h1")).to_have_text("已存下，联网后自动发送")
    await page.context.set_offline(False)
    await page.goto("/grid")
    words = "井盖松动，断网时看到的"
    end = time.monotonic() + PATIENCE
    while words not in (told := await _told_in(town, "SQ01")):
        assert time.monotonic() < end, told
        await asyncio.sleep(0.05)
    await expect(page.locator("[data-waiting]")).to_be_hidden(timeout=15_000)
    assert (await _told_in(town, "SQ01")).count(words) == 1
    await page.context.close()


async def _told_in(town: Town, community: str) -> list[str]:
    """What was reported there, in the reporters' words."""
    chief = await town.stack.header_of("street-chief")
    cases = (await town.stack.http.get(f"/cases?community={community}", headers=chief)).json()["items"]
    return [
        (await town.stack.http.get(f"/cases/{case['case_no']}/full", headers=chief)).json()["description"]
        for case in cases
    ]
