"""A grid station: a call moved between its grids, a grid worker away, and what a deputy may and may not."""

import re
from typing import Any

from api.pages.staff.station import AT_ONCE
from domain.catalogue import GRID_WORKER, CheckKind
from domain.policy import City
from tests.api.browsing import Browser, browsing
from tests.api.stack import HOME, Case, Stack
from tests.patience import until

GRID, DEPUTY, STATION = "SQ07-G03", "SQ07-G01", "SQ07"
FROM, TO = "2026-10-01T08:00", "2026-10-20T18:00"


def own_item(city: City) -> str:
    """An item that a grid does by itself, not urgent."""
    return next(i.code for i in city.catalogue.items.values() if i.lead == GRID_WORKER and not i.urgent)


async def absence(browser: Browser, unit: str = GRID, deputy: str = DEPUTY, **more: str) -> str:
    """The station chief puts one down; the page that follows."""
    await browser.open("/station")
    fields = {"unit": unit, "deputy": deputy, "starts_at": FROM, "ends_at": TO, "reason": "年休假", **more}
    return await browser.send("/station/absences", **fields)


async def ended(browser: Browser) -> None:
    """Every absence of this station is ended early."""
    page = await browser.open("/station")
    for path in re.findall(r'action="(/station/absences/\w+/end)"', page):
        await browser.send(path)
        assert browser.status == 200


async def actor_of(stack: Stack, case: Case, kind: str) -> dict[str, Any]:
    """Who is on record behind the first event of that kind, once there is one."""
    header = await stack.header_of("street-chief")

    async def look() -> list[dict[str, Any]]:
        full = (await stack.http.get(f"/cases/{case.case_no}/full", headers=header)).json()
        return [event for event in full["timeline"] if event["event"] == kind]

    return (await until(look))[0]


async def test_a_call_goes_to_another_grid_of_the_station(stack: Stack, city: City) -> None:
    case = await stack.report(own_item(city))
    assert await stack.unit_of(case) == GRID
    path = f"/station/{case.case_no}.1/transfer"
    async with browsing(stack.app, STATION) as chief, browsing(stack.app, "SQ08") as other:
        assert path in await chief.open("/station")
        assert "楼道渗水" in await chief.open(f"/cases/{case.case_no}")  # to judge whose it is
        await other.open(f"/cases/{case.case_no}")
        assert other.status == 404
        await chief.open("/station")
        await chief.send(path, call=f"{case.case_no}.1", unit="SQ08-G01", note="属隔壁社区")
        assert chief.status == 409
        assert "只能转给本站的网格" in chief.page
        assert "属隔壁社区" in chief.page
        assert case.case_no not in await other.open("/station")
        await other.send(path, call=f"{case.case_no}.1", unit="SQ08-G01", note="要过来")
        assert other.status == 404
        await chief.open("/station")
        await chief.send(path, call=f"{case.case_no}.1", unit=DEPUTY, note="该楼栋属 1 网格")
        assert (chief.status, "已转网格" in chief.page) == (200, True)
    assert (await stack.see(case))["unit"] == DEPUTY
    said = {"kind": "on_site", "note": "到场"}
    assert (await stack.post(f"/calls/{case.case_no}.1/respond", GRID, said)).status_code == 404
    assert (await stack.post(f"/calls/{case.case_no}.1/respond", DEPUTY, said)).status_code == 202
    assert any("转由" in line["text"] for line in (await stack.see(case))["timeline"])


async def test_a_deputy_sees_and_does_the_grid_s_calls_until_it_ends(stack: Stack, city: City) -> None:
    case = await stack.report(own_item(city), description="楼道堆物挡道")
    assert await stack.unit_of(case) == GRID
    call = f"/grid/{case.case_no}.1"
    async with browsing(stack.app, STATION) as chief, browsing(stack.app, DEPUTY) as deputy:
        assert call not in await deputy.open("/grid")
        await deputy.open(call)
        assert deputy.status == 404
        assert "已登记代理" in await absence(chief)
        page = await deputy.open("/grid")
        assert call in page
        assert "代" in page
        assert "楼道堆物挡道" in await deputy.open(call)
        await deputy.send(f"{call}/respond", kind="on_site", note="代为到场")
        assert deputy.status == 200
        said = await actor_of(stack, case, "responded")
        assert (said["by"], said["by_unit"], said["by_home"]) == (DEPUTY, GRID, DEPUTY)
        await ended(chief)
        assert call not in await deputy.open("/grid")
        await deputy.open(call)
        assert deputy.status == 404
    done = {"result": "solved", "reply": "好了"}
    assert (await stack.post(f"/calls/{case.case_no}.1/complete", DEPUTY, done)).status_code == 404
    assert (await stack.post(f"/calls/{case.case_no}.1/complete", GRID, done)).status_code == 202


