"""One report on its whole way through HTTP, and the promises about keys, spools and views."""

import asyncio
from pathlib import Path

import httpx
from structlog.testing import capture_logs

from api.draining import start_waiting
from api.main import create_app
from domain.catalogue import Grade
from domain.policy import City
from tests.api.conftest import BASE, NOBODY_LISTENS, demo_settings
from tests.api.stack import FRIDAY, Stack, once
from tests.patience import until

WORDS = "三楼王女士家楼道渗水，电话 13800001234"
PERSON = {"kind": "resident", "name": "王女士", "phone": "13800001234"}


async def test_a_report_is_called_handled_checked_rated_and_counted(stack: Stack) -> None:
    case = await stack.report(description=WORDS, reporter=PERSON)
    unit = await stack.to_rating(case)
    rated = await stack.http.post(
        f"/cases/{case.case_no}/rating?code={case.code}", json={"result": 5, "comment": "谢谢小李"}
    )
    assert rated.status_code == 200, rated.text
    assert rated.json()["made"][-1] == "closed"
    view = await stack.until(case, "closed")
    assert (view["outcome"], view["rating"]["result"], view["grade"]) == ("solved", 5, "B")
    assert view["timeline"][0]["text"].startswith("已受理")
    assert not any(secret in str(view) for secret in ("王女士", "13800001234", "小李"))
    rates = await stack.http.get("/rates", headers=await stack.header_of("supervisor"))
    line = next(row for row in rates.json()["items"] if row["key"] == unit)
    assert line["response"]["numerator"] >= 1
    satisfied = line["satisfaction"]
    assert satisfied["numerator"] >= 1
    assert (satisfied["rate"] is None) == (satisfied["denominator"] < 5)  # too few to say
    behind = await stack.http.get(
        f"/rates/cases?key={unit}&rate=response", headers=await stack.header_of(unit)
    )
    assert f"{case.case_no}.1" in [found["call_id"] for found in behind.json()["items"]]
    published = (await stack.http.get("/results")).json()
    assert published["opened"] >= 1


async def test_nothing_personal_leaves_the_vault(stack: Stack) -> None:
    case = await stack.report(description=WORDS, reporter=PERSON, place={"address": "放鹰台 3 栋 301 室"})
    unit = await stack.unit_of(case)
    handle = stack.temporal.get_workflow_handle(case.case_no)
    history = b"".join([event.SerializeToString() for event in (await handle.fetch_history()).events])
    assert case.case_no.encode() in history  # as it is, not as base64
    memo = await (await handle.describe()).memo()
    for secret in ("王女士", "13800001234", "渗水", "301 室"):
        assert secret.encode() not in history
        assert secret not in str(memo)
    full = f"/cases/{case.case_no}/full"
    desk = (await stack.http.get(full, headers=await stack.header_of("street-dispatch"))).json()
    assert (desk["reporter_phone"], desk["reporter_name"]) == ("138****1234", "王**")
    assert desk["description"] == WORDS
    called = (await stack.http.get(full, headers=await stack.header_of(unit))).json()
    assert (called["description"], called["reporter_phone"]) == (None, None)
    other = await stack.http.get(full, headers=await stack.header_of("gongan"))
    assert other.status_code == 404
    mine = await stack.http.get(f"/calls/{case.case_no}.1", headers=await stack.header_of(unit))
    assert (mine.status_code, mine.json()["description"]) == (200, None)


async def test_the_same_key_gives_the_same_case_and_another_body_422(stack: Stack) -> None:
    body = {"description": "路灯坏了", "reporter": {"kind": "resident"}}
    key = {"Idempotency-Key": "a-key-of-mine"}
    first, again = [await stack.http.post("/reports", json=body, headers=key) for _ in range(2)]
    assert first.json() == again.json()
    at_once = await asyncio.gather(
        *(stack.http.post("/reports", json=body, headers={"Idempotency-Key": "at-once"}) for _ in range(5))
    )
    assert len({answer.json()["case_no"] for answer in at_once}) == 1
    other = await stack.http.post("/reports", json={**body, "description": "别的事"}, headers=key)
    assert other.status_code == 422
    assert other.json()["type"].endswith("key_reused")
    without = [(await stack.http.post("/reports", json=body)).json()["case_no"] for _ in range(2)]
    assert without[0] != without[1]


async def test_a_public_b_item_waits_for_one_keystroke(stack: Stack, city: City) -> None:
    item = next(i.code for i in city.catalogue.items.values() if i.grade is Grade.B and not i.auto)
    body = {"description": "渗水", "item": item, "reporter": {"kind": "resident"}, "community": "SQ07"}
    said = (await stack.http.post("/reports", json=body)).json()
    path = f"/cases/{said['case_no']}"
    early = await stack.http.get(f"{path}?code={said['track_code']}")
    assert (early.status_code, early.json()["state"]) == (200, "triage")
    sent = await stack.post(f"{path}/dispatch", "street-dispatch", {})
    assert (sent.status_code, "called" in sent.json()["made"]) == (200, True)
    wrong = await stack.post(f"{path}/grade", "street-intake", {"item": "B9999", "reason": "x"})
    assert wrong.status_code == 422


