"""Results of referrals go back by themselves, and ratings given there come in: over HTTP both ways, once each."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio
from temporalio.client import ScheduleActionStartWorkflow
from temporalio.service import RPCError

from activities.results import FIRST_PAUSE
from api.reading import recorded
from contracts import names
from contracts.links import HttpWay, Link
from contracts.results import ResultsWritten
from contracts.signature import verify
from contracts.story import StoryClock
from domain.calling_back import to_be_rung
from hands import sources
from infra.departments import DepartmentsError, load_links
from infra.schedules import schedule_all
from tests.api.browsing import browsing
from tests.api.hotline import Hotline
from tests.api.stack import SIGNED_BY, Stack, once, refused
from tests.api.test_referrals import fresh
from tests.workflows.department import AGAIN, HAVE_IT, REFUSED, SECRET, Department, serve


@pytest_asyncio.fixture(loop_scope="session")
async def hotline(stack: Stack) -> AsyncIterator[Hotline]:
    """A hotline that knows nothing yet; what others referred has been told."""
    system = Department()
    server, system.url = serve(system)
    async with httpx.AsyncClient(trust_env=False) as client:
        made = Hotline(stack, system, client)
        while (await made.writer.write_back()) != ResultsWritten():
            pass
        yield made
    server.shutdown()
    server.server_close()


async def test_the_result_goes_back_when_it_is_done_and_when_it_is_closed(hotline: Hotline) -> None:
    number, case = await hotline.referred()
    await hotline.stack.until(case, "called")
    assert (await hotline.look()).made == 0
    await hotline.stack.to_rating(case)
    assert await hotline.look() == ResultsWritten(1, 1)
    assert await hotline.look() == ResultsWritten()
    said = await hotline.rated({"outside_no": number, "result": 5})
    assert said.json()["taken"] == [
        {"line": 1, "outside_no": number, "case_no": case.case_no, "result": 5, "known": False}
    ]
    await hotline.stack.until(case, "closed")
    assert await hotline.look() == ResultsWritten(1, 1)
    first, second = hotline.system.wait_for(case.case_no, 2)
    assert [one.key for one in (first, second)] == [f"{quote(number, safe='')}-{n}" for n in (1, 2)]
    assert all(verify(SECRET, one.raw, one.signature, time.time()) for one in (first, second))
    done, closed = first.body, second.body
    assert (done["type"], done["version"], done["outside_no"]) == ("result", 1, number)
    assert (done["state"], done["result"], done["reply"], done["outcome"]) == (
        "rating",
        "solved",
        "修好了",
        None,
    )
    assert (closed["state"], closed["outcome"], closed["outcome_zh"]) == ("closed", "solved", "已解决")
    assert closed["closed_at"].endswith("+08:00")
    assert (await hotline.shown(number))["written_back"]["state"] == "sent"
    told = [line["text"] for line in (await hotline.stack.see(case))["timeline"]]
    assert "已评价：非常满意（市长热线回访）" in told
    again = (await hotline.rated({"outside_no": number, "result": 5})).json()
    assert [one["known"] for one in again["taken"]] == [True]
    other = (await hotline.rated({"outside_no": number, "result": 1})).json()
    assert [fault["outside_no"] for fault in other["faults"]] == [number]


async def test_a_hotline_that_is_away_is_tried_again_later_and_gets_each_result_once(
    hotline: Hotline,
) -> None:
    number, case = await hotline.referred()
    await hotline.stack.to_rating(case)
    hotline.system.script(case.case_no, AGAIN, HAVE_IT)
    assert await hotline.look() == ResultsWritten(made=1, away=1)
    assert await hotline.look() == ResultsWritten()  # not yet
    shown = (await hotline.shown(number))["written_back"]
    assert (shown["state"], shown["tries"], shown["detail"]) == ("waiting", 1, "answered 503")
    hotline.later += FIRST_PAUSE
    assert await hotline.look() == ResultsWritten(sent=1)
    first, second = hotline.system.wait_for(case.case_no, 2)
    assert (first.key, first.raw) == (second.key, second.raw)


async def test_a_newer_result_takes_the_place_of_one_that_waits(hotline: Hotline) -> None:
    number, case = await hotline.referred()
    await hotline.stack.to_rating(case)
    hotline.system.script(case.case_no, AGAIN)
    await hotline.look()
    await hotline.rated({"outside_no": number, "result": 4})
    await hotline.stack.until(case, "closed")
    hotline.later += FIRST_PAUSE
    assert await hotline.look() == ResultsWritten(1, 1)
    assert [one.body["version"] for one in hotline.system.wait_for(case.case_no, 2)] == [1, 2]


async def test_what_was_refused_waits_for_a_person_who_sends_it_again(hotline: Hotline) -> None:
    number, case = await hotline.referred()
    await hotline.stack.to_rating(case)
    hotline.system.script(case.case_no, REFUSED)
    assert await hotline.look() == ResultsWritten(made=1, refused=1)
    hotline.later += timedelta(days=1)
    assert await hotline.look() == ResultsWritten()
    stack, body = hotline.stack, {"outside_no": number}
    refused(await stack.post("/referrals/hotline/resend", "guanli", body), 403, "not_yours")
    async with browsing(stack.app, "street-intake") as clerk:
        page = await clerk.open("/referrals")
        assert "对方拒收" in page
        page = await clerk.send("/referrals/resend", source="hotline", outside_no=number)
        assert (clerk.status, "已安排重发" in page) == (200, True)
    assert await hotline.look() == ResultsWritten(sent=1)
    refused(await stack.post("/referrals/hotline/resend", "street-intake", body), 404, "unknown")
    refused(
        await stack.post("/referrals/hotline/resend", "street-intake", {"outside_no": "x"}), 404, "unknown"
    )


async def test_what_was_merged_is_told_the_result_of_the_other(hotline: Hotline) -> None:
    _, earlier = await hotline.referred()
    await hotline.stack.until(earlier, "called")
    number, later = await hotline.referred()
    await hotline.stack.until(later, "called")
    path = f"/cases/{later.case_no}/merge"
    merged = await hotline.stack.post(path, "street-intake", {"into": earlier.case_no})
    assert merged.status_code == 200, merged.text
    await hotline.stack.until(later, "closed")
    assert (await hotline.look()).made == 0
    await hotline.stack.to_rating(earlier)
    assert (await hotline.look()).sent == 2
    (told,) = hotline.system.wait_for(later.case_no, 1)
    assert (told.body["outside_no"], told.body["reply"]) == (number, "修好了")


async def test_bad_ratings_are_named_and_the_good_ones_count(hotline: Hotline) -> None:
    number, case = await hotline.referred()
    await hotline.stack.to_rating(case)
    rows = ({"outside_no": fresh(), "result": 5}, {"outside_no": number, "result": 6}, {"result": 5})
    said = (await hotline.rated(*rows)).json()
    assert [(fault["line"], fault["column"]) for fault in said["faults"]] == [
        (1, "outside_no"),
        (2, "result"),
        (3, "outside_no"),
    ]
    assert said["taken"] == []
    refused(await hotline.rated({"outside_no": number, "result": 5}, secret="wrong"), 401, "not_signed_in")
    early, open_case = await hotline.referred()
    await hotline.stack.until(open_case, "called")
    (fault,) = (await hotline.rated({"outside_no": early, "result": 5})).json()["faults"]
    assert fault["what"] == "案件现在不在这一步"


async def test_ratings_come_by_table_too(hotline: Hotline) -> None:
    number, case = await hotline.referred()
    await hotline.stack.to_rating(case)
    lines = (f"{number},不满意,服务态度,说话难听", f"{fresh()},满意,,", f"{number},好,,")
    content = "\n".join(["工单编号,满意度,不满意原因,回访意见", *lines])

    async def upload(preview: bool) -> dict[str, Any]:
        answer = await hotline.stack.http.post(
            "/referrals/ratings/upload",
            data={"source": "hotline", "preview": str(preview).lower()},
            files={"file": ("表.csv", content.encode("gb18030"))},
            headers=await hotline.stack.header_of("street-intake"),
        )
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    looked = await upload(True)
    assert [(one["line"], one["result"]) for one in looked["taken"]] == [(2, 2)]
    assert [(fault["line"], fault["cell"]) for fault in looked["faults"]] == [(3, "A3"), (4, "B4")]
    assert (await hotline.stack.see(case))["state"] == "rating"
    assert (await upload(False))["taken"][0]["known"] is False
    assert (await upload(False))["taken"][0]["known"] is True
    full = await hotline.stack.http.get(
        f"/cases/{case.case_no}/full", headers=await hotline.stack.header_of("street-chief")
    )
    rated = next(event for event in full.json()["timeline"] if event["event"] == "rated")
    assert (rated["body"]["via"], rated["body"]["by_staff"], rated["body"]["comment"]) == (
        "hotline",
        False,
        "说话难听",
    )


async def test_the_desk_neither_rates_nor_sends_what_is_about_itself(hotline: Hotline) -> None:
    number, case = await hotline.referred(description="窗口态度差")
    stack = hotline.stack
    await stack.until(case, "called")
    named = await stack.post(f"/cases/{case.case_no}/party", "supervisor", {"unit": "street-command"})
    assert named.status_code == 200, named.text
    await once(stack, case, lambda view: "回避" in str(view["timeline"]))
    said = await stack.http.post(
        "/referrals/ratings/upload",
        data={"source": "hotline", "preview": "true"},
        files={"file": ("表.csv", f"编号,评价\n{number},5\n".encode())},
        headers=await stack.header_of("street-intake"),
    )
    assert [fault["what"] for fault in said.json()["faults"]] == ["没有这个转办编号"]
    body = {"outside_no": number}
    refused(await stack.post("/referrals/hotline/resend", "street-intake", body), 404, "unknown")


async def test_a_source_that_asks_for_itself_is_left_to_ask(hotline: Hotline, tmp_path: Path) -> None:
    file = tmp_path / "departments.toml"
    file.write_text(f'[hotline]\nsecret_in = "{SIGNED_BY}"\nrates = true\n', encoding="utf-8")
    app = hotline.stack.app
    door = app.state.door
    app.state.door = replace(door, links=dict(door.links) | load_links(file))
    try:
        _, case = await hotline.referred(phone="13800000000")
    finally:
        app.state.door = door
    await hotline.stack.to_rating(case)
    found = await recorded(door, case.case_no, events=False)
    assert found is not None
    assert to_be_rung(found.case, door.city.policy.desk) == ()
    async with browsing(app, "callback-1") as caller:
        page = await caller.open("/callbacks")
        assert f"/callbacks/{case.case_no}/attempt" not in page
        assert "转办单位自行回访" in page
    file.write_text('[hotline]\nrates = "yes"\n', encoding="utf-8")
    with pytest.raises(DepartmentsError, match="hotline needs true or false as rates"):
        load_links(file)


async def test_the_schedule_is_there_while_somebody_is_connected(hotline: Hotline) -> None:
    began, temporal = datetime.now(UTC), hotline.stack.temporal
    schedule = temporal.get_schedule_handle(names.RESULTS_ID)
    for _ in range(2):
        await schedule_all(temporal, StoryClock(began, began, 1.0), writes_back=True)
    action = (await schedule.describe()).schedule.action
    assert isinstance(action, ScheduleActionStartWorkflow)
    assert action.workflow == names.RESULTS_WORKFLOW
    for _ in range(2):
        await schedule_all(temporal, StoryClock(began, began, 1.0))
    with pytest.raises(RPCError):
        await schedule.describe()
    linked = Link("hotline", HttpWay(hotline.system.url, "out"), "in")
    assert sources({"hotline": linked, "guanli": linked}) == {"hotline": (hotline.system.url, "out")}
    assert sources({"hotline": replace(linked, way=HttpWay(None))}) == {}


@pytest.mark.parametrize("days", [1, 40])
async def test_of_two_deadlines_the_earlier_counts_and_every_page_says_so(
    hotline: Hotline, days: int
) -> None:
    due = hotline.stack.app.state.door.now() + timedelta(days=days)
    _, case = await hotline.referred(due=due.isoformat())
    view = await hotline.stack.until(case, "called")
    unit, counts = str(view["unit"]), days == 1
    call = await hotline.stack.http.get(
        f"/calls/{case.case_no}.1", headers=await hotline.stack.header_of(unit)
    )
    resolve = datetime.fromisoformat(call.json()["resolve_by"])
    assert (resolve == due.replace(microsecond=resolve.microsecond)) is counts
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(hotline.stack.app), base_url="http://huying.test"
    ) as public:
        pages = [(await public.get(f"/c/{case.case_no}?code={case.code}", follow_redirects=True)).text]
    for who, path in ((unit, f"/desk/{case.case_no}.1"), ("street-chief", f"/cases/{case.case_no}")):
        async with browsing(hotline.stack.app, who) as staff:
            pages.append(await staff.open(path))
            assert staff.status == 200
    assert [("转办期限，早于本街道时限" in page) for page in pages] == [counts] * 3
