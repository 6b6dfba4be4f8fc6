"""A unit at its desk and the command centre at a case, by forms alone, on the real stack."""

import asyncio
import re

from domain.catalogue import Exposure, Grade
from domain.policy import City
from tests.api.browsing import browsing
from tests.api.stack import Stack

REPORTER = {"kind": "resident", "name": "王女士", "phone": "13800001234"}


async def test_a_unit_answers_and_completes_by_forms(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    async with browsing(stack.app, unit) as browser:
        assert case.case_no[-8:] in await browser.open("/desk")
        path = f"/desk/{case.case_no}.1"
        page = await browser.open(path)
        assert "响应" in page
        assert "13800001234" not in page
        page = await browser.send(f"{path}/respond", kind="on_site", note="已到现场查看")
        assert (browser.status, "已响应" in page) == (200, True)
        page = await browser.open(path)
        assert "已到现场查看" in page
        page = await browser.send(f"{path}/progress", note="配件明天到")
        assert (browser.status, "已反馈进展" in page) == (200, True)
        page = await browser.open(path)
        assert "配件明天到" in page
        page = await browser.send(f"{path}/complete", result="planned", reply="列入下月维修")
        assert browser.status == 409
        assert "列入下月维修" in page.split("<textarea")[1]
        assert "依据" in re.search(r'role="alert".*?</p>', page, re.S)[0]
        page = await browser.send(f"{path}/complete", result="solved", reply="修好了")
        assert (browser.status, "已办结" in page) == (200, True)
    await stack.until(case, "checking", "rating")


async def test_pressed_twice_it_is_done_once(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    async with browsing(stack.app, unit) as browser:
        path = f"/desk/{case.case_no}.1"
        await browser.open(path)
        form = {"csrf": browser.hidden("csrf"), "key": browser.hidden("key"), "kind": "plan", "note": "明天"}
        answers = await asyncio.gather(*(browser.http.post(f"{path}/respond", data=form) for _ in range(3)))
        assert [answer.status_code for answer in answers] == [303] * 3
    assert (await stack.events(case)).count("responded") == 1


async def test_another_unit_s_call_is_unknown_and_a_missing_word_is_said(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    path = f"/desk/{case.case_no}.1"
    async with browsing(stack.app, "canlian") as stranger, browsing(stack.app, unit) as browser:
        await stranger.open(path)
        assert stranger.status == 404
        await browser.open(path)
        page = await browser.send(f"{path}/return", reason="r9", note="不是我们的")
        assert browser.status == 422
        assert "r1 不属本单位职责" in page
        assert "不是我们的" in page
        await browser.send(f"{path}/respond", kind="on_site", note="  ")
        assert browser.status == 422
        await browser.send(f"{path}/dance", note="x")
        assert browser.status == 404


async def test_the_desk_dispatches_and_others_are_not_offered_it(stack: Stack, city: City) -> None:
    item = next(i.code for i in city.catalogue.items.values() if i.grade is Grade.B and not i.auto)
    body = {"description": "渗水", "item": item, "reporter": {"kind": "resident"}, "community": "SQ07"}
    case_no = (await stack.http.post("/reports", json=body)).json()["case_no"]
    path = f"/cases/{case_no}"
    async with browsing(stack.app, "street-dispatch") as desk, browsing(stack.app, "auditor") as auditor:
        await desk.until(path, "派遣")
        assert f'action="{path}/dispatch"' in desk.page
        assert f'action="{path}/dispatch"' not in await auditor.open(path)
        await auditor.send(f"{path}/dispatch", lead="chengguan")
        assert auditor.status == 403
        page = await desk.send(f"{path}/dispatch", lead="shuiwu")
        assert (desk.status, "已派遣" in page, "水务湖泊" in page) == (200, True, True)


async def test_a_number_is_shown_for_a_reason_that_is_kept(stack: Stack) -> None:
    case = await stack.report(reporter=REPORTER)
    await stack.unit_of(case)
    path = f"/cases/{case.case_no}"
    async with (
        browsing(stack.app, "callback-1") as browser,
        browsing(stack.app, "street-director") as director,
    ):
        page = await browser.open(path)
        assert "138****1234" in page
        assert "13800001234" not in page
        await browser.send(f"{path}/reveal", reason=" ")
        assert browser.status == 422
        page = await browser.send(f"{path}/reveal", reason="电话回访")
        assert (browser.status, "13800001234" in page) == (200, True)
        assert "13800001234" not in await browser.open(path)
        page = await director.open(path)
        assert "callback-1 · 电话回访" in page
        answer = await stack.post(f"{path}/reveal", "chengguan", {"reason": "好奇"})
        assert answer.status_code == 404
        answer = await stack.post(f"{path}/reveal", "auditor", {"reason": "好奇"})
        assert answer.status_code == 403


async def test_a_department_finds_the_place_of_a_public_matter_and_not_its_reporter(
    stack: Stack, city: City
) -> None:
    public = next(
        i.code
        for i in city.catalogue.items.values()
        if i.lead == "chengguan" and i.exposure is Exposure.PUBLIC
    )
    place = {"lng": 114.3417, "lat": 30.5504, "address": "3 栋 2 单元 501"}
    case = await stack.report(public, place=place, reporter=REPORTER, description="三楼王女士说")
    await stack.unit_of(case)
    async with browsing(stack.app, "chengguan") as browser:
        page = await browser.open(f"/desk/{case.case_no}.1")
        assert 'href="geo:30.55' in page
        for told in ("2 单元", "王女士", "138****1234", "三楼"):
            assert told not in page
