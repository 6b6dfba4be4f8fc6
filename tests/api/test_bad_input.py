"""Bad input on a real server: the answers of the contract, nothing changed, one log line."""

import json

import pytest
from structlog.testing import capture_logs

from tests.api.stack import Case, Stack

ITEM, UNIT = "B0901", "shuiwu"
"""The unit leads the item, and may answer through its own system."""


def completed(case: Case, receipt_id: str = "r1", **changes: object) -> bytes:
    """A receipt of a completion."""
    said = {
        "receipt_id": receipt_id,
        "call_id": f"{case.case_no}.1",
        "type": "completed",
        "at": "2026-10-09T10:00:00+08:00",
        "result": "solved",
        "reply": "已修复",
    }
    return json.dumps({**said, **changes}).encode()


@pytest.fixture
async def called(stack: Stack) -> Case:
    """A case that the department has."""
    case = await stack.report(ITEM)
    assert await stack.unit_of(case) == UNIT
    return case


@pytest.mark.parametrize(
    "change",
    [{"item": "B9999"}, {"description": "字" * 4001}, {"description": "铃\x07"}, {"description": "\x00"}],
)
async def test_a_bad_report_starts_nothing(stack: Stack, change: dict[str, str]) -> None:
    before = await stack.temporal.count_workflows()
    body = {"description": "路灯坏了", "reporter": {"kind": "resident"}, **change}
    with capture_logs() as logs:
        answer = await stack.http.post("/reports", json=body)
    assert answer.status_code == 422
    assert [line["event"] for line in logs] == ["refused"]
    assert (await stack.temporal.count_workflows()).count == before.count


async def test_a_rating_before_its_time_is_409(stack: Stack, called: Case) -> None:
    before = await stack.events(called)
    with capture_logs() as logs:
        answer = await stack.http.post(
            f"/cases/{called.case_no}/rating?code={called.code}", json={"result": 5}
        )
    assert answer.status_code == 409
    assert answer.json()["allowed"]
    assert len([line for line in logs if line["event"] == "refused"]) == 1
    assert await stack.events(called) == before


async def test_a_receipt_twice_has_one_effect(stack: Stack, called: Case) -> None:
    said = completed(called, type="responded", kind="on_site", note="到场")
    answers = [await stack.receipt(UNIT, said) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    await stack.until(called, "handling")
    assert (await stack.events(called)).count("responded") == 1
    assert "ignored" not in await stack.events(called)


async def test_a_late_receipt_is_409_and_a_repeated_one_is_not(stack: Stack, called: Case) -> None:
    assert (await stack.receipt(UNIT, completed(called))).status_code == 202
    await stack.until(called, "checking", "rating")
    late = await stack.receipt(UNIT, completed(called, "r2", reply="又修了一次"))
    assert late.status_code == 409
    assert (await stack.receipt(UNIT, completed(called))).status_code == 202
    assert (await stack.events(called)).count("completed") == 1


@pytest.mark.parametrize("forged", [{"secret": "guess"}, {"age": 301}, {"secret": ""}])
async def test_a_forged_or_old_receipt_is_401(stack: Stack, called: Case, forged: dict[str, object]) -> None:
    before = await stack.events(called)
    answer = await stack.receipt(UNIT, completed(called), **forged)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert await stack.events(called) == before


async def test_a_receipt_for_somebody_else_s_call_is_404(stack: Stack, called: Case) -> None:
    before = await stack.events(called)
    assert (await stack.receipt("chengguan", completed(called))).status_code == 404
    assert (await stack.receipt("nobody", completed(called))).status_code == 401
    unsigned = await stack.http.post(f"/departments/{UNIT}/receipts", content=completed(called))
    assert unsigned.status_code == 401
    assert await stack.events(called) == before


async def test_an_incomplete_receipt_is_422(stack: Stack, called: Case) -> None:
    for change in ({"result": None}, {"result": "done"}, {"at": "yesterday"}, {"type": "shrug"}):
        answer = await stack.receipt(UNIT, completed(called, **change))
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    returned = completed(called, type="returned", reason="x9", note="不是我们的")
    assert (await stack.receipt(UNIT, returned)).status_code == 422


async def test_sixty_receipts_a_minute_and_case(stack: Stack, called: Case) -> None:
    said = completed(called, type="progress", note="在办")
    for _ in range(60):
        assert (await stack.receipt(UNIT, said)).status_code == 202
    assert (await stack.receipt(UNIT, said)).status_code == 429


async def test_a_returned_receipt_asks_for_a_return(stack: Stack, called: Case) -> None:
    said = completed(called, type="returned", reason="r1", note="不是我们的")
    assert [(await stack.receipt(UNIT, said)).status_code for _ in range(2)] == [202, 202]
    await stack.until(called, "returned")
    assert (await stack.events(called)).count("return_asked") == 1


async def test_a_completed_call_completed_again_is_409(stack: Stack, called: Case) -> None:
    path, done = f"/calls/{called.case_no}.1/complete", {"result": "solved", "reply": "修好了"}
    assert (await stack.post(path, UNIT, done)).status_code == 202
    await stack.until(called, "checking", "rating")
    again = await stack.post(path, UNIT, done)
    assert (again.status_code, again.json()["type"]) == (409, "urn:huying:problem:call_closed")
    assert (await stack.events(called)).count("completed") == 1


async def test_another_unit_s_call_is_404(stack: Stack, called: Case) -> None:
    path, before = f"/calls/{called.case_no}.1", await stack.events(called)
    said = {"kind": "contacted", "note": "x"}
    assert (await stack.post(f"{path}/respond", "chengguan", said)).status_code == 404
    looked = await stack.http.get(path, headers=await stack.header_of("chengguan"))
    assert looked.status_code == 404
    assert await stack.events(called) == before


async def test_a_case_that_does_not_exist_is_404(stack: Stack) -> None:
    numbers = stack.app.state.door.numbers
    lost = next(no for n in range(99) if numbers.well_formed(no := f"SGH-20200101-000000{n:02d}"))
    check = await stack.post(f"/cases/{lost}/check", "SQ07-G03", {"passed": True, "note": "x"})
    respond = await stack.post(f"/calls/{lost}.1/respond", UNIT, {"kind": "contacted", "note": "x"})
    look = await stack.http.get(f"/cases/{lost}?code=00000000")
    full = await stack.http.get(f"/cases/{lost}/full", headers=await stack.header_of("street-chief"))
    assert [a.status_code for a in (check, respond, look, full)] == [404] * 4


async def test_a_closed_case_is_409(stack: Stack) -> None:
    case = await stack.report(ITEM)
    unit = await stack.to_rating(case)
    assert (
        await stack.http.post(f"/cases/{case.case_no}/rating?code={case.code}", json={"result": 4})
    ).status_code == 200
    await stack.until(case, "closed")
    again = await stack.http.post(f"/cases/{case.case_no}/rating?code={case.code}", json={"result": 1})
    assert (again.status_code, again.json()["type"]) == (409, "urn:huying:problem:closed")
    said = {"result": "solved", "reply": "x"}
    assert (await stack.post(f"/calls/{case.case_no}.1/complete", unit, said)).status_code == 409
    assert (
        await stack.post(f"/cases/{case.case_no}/supervise", "supervisor", {"text": "x"})
    ).status_code == 409


async def test_what_the_case_says_of_roles_is_403(stack: Stack, called: Case) -> None:
    answer = await stack.post(
        f"/cases/{called.case_no}/grade", "district-chief", {"grade": "C", "reason": "x"}
    )
    assert answer.status_code == 403
