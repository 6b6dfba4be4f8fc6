"""A grid worker with a telephone: four tiles, reports once, does it, and checks what others did."""

import io
import re

from PIL import Image

from domain.catalogue import GRID_WORKER, CheckKind
from domain.policy import City
from tests.api.browsing import browsing
from tests.api.stack import Case, Stack

GRID = "SQ07-G03"


def photo() -> tuple[str, bytes, str]:
    """A small picture."""
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(content, "JPEG")
    return "photo.jpg", content.getvalue(), "image/jpeg"


async def test_four_duties_are_four_tiles(stack: Stack) -> None:
    async with browsing(stack.app, GRID) as browser:
        page = await browser.open("/grid")
        tiles = re.search(r'class="duties-four".*?</nav>', page, re.S)[0]
        assert re.findall("<b>(.*?)</b>", tiles) == ["信息采集", "网格服务", "发现上报", "核实评价"]


async def test_what_was_collected_is_reported_once_and_done_on_the_spot(stack: Stack, city: City) -> None:
    item = next(i.code for i in city.catalogue.items.values() if i.lead == GRID_WORKER and not i.urgent)
    async with browsing(stack.app, GRID) as browser:
        await browser.open("/grid/new?duty=collect")
        fields = {
            "csrf": browser.hidden("csrf"),
            "key": browser.hidden("key"),
            "duty": "collect",
            "item": item,
        }
        sent = {**fields, "description": "三栋新搬来两户"}
        first, again = [
            await browser.http.post("/grid/new", data=sent, files={"photo": photo()}) for _ in range(2)
        ]
        assert first.status_code == 303
        assert first.headers["location"] == again.headers["location"]
        path = first.headers["location"]
        assert re.fullmatch(r"/grid/SGH-\d{8}-\d{8}\.1", path)
        page = await browser.open(path)
        assert "三栋新搬来两户" in page
        assert (await browser.http.get(_src(page))).headers["content-type"] == "image/jpeg"
        await browser.send(f"{path}/complete", result="solved", reply="已登记")
        assert browser.status == 200
        await browser.send("/grid/new", duty="find", description=" ")
        assert browser.status == 422


async def test_a_check_is_done_with_a_photo_or_sends_it_back(stack: Stack, city: City) -> None:
    item = next(
        i for i in city.catalogue.items.values() if i.check is CheckKind.ONSITE and i.lead == "chengguan"
    )
    for passed, state in (("true", "rating"), ("false", "handling")):
        case = await stack.report(item.code)
        checker = await _completed(stack, case)
        path = f"/grid/check/{case.case_no}"
        async with browsing(stack.app, checker) as browser:
            assert f'href="{path}"' in await browser.open("/grid?show=checks")
            page = await browser.open(path)
            assert "楼道渗水" in page
            assert "已清理" in page
            await browser.send(f"{path}/check", passed=passed, note=" ")
            assert browser.status == 422
            fields = {"csrf": browser.hidden("csrf"), "key": browser.hidden("key"), "passed": passed}
            sent = {**fields, "note": "看过"}
            answer = await browser.http.post(f"{path}/check", data=sent, files={"photo": photo()})
            assert (answer.status_code, answer.headers["location"]) == (303, "/grid")
            assert "现在不需要本网格核查" in await browser.open(path) or browser.status == 404
        await stack.until(case, state)
        full = await stack.http.get(
            f"/cases/{case.case_no}/full", headers=await stack.header_of("street-chief")
        )
        assert len(next(e["body"]["photos"] for e in full.json()["timeline"] if e["event"] == "checked")) == 1


async def _completed(stack: Stack, case: Case) -> str:
    """The unit did it; the grid that is to check."""
    unit = await stack.unit_of(case)
    done = {"result": "solved", "reply": "已清理"}
    await stack.post(f"/calls/{case.case_no}.1/complete", unit, done)
    await stack.until(case, "checking")
    header = await stack.header_of("street-chief")
    full = (await stack.http.get(f"/cases/{case.case_no}/full", headers=header)).json()
    return str(next(task["unit"] for task in full["tasks"] if task["kind"] == "check"))


def _src(page: str) -> str:
    return re.search(r'<img src="([^"]+)"', page)[1].replace("&amp;", "&")