async def test_outside_the_area_is_accepted_then_refused_with_where_to_go(stack: Stack) -> None:
    body = {
        "description": "外地的事",
        "reporter": {"kind": "resident"},
        "place": {"lng": 121.47, "lat": 31.23, "datum": "gcj02"},
    }
    said = (await stack.http.post("/reports", json=body)).json()
    path = f"/cases/{said['case_no']}?code={said['track_code']}"
    view = (
        await until(lambda: stack.http.get(path), lambda answer: answer.json()["state"] == "closed")
    ).json()
    assert view["outcome"] == "refused"
    assert any("12345" in line["text"] for line in view["timeline"])


async def test_urging_is_limited_by_the_day(stack: Stack, city: City) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    path = f"/cases/{case.case_no}/urge?code={case.code}"
    for _ in range(city.policy.urges_a_day):
        assert (await stack.http.post(path, json={"text": "快一点"})).status_code == 200
    assert (await stack.http.post(path)).status_code == 409


async def test_many_commands_at_once_for_one_case_lose_nothing(stack: Stack) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    path = f"/cases/{case.case_no}/supplement?code={case.code}"
    with capture_logs() as logged:
        answers = await asyncio.gather(
            *(stack.http.post(path, json={"text": f"补充 {n}"}) for n in range(24))
        )
        assert {answer.status_code for answer in answers} == {200}
        numbers = [answer.json()["seq"] for answer in answers]
        assert sorted(numbers) == list(range(min(numbers), min(numbers) + 24))
    assert [entry for entry in logged if entry["event"] == "record.conflict"] == []


async def test_lists_are_the_unit_s_own_and_paged(stack: Stack) -> None:
    cases = [await stack.report() for _ in range(3)]
    units = [await stack.unit_of(case) for case in cases]
    unit = units[0]
    header, seen, cursor = await stack.header_of(unit), [], ""
    while True:
        page = (await stack.http.get(f"/calls?limit=2{cursor}", headers=header)).json()
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert {call["unit"] for call in seen} == {unit}
    assert {case.case_no for case in cases} <= {call["case_no"] for call in seen}
    assert len({call["call_id"] for call in seen}) == len(seen)
    bad = await stack.http.get("/calls?cursor=nonsense", headers=header)
    assert bad.status_code == 422
    listed = await stack.http.get("/cases?state=called&limit=200", headers=header)
    assert {case.case_no for case in cases} <= {row["case_no"] for row in listed.json()["items"]}


async def test_a_return_is_decided_by_the_desk(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    call = f"/calls/{case.case_no}.1"
    unlisted = await stack.post(f"{call}/return", unit, {"reason": "x9", "note": "不是我们的"})
    assert unlisted.status_code == 422
    asked = await stack.post(f"{call}/return", unit, {"reason": "r1", "note": "不是我们的"})
    assert asked.status_code == 200, asked.text
    again = await stack.post(f"{call}/return", unit, {"reason": "r1", "note": "不是我们的"})
    assert again.status_code == 409
    await stack.until(case, "returned")
    moved = await stack.post(f"/cases/{case.case_no}/dispatch", "street-dispatch", {"lead": "chengguan"})
    assert moved.status_code == 200
    view = await once(stack, case, lambda shown: shown["unit"] == "chengguan")
    assert any("已改派" in line["text"] for line in view["timeline"])


async def test_ready_says_what_is_there(stack: Stack) -> None:
    ready = await stack.http.get("/readyz")
    assert (ready.status_code, ready.json()["away"], ready.json()["spooled"]) == (200, [], 0)
    assert (await stack.http.get("/healthz")).json()["story_time"].startswith("2026-10-09T09")


async def test_without_temporal_a_report_is_spooled_and_started_later_once(
    stack: Stack, tmp_path: Path
) -> None:
    settings = demo_settings(tmp_path, story_start=FRIDAY, temporal_port=NOBODY_LISTENS)
    body = {"description": "停电也要收", "reporter": {"kind": "resident"}}
    key = {"Idempotency-Key": "in-the-dark"}
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as http,
    ):
        first, again = [await http.post("/reports", json=body, headers=key) for _ in range(2)]
        assert first.status_code == 202
        assert first.json() == again.json()
        other = await http.post("/reports", json={**body, "description": "别的"}, headers=key)
        assert other.status_code == 422
        view = await http.get(f"/cases/{first.json()['case_no']}?code={first.json()['track_code']}")
        assert (view.status_code, view.json()["state"]) == (200, "triage")
        ready = await http.get("/readyz")
        assert (ready.status_code, ready.json()["away"], ready.json()["spooled"]) == (503, ["temporal"], 1)
    later = create_app(settings, client=stack.temporal)
    async with (
        later.router.lifespan_context(later),
        httpx.AsyncClient(transport=httpx.ASGITransport(later), base_url=BASE) as http,
    ):
        await start_waiting(later.state.door)
        assert (await http.get("/readyz")).json()["spooled"] == 0
        described = await stack.temporal.get_workflow_handle(first.json()["case_no"]).describe()
        assert described.status is not None
        repeated = await http.post("/reports", json=body, headers=key)
        assert repeated.json() == first.json()


async def test_with_both_stores_down_it_says_so(tmp_path: Path) -> None:
    away = f"sqlite+aiosqlite:///{tmp_path}/no/such/folder/huying.db"
    app = create_app(demo_settings(tmp_path, database_url=away))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as http,
    ):
        body = {"description": "x", "reporter": {"kind": "resident"}}
        answer = await http.post("/reports", json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert int(answer.headers["retry-after"]) > 0
        assert (await http.get("/readyz")).json()["away"] == ["database", "temporal"]
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/catalogue")).json()["items"]
