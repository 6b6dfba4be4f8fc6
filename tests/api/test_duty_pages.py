"""Duty: a shift handed over and taken by two persons with what is open then, and the day in numbers."""

import re

from domain.policy import City
from tests.api.browsing import browsing
from tests.api.stack import Stack

DONE = {"result": "explained", "reply": "已说明", "internal_note": "通话记录"}


def counted(page: str, what: str) -> int:
    """A number of the day's report."""
    found = re.search(rf'<th scope="row">{what}</th><td class="number">(\d+)</td>', page)
    assert found is not None, what
    return int(found[1])


async def test_a_shift_is_handed_over_with_its_open_matters_and_signed_by_both(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    assert (await stack.post(f"/calls/{case.case_no}.1/complete", unit, DONE)).status_code == 202
    async with browsing(stack.app, "street-chief") as goes, browsing(stack.app, "street-director") as comes:
        await goes.until("/duty", case.case_no)
        await goes.send("/duty/handover", note=" ")
        assert goes.status == 422
        page = await goes.send("/duty/handover", note="一件待审，已催")
        assert (goes.status, "已交班" in page) == (200, True)
        (take,) = re.findall(r"/duty/handover/\w+/take", await comes.open("/duty"))
        assert "一件待审，已催" in comes.page
        assert take not in goes.page
        await goes.send(take, note="自己接")
        assert (goes.status, "不能自己接班" in goes.page) == (409, True)
        await goes.send("/duty/handover", note="再交一次")
        assert (goes.status, "还没有人接班" in goes.page) == (409, True)
        await comes.open("/duty")
        page = await comes.send(take, note="已清楚")
        assert (comes.status, "已接班" in page) == (200, True)
        (task,) = re.findall(
            rf'action="/approvals/{case.case_no}/approve".*?name="request_id" value="(\w+)"',
            await comes.open("/approvals"),
            re.S,
        )
        await comes.send(f"/approvals/{case.case_no}/approve", request_id=task, granted="true")
        kept = (await comes.open("/duty")).split("当时未了")[1].split("</details>")[0]
        assert case.case_no in kept  # as it was then, whatever became of it
        await comes.send(take, note="再接一次")
        assert comes.status == 409


async def test_who_does_not_dispatch_reads_and_does_not_sign(stack: Stack) -> None:
    async with browsing(stack.app, "street-intake") as intake:
        assert "/duty/handover" not in await intake.open("/duty")
        await intake.send("/duty/handover", note="我来交")
        assert intake.status == 403


async def test_the_day_is_counted_from_midnight_to_midnight_of_the_city(stack: Stack) -> None:
    async with browsing(stack.app, "street-chief") as chief:
        before = counted(await chief.open("/duty"), "受理")
        case = await stack.report()
        await stack.unit_of(case)
        page = await chief.open("/duty")
        assert counted(page, "受理") == before + 1
        assert counted(page, "未结案件") > 0
        page = await chief.open("/duty?day=2026-10-08")
        assert (counted(page, "受理"), "未结案件" in page) == (0, False)
        await chief.open("/duty?day=2026-02-30")
        assert chief.status == 422


async def test_who_is_on_duty_is_told_by_the_calendar(stack: Stack, city: City) -> None:
    async with browsing(stack.app, "street-chief") as chief:
        page = await chief.open("/duty")
        assert "工作日" in page
        always = re.search(r"<h3>全天 (.*?)</p>", page, re.S)
        assert always is not None
        assert "在岗" in always[1]
        assert city.units[city.policy.desk].name_zh in always[1]
