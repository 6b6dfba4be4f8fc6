"""`python -m tests.pages.pictures`: the pictures of docs/pictures/, taken from a town that was made up for them."""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import Browser, async_playwright

from infra.pack import load_city
from tests.api.stack import Case
from tests.api.test_photos import send
from tests.conftest import SHUIGUOHU
from tests.pages.town import CHROMIUM, Town, open_town

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE, DESKTOP = 360, 1280
COLOURS = 200
MOST_BYTES = 200_000
"""Of a picture: pages have few, and files stay small."""
OPEN = (
    ("B0520", "SQ07-G03", 114.3421, 30.5507),
    ("B0601", "SQ10-G02", 114.3352, 30.5641),
    ("B0101", "SQ13-G01", 114.3441, 30.5710),
    ("B0706", "SQ11-G05", 114.3388, 30.5551),
    ("B0802", "SQ04-G03", 114.3366, 30.5462),
    ("B1401", "SQ16-G07", 114.3455, 30.5829),
    ("B0602", "SQ14-G02", 114.3466, 30.5781),
)


@dataclass(frozen=True)
class Picture:
    """One file: a page, how wide, and for whom."""

    name: str
    path: str
    width: int = PHONE
    account: str | None = None


def photo() -> bytes:
    """A street at night whose light does not burn, drawn by us."""
    image, out = Image.new("RGB", (900, 900), "#22313a"), BytesIO()
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 640, 900, 900), fill="#39444a")
    draw.rectangle((60, 180, 330, 640), fill="#2d3d46")
    for row in range(4):
        for column in range(3):
            lit = "#d9b45b" if (row + column) % 3 == 0 else "#1c2930"
            draw.rectangle((90 + column * 80, 220 + row * 100, 140 + column * 80, 280 + row * 100), fill=lit)
    draw.rectangle((610, 200, 626, 700), fill="#8b979c")
    draw.polygon(((540, 190), (690, 190), (650, 160), (580, 160)), fill="#8b979c")
    draw.ellipse((575, 185, 655, 225), fill="#11181c")
    image.save(out, "JPEG")
    return out.getvalue()


async def lived_in(town: Town) -> tuple[Case, Case, Case]:
    """A town in which something goes on: a case with a photo, one to be rated, one that waits for the desk."""
    for item, grid, lng, lat in OPEN:
        await town.stack.report(item, community=grid[:4], grid=grid, place={"lng": lng, "lat": lat})
    for mark in (5, 5, 4, 5, 3, 5):
        done = await town.stack.report("B0102")
        await town.stack.to_rating(done)
        url = f"/cases/{done.case_no}/rating?code={done.code}"
        assert (await town.stack.http.post(url, json={"result": mark})).is_success
    taken = (await send(town.stack.http, photo())).json()["id"]
    case = await town.stack.report("B0520", photos=[taken], description="放鹰台路口的路灯三天没亮了")
    await town.stack.unit_of(case)
    rated = await town.stack.report("B0102")
    await town.stack.to_rating(rated)
    public = {"description": "楼下有人占道卖烧烤", "reporter": {"kind": "resident"}, "community": "SQ13"}
    said = (await town.stack.http.post("/reports", json=public)).json()
    notice = {
        "title": "放鹰台社区今晚停水停电",
        "text": "管线抢修，路灯同时停用，预计 22 点恢复。",
        "communities": ["SQ07"],
        "items": ["B0520"],
        "ends_at": "2026-10-09T22:00:00+08:00",
    }
    assert (await town.stack.post("/notices", "street-intake", notice)).is_success
    return case, rated, Case(said["case_no"], said["track_code"])


