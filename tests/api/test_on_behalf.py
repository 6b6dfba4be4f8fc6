"""代报: who took a report down is said on every page of it, and counts in no figure."""

from typing import Any

import pytest

from tests.api.browsing import browsing
from tests.api.stack import URGENT, Case, Stack, once, refused

GRID = "SQ07-G03"


async def entered_as(stack: Stack, by: str, **body: Any) -> dict[str, Any]:
    """The public view of a report that this account took down."""
    case = await stack.report("B0102", by=by, **body)
    view: dict[str, Any] = await stack.until(case, "called")
    return view


@pytest.mark.parametrize(
    ("by", "body", "code", "zh"),
    [
        (GRID, {"channel": "grid", "reporter": {"kind": "resident"}}, "behalf", "由网格员代报"),
        (GRID, {"channel": "grid", "reporter": {"kind": "grassroots"}}, "found", "网格员发现上报"),
        ("SQ07", {"channel": "grid", "reporter": {"kind": "enterprise"}}, "behalf", "由社区网格站代报"),
        ("street-intake", {"channel": "phone"}, "behalf", "由工作人员代报"),
        ("street-intake", {"channel": "phone", "on_behalf": False}, "found", "工作人员发现上报"),
        ("street-intake", {"channel": "hotline", "external_no": "12345-77"}, "self", None),
    ],
)
async def test_whoever_follows_it_reads_who_took_it_down(
    stack: Stack, by: str, body: dict[str, Any], code: str, zh: str | None
) -> None:
    view = await entered_as(stack, by, **body)
    assert (view["entered"], view["entered_zh"]) == (code, zh)
    first = view["timeline"][0]["text"]
    assert first.endswith("代报") is (code == "behalf")


async def test_the_public_reports_for_itself_alone(stack: Stack) -> None:
    body = {"description": "路灯不亮", "reporter": {"kind": "resident"}, "on_behalf": True}
    refused(await stack.http.post("/reports", json=body), 422, "malformed")


async def test_pages_say_it_to_the_reporter_and_to_staff(stack: Stack) -> None:
    async with browsing(stack.app, GRID) as worker:
        await worker.open("/grid/new?duty=find")
        page = await worker.send(
            "/grid/new", duty="find", item="B0102", description="楼下渣土没有人清", kind="resident"
        )
        assert worker.status == 200
    number = page[page.index("SGH-") :][:21]
    code = stack.app.state.door.numbers.track_code(number)
    await stack.until(Case(number, code), "called")
    async with browsing(stack.app) as reporter:
        assert "由网格员代报" in await reporter.open(f"/c/{number}?code={code}")
    async with browsing(stack.app, "street-dispatch") as desk:
        shown = await desk.open(f"/cases/{number}")
        assert "居民 · 由网格员代报 (" in shown
        assert "由网格员代报" in await desk.open(f"/cases/{number}/print")


async def test_the_command_centre_takes_down_a_call_and_reads_out_number_and_code(stack: Stack) -> None:
    async with browsing(stack.app, "street-intake") as desk:
        await desk.open("/intake")
        wrong = await desk.send("/intake", description="路口积水", kind="resident", phone="abc")
        assert desk.status == 422
        assert "路口积水" in wrong
        shown = await desk.send(
            "/intake",
            description="放鹰台路口积水没过脚踝",
            item="B0911",
            community="SQ07",
            kind="enterprise",
            name="赵女士",
            phone="13873910066",
        )
        assert desk.status == 200
        number = shown[shown.index("SGH-") :][:21]
        code = stack.app.state.door.numbers.track_code(number)
        assert f"查询码 {code}" in shown
        assert "企业 · 由工作人员代报 (" in shown
    view = await stack.until(Case(number, code), "called")
    assert (view["item"], view["entered"]) == ("B0911", "behalf")


async def test_rates_count_it_for_its_reporter_s_kind(fast: Stack) -> None:
    async def due(kind: str) -> int:
        answer = await fast.http.get(
            "/rates?by=reporter_kind&from=2026-10-01T00:00:00%2B08:00&to=2027-10-01T00:00:00%2B08:00",
            headers=await fast.header_of("supervisor"),
        )
        assert answer.status_code == 200, answer.text
        return sum(row["response"]["denominator"] for row in answer.json()["items"] if row["key"] == kind)

    before = await due("enterprise")
    of = {"reporter": {"kind": "enterprise"}}
    taken_down = await fast.report(URGENT, by=GRID, channel="grid", **of)
    found = await fast.report(URGENT, on_behalf=False, **of)
    for case in (taken_down, found):
        await once(fast, case, lambda view: any(line["event"] == "breached" for line in view["timeline"]))
    assert await due("enterprise") >= before + 2
