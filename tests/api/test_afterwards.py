"""申诉、剔除 over HTTP, on an installation whose clock runs fast: a clock is missed, the case closes, two decide."""

from pathlib import Path
from typing import Any

from api.reading import recorded as on_record
from contracts import names
from infra.temporal import ensure_search_attributes
from tests.api.browsing import browsing
from tests.api.conftest import FAST, api_alone, demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY, URGENT, Case, Stack, refused
from tests.patience import until
from worker import SEARCH_ATTRIBUTES

UNIT = "chengguan"
EVIDENCE = {"clock": "respond", "note": "市政停电，附停电通知"}
WRONG = {"reason": "e3", "note": "来电更正，录音 A-12"}


async def full(stack: Stack, case: Case) -> dict[str, Any]:
    """The whole case as the duty chief sees it."""
    chief = await stack.header_of("street-chief")
    answer = await stack.http.get(f"/cases/{case.case_no}/full", headers=chief)
    shown: dict[str, Any] = answer.json() if answer.status_code == 200 else {"timeline": [], "tasks": []}
    return shown


async def recorded(stack: Stack, case: Case, event: str) -> dict[str, Any]:
    """The whole case, once that is on record."""
    return await until(
        lambda: full(stack, case), lambda shown: event in [line["event"] for line in shown["timeline"]]
    )


async def missed_and_closed(stack: Stack, result: int) -> Case:
    """Closed after its unit answered too late; the reporter gave that many points."""
    case = await stack.report(URGENT)
    await recorded(stack, case, "breached")
    done = {"result": "solved", "reply": "火已扑灭"}
    assert (await stack.post(f"/calls/{case.case_no}.1/complete", UNIT, done)).status_code == 202
    await stack.until(case, "rating")  # the check passes by itself when nobody comes
    body = {"result": result, "why": "policy"}
    rated = await stack.http.post(f"/cases/{case.case_no}/rating?code={case.code}", json=body)
    assert rated.status_code == 200, rated.text
    if result < 3:
        explained = {"choice": "explain", "note": "已说明"}
        assert (
            await stack.post(f"/cases/{case.case_no}/reason", "street-dispatch", explained)
        ).status_code == 200
    await recorded(stack, case, "closed")
    return case


async def behind(stack: Stack, rate: str) -> list[str]:
    """The calls behind that figure of the unit."""
    params = {"key": UNIT, "rate": rate, "limit": 200}
    answer = await stack.http.get("/rates/cases", params=params, headers=await stack.header_of(UNIT))
    assert answer.status_code == 200, answer.text
    return [line["call_id"] for line in answer.json()["items"]]


async def decided(stack: Stack, case: Case, *answers: bool) -> None:
    """The reviewers say so in turn."""
    task = (await full(stack, case))["tasks"][0]["id"]
    for reviewer, granted in zip(("reviewer-1", "reviewer-2"), answers, strict=False):
        body = {"request_id": task, "granted": granted}
        said = await stack.post(f"/cases/{case.case_no}/approve", reviewer, body)
        assert said.status_code == 200, said.text


async def test_two_reviewers_uphold_an_appeal_of_a_closed_case(fast: Stack) -> None:
    case = await missed_and_closed(fast, 5)
    call = f"{case.case_no}.1"
    assert call in await behind(fast, "response")
    appeal = f"/calls/{call}/appeal"
    refused(await fast.post(appeal, UNIT, {**EVIDENCE, "note": " "}), 422, "malformed")
    refused(await fast.post(appeal, "guanli", EVIDENCE), 404, "unknown")
    asked = await fast.post(appeal, UNIT, EVIDENCE)
    assert asked.json()["made"] == ["appeal_asked", "task_opened"], asked.text
    shown = await recorded(fast, case, "appeal_asked")
    assert (shown["state"], shown["tasks"][0]["kind"]) == ("closed", "appeal")
    refused(await fast.post(appeal, UNIT, EVIDENCE), 409, "appealed")
    task = {"request_id": shown["tasks"][0]["id"], "granted": True}
    approve = f"/cases/{case.case_no}/approve"
    refused(await fast.post(approve, "street-chief", task), 403, "not_yours")
    refused(await fast.post(approve, UNIT, task), 403, "not_yours")
    assert (await fast.post(approve, "reviewer-1", task)).json()["made"] == ["task_signed"]
    refused(await fast.post(approve, "reviewer-1", task), 409, "two_persons")
    assert (await fast.post(approve, "reviewer-2", task)).json()["made"][-1] == "appeal_decided"
    settled = await recorded(fast, case, "appeal_decided")
    assert (settled["state"], settled["tasks"]) == ("closed", [])
    assert settled["calls"][0]["breaches"][0] == "respond"  # nothing erases it
    assert call not in await behind(fast, "response")
    public = await fast.see(case)
    assert any("申诉成立，不计入考核" in line["text"] for line in public["timeline"])
    refused(await fast.post(approve, "reviewer-2", task), 409, "closed")