def wanted(case: Case, rated: Case, waiting: Case) -> tuple[Picture, ...]:
    """Every picture, public pages first."""
    return (
        Picture("home", "/", DESKTOP),
        Picture("home-phone", "/"),
        Picture("report-phone", "/report"),
        Picture("already-phone", "/report?community=SQ07"),
        Picture("case-phone", f"/c/{case.case_no}?code={case.code}"),
        Picture("rate-phone", f"/c/{rated.case_no}?code={rated.code}"),
        Picture("results", "/results", DESKTOP),
        Picture("services-phone", "/services"),
        Picture("elder-phone", "/?elder=1"),
        Picture("home-english-phone", "/?lang=en"),
        Picture("desk", f"/desk/{case.case_no}.1", DESKTOP, "chengguan"),
        Picture("grid-phone", "/grid", PHONE, "SQ07-G03"),
        Picture("station", "/station", DESKTOP, "SQ07"),
        Picture("command", "/command", DESKTOP, "street-director"),
        Picture("in-hand", f"/command/{waiting.case_no}", DESKTOP, "street-dispatch"),
        Picture("notices", "/notices", DESKTOP, "street-dispatch"),
        Picture("wall", "/command/wall", DESKTOP, "street-director"),
        Picture("case-staff", f"/cases/{case.case_no}", DESKTOP, "street-director"),
        Picture("approvals-phone", "/approvals", PHONE, "street-director"),
        Picture("callbacks", "/callbacks", DESKTOP, "callback-1"),
        Picture("rates", "/rates", DESKTOP, "supervisor"),
        Picture("login-phone", "/login"),
        Picture("reviews", "/reviews", DESKTOP, "reviewer-1"),
        Picture("above", "/above", DESKTOP, "district-chief"),
        Picture("cases", "/cases", DESKTOP, "street-director"),
        Picture("figures", "/figures", DESKTOP, "chengguan"),
        Picture("print", f"/cases/{case.case_no}/print", DESKTOP, "street-director"),
        Picture("referrals", "/referrals", DESKTOP, "street-intake"),
        Picture("intake", "/intake", DESKTOP, "street-intake"),
        Picture("accounts", "/accounts", DESKTOP, "admin"),
        Picture("city", "/city", DESKTOP, "admin"),
        Picture("replan", "/replan", DESKTOP, "admin"),
        Picture("acts", "/acts", DESKTOP, "auditor"),
        Picture("operations", "/operations", DESKTOP, "admin"),
    )


async def take(browser: Browser, town: Town, picture: Picture) -> None:
    """Open the page as that account sees it, and keep it as a small PNG."""
    context = await browser.new_context(
        viewport={"width": picture.width, "height": 780}, locale="zh-CN", base_url=town.base
    )
    if picture.account:
        signed = {"username": picture.account, "password": "huying-demo"}
        assert (await context.request.post("/login", form=signed)).ok
    page = await context.new_page()
    answer = await page.goto(picture.path)
    assert answer is not None
    assert answer.ok, f"{picture.path}: {answer.status}"
    if picture.name == "already-phone":
        await page.get_by_label("是什么事").press_sequentially("路灯不亮")
        for name, value in zip(("lng", "lat"), OPEN[0][2:], strict=True):
            await page.locator(f"[name={name}]").evaluate("(field, at) => (field.value = at)", str(value))
        await page.locator("[name=phone]").dispatch_event("change")
        await page.locator("[name=me_too]").first.wait_for()
    if picture.path == "/report":
        await page.get_by_label("是什么事").press_sequentially("放鹰台路口的路灯三天没亮了")
        await page.locator("#hints .choice").first.wait_for()
        await page.locator("#hints [type=radio]").first.check()
    await page.wait_for_load_state("load")
    await page.evaluate("Promise.all([...document.images].map((image) => image.decode().catch(() => null)))")
    drawn = Image.open(BytesIO(await page.screenshot(full_page=True))).convert("RGB")
    file = FOLDER / f"{picture.name}.png"
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.stat().st_size < MOST_BYTES, file.name
    await context.close()


async def main() -> None:
    """All of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with open_town(Path(folder), load_city(SHUIGUOHU)) as town, async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            case, rated, waiting = await lived_in(town)
            for picture in wanted(case, rated, waiting):
                await take(browser, town, picture)
                size = (FOLDER / f"{picture.name}.png").stat().st_size
                print(f"{picture.name}.png {size // 1024} kB", file=sys.stderr)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
