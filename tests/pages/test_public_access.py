"""Public pages for everybody: axe and nothing too wide at two widths, at twice the text, in both languages."""

import pytest
from playwright.async_api import Browser, expect

from tests.api.test_matters import apply, slots
from tests.pages.axe import overflow, violations
from tests.pages.town import Town

PATHS = (
    *("/", "/report", "/track", "/results", "/organisation", "/deliberations", "/call", "/nowhere"),
    "/deliberations/new",
    *("/services", "/services/results", "/services/S-W003", "/services/S-X001", "/mine"),
)
VERSIONS = {360: ("lang=zh", "elder=1", "elder=0&lang=en"), 1920: ("lang=zh",)}
"""At each width: the page as it is; at phone size also the large version, and English."""


@pytest.mark.long
@pytest.mark.parametrize("width", VERSIONS)
async def test_axe_finds_nothing_and_nothing_overflows(chromium: Browser, town: Town, width: int) -> None:
    case = await town.stack.report()
    await town.stack.unit_of(case)
    done = await town.stack.report()
    await town.stack.to_rating(done)
    held = await apply(town.stack, "S-X001", slot=(await slots(town.stack))[0]["start"])
    await held.until("booked")
    cases = [f"/m/{held.number}?code={held.code}&new=1"]
    cases += [f"/c/{c.case_no}?code={c.code}&new=1" for c in (case, done)]
    context = await chromium.new_context(viewport={"width": width, "height": 900}, base_url=town.base)
    page = await context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if "Content Security" in said.text else None)
    found = []
    for path in (*PATHS, *cases):
        for more in VERSIONS[width]:
            await page.goto(f"{path}{'&' if '?' in path else '?'}{more}")
            found += [(path, more, each) for each in await violations(page)]
            if await overflow(page):
                found.append((path, more, "wider than its window"))
    await context.close()
    assert (found, broken) == ([], [])


async def test_the_api_s_description_is_shown_without_a_network(chromium: Browser, town: Town) -> None:
    context = await chromium.new_context(base_url=town.base)
    page = await context.new_page()
    foreign: list[str] = []
    page.on(
        "request", lambda r: foreign.append(r.url) if not r.url.startswith((town.base, "data:")) else None
    )
    await page.goto("/api/v1/docs")
    await page.locator("#operations-tag-reports").click()
    await expect(page.get_by_text("/api/v1/reports", exact=True).first).to_be_visible()
    assert foreign == []
    await context.close()


async def test_large_text_fits(chromium: Browser, town: Town) -> None:
    context = await chromium.new_context(viewport={"width": 360, "height": 780}, base_url=town.base)
    page = await context.new_page()
    for path in PATHS:
        await page.goto(path)
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not await overflow(page), path
    await context.close()
