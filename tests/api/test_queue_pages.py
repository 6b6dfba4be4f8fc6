"""Approvals in one tap, a tier above that accepts, ratings by telephone, reviews by two, figures that open cases."""

import re
from typing import Any

import pytest

from api.pages.staff import figures
from tests.api.browsing import Browser, browsing
from tests.api.stack import Case, Stack
from tests.patience import until


async def _tasks(stack: Stack, case: Case, kind: str) -> list[dict[str, Any]]:
    """The open tasks of that kind, once there is one."""
    header = await stack.header_of("street-chief")

    async def look() -> list[dict[str, Any]]:
        full = (await stack.http.get(f"/cases/{case.case_no}/full", headers=header)).json()
        return [task for task in full.get("tasks", ()) if task["kind"] == kind]

    return await until(look)


async def _approve(browser: Browser, case: Case, task: str, granted: str) -> None:
    await browser.open("/approvals")
    await browser.send(f"/approvals/{case.case_no}/approve", request_id=task, granted=granted)


async def test_a_result_is_approved_in_one_tap_and_not_by_who_may_not(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    done = {"result": "explained", "reply": "已说明", "internal_note": "通话记录"}
    await stack.post(f"/calls/{case.case_no}.1/complete", unit, done)
    (task,) = await _tasks(stack, case, "result")
    async with browsing(stack.app, "street-chief") as chief, browsing(stack.app, "area-chief-1") as other:
        assert case.case_no not in await other.open("/approvals")
        await _approve(other, case, task["id"], "true")
        assert other.status == 403
        assert case.case_no in await chief.open("/approvals")
        assert "已说明" in chief.page
        await _approve(chief, case, task["id"], "true")
        assert (chief.status, "已同意" in chief.page) == (200, True)
        assert case.case_no not in chief.page
        await _approve(chief, case, task["id"], "true")
        assert (chief.status, "没有这件待批事项" in chief.page) == (409, True)
    await stack.until(case, "checking", "rating")


async def test_who_asks_for_a_void_cannot_grant_it(stack: Stack) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    path = f"/cases/{case.case_no}"
    async with (
        browsing(stack.app, "street-chief") as chief,
        browsing(stack.app, "street-director") as director,
    ):
        await chief.open(path)
        await chief.send(f"{path}/void", reason="v1")
        assert chief.status == 200
        (task,) = await _tasks(stack, case, "void")
        assert case.case_no not in await chief.open("/approvals")
        await chief.send(f"/approvals/{case.case_no}/approve", request_id=task["id"], granted="true")
        assert (chief.status, "提出的人不能自己批准" in chief.page) == (409, True)
        await _approve(director, case, task["id"], "true")
        assert director.status == 200
    assert (await stack.until(case, "closed"))["outcome"] == "void"


async def test_the_district_accepts_hands_down_and_sends_back(stack: Stack) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    path = f"/cases/{case.case_no}"
    async with (
        browsing(stack.app, "street-chief") as street,
        browsing(stack.app, "district-chief") as district,
    ):
        await street.open(path)
        await street.send(f"{path}/hand-up", reason="h1")
        (task,) = await _tasks(stack, case, "hand_up")
        assert path in await district.open("/above")
        await _approve(district, case, task["id"], "true")
        assert district.status == 200
        assert (await stack.until(case, "called"))["tier"] == "district"
        page = await district.open(path)
        assert "已上报" in page
        await district.send(f"{path}/hand-down", unit="chengguan", reason="请依法处理")
        assert (district.status, "已交办" in district.page) == (200, True)
    view = await stack.see(case)
    assert (view["tier"], view["unit"]) == ("street", "chengguan")


async def test_a_rating_is_taken_by_telephone_and_marked(stack: Stack) -> None:
    case = await stack.report()
    await stack.to_rating(case)
    path = f"/cases/{case.case_no}"
    async with browsing(stack.app, "callback-1") as callback, browsing(stack.app, "auditor") as other:
        assert path in await callback.open("/callbacks")
        assert f'action="{path}/rating"' in await callback.open(path)
        assert f'action="{path}/rating"' not in await other.open(path)
        await other.send(f"{path}/rating", result="5")
        assert (other.status, "工作人员不能评价" in other.page) == (409, True)
        await callback.send(f"{path}/rating", result="2", why="attitude", comment="说话太冲")
        assert (callback.status, "已记录评价" in callback.page) == (200, True)
    await _tasks(stack, case, "reason")
    async with browsing(stack.app, "street-dispatch") as desk:
        await desk.open(path)
        await desk.send(f"{path}/reason", choice="review", note="双方说法不一")
        assert desk.status == 200
    await _reviewed(stack, path)
    assert (await stack.until(case, "closed"))["rating"]["result"] == 2


async def _reviewed(stack: Stack, path: str) -> None:
    for account in ("reviewer-1", "reviewer-2"):
        async with browsing(stack.app, account) as reviewer:
            await reviewer.until("/reviews", path)
            await reviewer.open(path)
            if account == "reviewer-2":
                assert "第一人意见：" in reviewer.page
            await reviewer.send(f"{path}/review", verdict="explained", note="已核实")
            assert reviewer.status == 200, reviewer.page


async def test_every_figure_opens_the_cases_behind_it(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.to_rating(case)
    async with browsing(stack.app, unit) as own, browsing(stack.app, "supervisor") as supervisor:
        page = await own.open("/figures")
        links = [text.replace("&amp;", "&") for text in re.findall(r'href="(/rates/cases\?[^"]+)"', page)]
        assert len(links) == 3
        assert all(f"key={unit}" in link for link in links)
        assert f"{case.case_no}.1" in await own.open(links[0])
        assert own.status == 200
        await own.open("/rates/cases?key=canlian")
        assert own.status == 403
        for by in ("tier", "community", "grid", "item", "reporter_kind", "month"):
            page = await supervisor.open(f"/rates?by={by}&apart=no")
            assert supervisor.status == 200
            link = re.search(r'href="(/rates/cases\?[^"]+)"', page)[1].replace("&amp;", "&")
            await supervisor.open(link)
            assert supervisor.status == 200
        await supervisor.open("/rates?month=2026-13")
        assert supervisor.status == 422


async def test_the_sheet_of_a_case_can_be_printed(stack: Stack) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    async with browsing(stack.app, "street-intake") as desk, browsing(stack.app, "canlian") as stranger:
        page = await desk.open(f"/cases/{case.case_no}/print")
        assert "民呼我应交办单" in page
        assert case.case_no in page
        assert "13800001234" not in page
        for sheet, title in (("order", "民呼我应督办单"), ("receipt", "民呼我应回执单")):
            assert title in await desk.open(f"/cases/{case.case_no}/print?sheet={sheet}")
            assert desk.status == 200
        order = f"/cases/{case.case_no}/print?sheet=order"
        assert re.search(r"，自 \d\d-\d\d \d\d:\d\d 起", await desk.open(f"{order}&lang=zh"))
        assert re.search(r", from \d\d-\d\d \d\d:\d\d", await desk.open(f"{order}&lang=en"))
        await stranger.open(f"/cases/{case.case_no}/print")
        assert stranger.status == 404


async def test_an_overdue_case_is_supervised_in_one_tap(stack: Stack) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    async with browsing(stack.app, "supervisor") as supervisor, browsing(stack.app, "area-chief-1") as other:
        await supervisor.open("/approvals")
        await supervisor.send(f"/approvals/{case.case_no}/supervise", text="请立即办理并报告")
        assert (supervisor.status, "已督办" in supervisor.page) == (200, True)
        await other.open("/approvals")
        await other.send(f"/approvals/{case.case_no}/supervise", text="请立即办理并报告")
        assert other.status == 403
    assert "supervised" in await stack.events(case)


async def test_a_long_table_of_rates_goes_on_from_its_last_line(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for item in ("A106", "A107", "B0102"):
        await stack.unit_of(await stack.report(item=item))
    async with browsing(stack.app, "supervisor") as supervisor:
        whole = await supervisor.open("/rates?by=item")
        assert "下一页" not in whole
        monkeypatch.setattr(figures, "LINES", 1)
        paged, path = list[str](), "/rates?by=item"
        for _ in range(len(_keys(whole))):
            page = await supervisor.open(path)
            paged += _keys(page)
            onward = re.search(r'class="button quiet" href="(/rates\?[^"]*after=[^"]+)"', page)
            assert ("下一页" in page) == bool(onward)
            if onward is None:
                break
            path = onward[1].replace("&amp;", "&")
    assert {"A106", "A107", "B0102"} <= set(paged)
    assert sorted(paged) == sorted(_keys(whole))


def _keys(page: str) -> list[str]:
    """The key of every figure, in both tables."""
    return re.findall(r'href="/rates/cases\?[^"]*key=([^"&]*)', page)
