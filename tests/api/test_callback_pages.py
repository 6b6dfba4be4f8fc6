"""Callbacks: rung up in vain at an hour that is kept, and a rating that says how it was taken down."""

from tests.api.browsing import browsing
from tests.api.stack import Stack, refused


async def test_a_call_in_vain_is_recorded_and_not_repeated_at_that_hour(stack: Stack) -> None:
    case = await stack.report(reporter={"kind": "resident", "phone": "13800000000"})
    await stack.to_rating(case)
    path = f"/callbacks/{case.case_no}/attempt"
    async with browsing(stack.app, "callback-1") as caller:
        assert path in await caller.open("/callbacks")
        page = await caller.send(path, outcome="no_answer")
        assert (caller.status, "已记录回访" in page) == (200, True)
        assert "无人接听" in page
        assert path not in page
        await caller.send(path, outcome="busy")
        assert (caller.status, "换个时段" in caller.page) == (409, True)
        await caller.open(f"/cases/{case.case_no}")
        await caller.send(f"/cases/{case.case_no}/rating", taken="face", result="4")
        assert (caller.status, "已记录评价" in caller.page) == (200, True)
    told = [line["text"] for line in (await stack.until(case, "closed"))["timeline"]]
    assert "第 1 次电话回访：无人接听" in told
    assert "已评价：满意（当面记录）" in told


async def test_who_left_no_telephone_is_not_rung_up_from_the_list(stack: Stack) -> None:
    case = await stack.report()
    await stack.to_rating(case)
    async with browsing(stack.app, "callback-1") as caller:
        page = await caller.open("/callbacks")
        assert case.case_no in page
        assert f"/callbacks/{case.case_no}/attempt" not in page
    refused(
        await stack.post(f"/cases/{case.case_no}/attempt", "guanli", {"outcome": "busy"}), 403, "not_yours"
    )
    answer = await stack.post(f"/cases/{case.case_no}/attempt", "callback-1", {"outcome": "asleep"})
    assert answer.status_code == 422
