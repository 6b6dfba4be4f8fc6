"""`python -m tests.pages.pictures`: the pictures of docs/pictures/, taken from a town that was made up for them.

With a folder as argument every page goes there instead at 360 and at 1920 px, to be looked at before a release.
No page may be wider than its window.
"""

import asyncio
import sys
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright
from pydantic import SecretStr

from infra.pack import load_city
from tests.conftest import SHUIGUOHU
from tests.pages.axe import overflow
from tests.pages.gallery import GALLERY, Picture
from tests.pages.scene import OPEN, UNIT, Scene, lived_in
from tests.pages.town import CHROMIUM, Town, mailbox, open_town

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
COLOURS = 200
MOST_BYTES = 200_000
"""Of a picture: pages have few colours, and files stay small."""
TALLEST = 4000
"""Pixels; a longer page is shown from its top."""
LOOKED_AT = (360, 1920)
DECODED = """Promise.all(
    [...document.images].filter((image) => image.loading !== "lazy").map((image) => image.decode().catch(() => null))
)"""
"""Photos in closed folds load when somebody opens them, and are not waited for."""
PROVIDER = {
    "oidc_issuer": "https://id.example.org",
    "oidc_client_id": "huying",
    "oidc_client_secret": SecretStr("not asked for a picture"),
    "oidc_name": "街道门户",
}
"""Of the sign-in page."""


async def _arrange(page: Page, name: str) -> None:
    """What somebody does on a page before its picture is taken."""
    match name:
        case "report-phone":
            await page.get_by_label("是什么事").press_sequentially("放鹰台路口的路灯三天没亮了")
            await page.locator("#hints .choice").first.wait_for()
            await page.locator("#hints [type=radio]").first.check()
        case "already-phone":
            await page.get_by_label("是什么事").press_sequentially("路灯不亮")
            for field, value in zip(("lng", "lat"), OPEN[0][2:], strict=True):
                await page.locator(f"[name={field}]").evaluate("(box, at) => (box.value = at)", str(value))
            await page.locator("[name=phone]").dispatch_event("change")
            await page.locator("[name=me_too]").first.wait_for()
        case "reveal":
            await page.locator("#reveal summary").click()
            await page.locator("#reveal-reason").fill("电话回访")
            await page.locator("#reveal button").click()
            await page.locator("main a[href^='tel:']").wait_for()
        case "docs":
            await page.locator("#operations-tag-rates").wait_for()
        case _:
            pass


async def take(browser: Browser, town: Town, scene: Scene, picture: Picture, folder: Path) -> None:
    """Open the page as that account sees it, and keep it as a small PNG."""
    context = await browser.new_context(
        viewport={"width": picture.width, "height": 780}, locale="zh-CN", base_url=town.base
    )
    if picture.account:
        signed = {"username": scene.fill(picture.account), "password": "huying-demo"}
        assert (await context.request.post("/login", form=signed)).ok
    page = await context.new_page()
    answer = await page.goto(scene.fill(picture.path))
    assert answer is not None
    assert answer.ok, f"{picture.path}: {answer.status}"
    await _arrange(page, picture.name.partition("@")[0])
    await page.wait_for_load_state("load")
    await page.evaluate(DECODED)
    wider = await overflow(page)
    drawn = Image.open(BytesIO(await page.screenshot(full_page=True))).convert("RGB")
    drawn = drawn.crop((0, 0, drawn.width, min(drawn.height, TALLEST)))
    file = folder / f"{picture.name}.png"
    small = BytesIO()
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    kept = small.getvalue()
    await asyncio.to_thread(file.write_bytes, kept)
    size = len(kept)
    print(f"{file.name} {size // 1024} kB{f', {wider} px too wide' if wider > 0 else ''}", file=sys.stderr)
    assert folder != FOLDER or (size < MOST_BYTES and wider <= 0), file.name
    await context.close()


async def main(folder: Path, pictures: tuple[Picture, ...]) -> None:
    """All of them."""
    with tempfile.TemporaryDirectory() as data:
        mailbox(Path(data), UNIT)
        async with (
            open_town(Path(data), load_city(SHUIGUOHU), **PROVIDER) as town,
            async_playwright() as driver,
        ):
            browser = await driver.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--lang=zh-CN"]
            )
            scene = await lived_in(town)
            for picture in pictures:
                await take(browser, town, scene, picture, folder)
            await browser.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        looked_at = [replace(one, name=f"{one.name}@{w}", width=w) for one in GALLERY for w in LOOKED_AT]
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        asyncio.run(main(Path(sys.argv[1]), tuple(looked_at)))
    else:
        FOLDER.mkdir(parents=True, exist_ok=True)
        asyncio.run(main(FOLDER, GALLERY))