async def test_one_no_and_the_breach_counts_as_before(fast: Stack) -> None:
    case = await missed_and_closed(fast, 5)
    call = f"{case.case_no}.1"
    assert (await fast.post(f"/calls/{call}/appeal", UNIT, EVIDENCE)).status_code == 200
    await recorded(fast, case, "appeal_asked")
    await decided(fast, case, False)
    await recorded(fast, case, "appeal_decided")
    assert call in await behind(fast, "response")


async def test_two_reviewers_leave_a_rating_out_once(fast: Stack) -> None:
    case = await missed_and_closed(fast, 1)
    path, call = f"/cases/{case.case_no}/exclude", f"{case.case_no}.1"
    assert call in await behind(fast, "satisfaction")
    refused(await fast.post(path, "guanli", WRONG), 404, "unknown")
    unlisted = refused(await fast.post(path, UNIT, {**WRONG, "reason": "x9"}), 422, "malformed")
    assert "e3" in unlisted["detail"]
    asked = await fast.post(path, "callback-1", WRONG)
    assert asked.json()["made"] == ["exclude_asked", "task_opened"], asked.text
    await recorded(fast, case, "exclude_asked")
    await decided(fast, case, True, True)
    shown = await recorded(fast, case, "exclude_decided")
    assert [rating["result"] for rating in shown["ratings"]] == [1]  # it stays listed
    assert call not in await behind(fast, "satisfaction")
    refused(await fast.post(path, "callback-1", WRONG), 409, "no_rating")


async def test_a_closed_case_that_still_runs_hears_it_itself(tmp_path: Path) -> None:
    """A co unit's own system has not taken that it is called off: the case is closed, and its workflow goes on."""
    settings = demo_settings(tmp_path, story_start=FRIDAY)
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(settings, temporal, frozenset({UNIT})) as stack:
            case = await stack.report()
            await stack.unit_of(case)
            co = await stack.post(f"/cases/{case.case_no}/dispatch", "street-dispatch", {"co": [UNIT]})
            assert co.status_code == 200, co.text
            off = await stack.post(
                f"/calls/{case.case_no}.2/call-off", "street-dispatch", {"reason": "不需要"}
            )
            assert off.status_code == 200, off.text
            await stack.to_rating(case)
            rated = await stack.http.post(
                f"/cases/{case.case_no}/rating?code={case.code}", json={"result": 4}
            )
            assert rated.status_code == 200, rated.text
            await recorded(stack, case, "closed")
            door = stack.app.state.door
            assert (await door.cases.find(case.case_no)).open
            closed = await on_record(door, case.case_no)
            assert closed is not None
            asked = await stack.post(f"/cases/{case.case_no}/exclude", "callback-1", WRONG)
            assert asked.status_code == 200, asked.text
            await recorded(stack, case, "exclude_asked")
            await decided(stack, case, True, True)
            await recorded(stack, case, "exclude_decided")
            second = names.after_id(case.case_no, closed.case.settled)
            assert await door.cases.find(second) is None  # one writer


async def test_a_read_model_that_is_behind_is_asked_again_later(fast: Stack, tmp_path: Path) -> None:
    case = await missed_and_closed(fast, 5)
    behind_it = demo_settings(tmp_path, story_start=FRIDAY, time_scale=FAST)
    async with api_alone(behind_it, fast.temporal) as other:
        answer = await other.post(f"/calls/{case.case_no}.1/appeal", UNIT, EVIDENCE)
        refused(answer, 503, "engine_busy")
        assert int(answer.headers["retry-after"]) > 0


async def test_a_unit_appeals_from_its_figures_and_asks_to_leave_a_rating_out(fast: Stack) -> None:
    case = await missed_and_closed(fast, 2)
    path = f"/figures/{case.case_no}.1"
    async with browsing(fast.app, UNIT) as unit, browsing(fast.app, "guanli") as other:
        assert path in await unit.open("/figures")
        assert path not in await other.open("/figures")
        await other.open(path)
        assert other.status == 404
        await unit.open(path)
        await unit.send(f"{path}/appeal", clock="resolve", note="并未超期")
        assert unit.status == 409
        await unit.open(path)
        await unit.send(f"{path}/appeal", clock="respond", note=" ")
        assert unit.status == 422
        page = await unit.send(f"{path}/appeal", clock="respond", note="市政停电，附停电通知")
        assert (unit.status, "已提出申诉" in page) == (200, True)
        assert "每项超期只能申诉一次" in page
        page = await unit.send(f"{path}/exclude", reason="e3", note="来电更正，录音 A-12")
        assert (unit.status, "已申请剔除" in page) == (200, True)
    kinds = {task["kind"] for task in (await full(fast, case))["tasks"]}
    assert kinds == {"appeal", "exclude"}