async def test_a_deputy_makes_the_grid_s_checks(stack: Stack, city: City) -> None:
    item = next(
        i for i in city.catalogue.items.values() if i.check is CheckKind.ONSITE and i.lead == "chengguan"
    )
    case = await stack.report(item.code)
    await stack.unit_of(case)
    path = f"/cases/{case.case_no}"
    done = {"result": "solved", "reply": "已清理"}
    assert (await stack.post(f"/calls/{case.case_no}.1/complete", "chengguan", done)).status_code == 202
    await stack.until(case, "checking")
    check = {"passed": True, "note": "看过"}
    refused = await stack.post(f"{path}/check", DEPUTY, check)
    assert refused.status_code == 403
    async with browsing(stack.app, STATION) as chief, browsing(stack.app, DEPUTY) as deputy:
        await absence(chief)
        assert f"/grid/check/{case.case_no}" in await deputy.open("/grid")
        await deputy.open(f"/grid/check/{case.case_no}")
        await deputy.send(f"/grid/check/{case.case_no}/check", passed="true", note="代为看过")
        assert deputy.status == 200
        await ended(chief)
    await stack.until(case, "rating")
    assert (await actor_of(stack, case, "checked"))["by"] == DEPUTY


async def test_a_deputy_whose_own_unit_is_reported_is_kept_out(stack: Stack, city: City) -> None:
    case = await stack.report(own_item(city), about=DEPUTY)
    assert await stack.unit_of(case) == GRID
    async with browsing(stack.app, STATION) as chief, browsing(stack.app, DEPUTY) as deputy:
        await absence(chief)
        assert case.case_no not in await deputy.open("/grid")
        await deputy.open(f"/grid/{case.case_no}.1")
        assert deputy.status == 404
        said = {"kind": "on_site", "note": "到场"}
        assert (await stack.post(f"/calls/{case.case_no}.1/respond", DEPUTY, said)).status_code == 404
        await ended(chief)


async def test_who_may_stand_in_and_for_how_long(stack: Stack) -> None:
    async with browsing(stack.app, STATION) as chief:
        for wrong, said in (
            ({"deputy": "SQ08-G01"}, "本站"),
            ({"deputy": GRID}, "本站"),
            ({"deputy": "nobody"}, "本站"),
            ({"unit": "SQ08-G01"}, "不属于本站"),
            ({"ends_at": "2026-09-30T08:00"}, "结束时间"),
            ({"ends_at": "2027-06-30T08:00"}, "最长"),
        ):
            page = await absence(chief, **wrong)
            assert (chief.status, said in page) == (422, True), (wrong, page)
        await absence(chief)
        assert "已有代理" in await absence(chief, deputy="SQ07-G02")
        assert chief.status == 409
        await ended(chief)
        assert "已登记代理" in await absence(chief, deputy=STATION)
        await ended(chief)
    async with browsing(stack.app, "SQ08") as other:
        await other.open("/station")
        await other.send("/station/absences/none/end")
        assert other.status == 404


async def test_a_deputy_does_not_gain_what_the_station_may(stack: Stack, city: City) -> None:
    case = await stack.report(own_item(city), **HOME)
    await stack.unit_of(case)
    async with browsing(stack.app, STATION) as chief, browsing(stack.app, DEPUTY) as deputy:
        await absence(chief)
        moved = {"unit": "SQ07-G02", "note": "自己转"}
        refused = await stack.post(f"/calls/{case.case_no}.1/transfer", DEPUTY, moved)
        assert refused.status_code == 404
        await deputy.open("/station")
        assert deputy.status == 403
        await ended(chief)


async def test_a_busy_station_shows_its_calls_page_by_page(stack: Stack, city: City) -> None:
    cases = [await stack.report(own_item(city)) for _ in range(AT_ONCE + 2)]
    for case in cases:
        await stack.unit_of(case)
    async with browsing(stack.app, STATION) as chief:
        seen: list[str] = []
        path: str | None = "/station"
        while path:
            page = await chief.open(path)
            shown = re.findall(r'<b><a href="/cases/([^"]+)"', page)
            assert len(shown) <= AT_ONCE
            seen += shown
            more = re.search(r'class="button quiet" href="(/station\?cursor=[^"]+)"', page)
            path = more[1] if more else None
        assert len(seen) == len(set(seen))
        assert {case.case_no for case in cases} <= set(seen)
        counted = re.search(r"<h2>网格在办 <small>(\d+)</small>", page)
        assert counted is not None
        assert int(counted[1]) == len(seen)
        await chief.open("/station?cursor=none")
        assert chief.status == 422
