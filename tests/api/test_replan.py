"""The calendar is corrected while cases are open: edited, started again, tried, carried out (docs/howto)."""

import shutil
from pathlib import Path
from typing import Any

from infra.temporal import ensure_search_attributes
from tests.api.browsing import browsing
from tests.api.conftest import SHUIGUOHU, api_alone, demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY, Case, Stack
from tests.patience import until
from worker import SEARCH_ATTRIBUTES

REASON = "10 月 12 日临时放假"


def corrected(folder: Path, day: str = "2026-10-12") -> Path:
    """The street's pack with one more holiday."""
    pack = folder / f"pack-{day}"
    shutil.copytree(SHUIGUOHU, pack)
    with (pack / "calendar.csv").open("a", encoding="utf-8") as calendar:
        calendar.write(f"{day},holiday,临时放假,extra holiday,street\n")
    return pack


async def asked(stack: Stack, **body: Any) -> dict[str, Any]:
    """One page of a replan by the administrator."""
    answer = await stack.post("/replan", "admin", {"reason": REASON, **body})
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def line_of(stack: Stack, case: Case) -> str:
    """The line that tells the reporter of the new deadline, once it is recorded."""

    async def look() -> list[str]:
        lines = (await stack.see(case))["timeline"]
        return [line["text"] for line in lines if line["event"] == "call_replanned"]

    return (await until(look))[0]


async def test_a_holiday_added_after_the_fact_moves_open_cases(tmp_path: Path) -> None:
    before = demo_settings(tmp_path / "var", story_start=FRIDAY)
    after = demo_settings(tmp_path / "var", story_start=FRIDAY, pack=corrected(tmp_path))
    later = demo_settings(tmp_path / "var", story_start=FRIDAY, pack=corrected(tmp_path, "2026-10-13"))
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(before, temporal) as stack:
            cases = [await stack.report() for _ in range(3)]
            views = [await stack.until(case, "called") for case in cases]
            still = await asked(stack)
            assert (still["items"], still["unchanged"]) == ([], 3)
        async with installation(after, temporal) as stack:
            await carry_out(stack, cases, views)
            await nothing_left_on_the_page(stack)
        async with api_alone(later, temporal.client) as stack:
            await in_vain(stack, cases)


async def carry_out(stack: Stack, cases: list[Case], views: list[dict[str, Any]]) -> None:
    """Try all pages; carry out the first; look."""
    first = await asked(stack, limit=2)
    second = await asked(stack, limit=2, cursor=first["next_cursor"])
    moved = [item for item in first["items"] + second["items"] if item["what"] == "resolve"]
    assert [item["case_no"] for item in moved] == [case.case_no for case in cases]
    assert all(item["from"] < item["to"] for item in moved)
    assert "不计 10-12" in moved[0]["to_explained"]
    assert "not counting 10-12" in moved[0]["to_explained_en"]
    assert (await stack.see(cases[0]))["due_at"] == views[0]["due_at"]  # tried is not done
    unseen = await stack.post("/replan", "admin", {"reason": REASON, "dry_run": False, "limit": 2})
    assert unseen.status_code == 422
    other = {"reason": "另一个理由", "dry_run": False, "limit": 2, "token": first["token"]}
    assert (await stack.post("/replan", "admin", other)).status_code == 409
    for page in (first, second):
        cursor = first["next_cursor"] if page is second else None
        done = await asked(stack, dry_run=False, limit=2, cursor=cursor, token=page["token"])
        assert (done["items"], done["failed"]) == (page["items"], [])
    told = [await line_of(stack, case) for case in cases]
    assert all(REASON in line and "改为" in line for line in told)
    again = await asked(stack)
    assert (again["items"], again["unchanged"]) == ([], 3)
    await stack.to_rating(cases[0])


async def nothing_left_on_the_page(stack: Stack) -> None:
    """What has moved does not move again; a page that nobody saw is not carried out."""
    async with browsing(stack.app, "admin") as admin:
        shown = await admin.open("/replan?reason=" + REASON)
        assert "0 件案件的期限变动" in shown
        assert "按此执行" not in shown
        await admin.open("/replan")
        await admin.send("/replan", reason=REASON, token="0" * 64)
        assert (admin.status, "请重新试算" in admin.page) == (409, True)
        assert REASON in admin.page  # what was typed is still there


async def test_the_page_tries_and_carries_out(tmp_path: Path) -> None:
    before = demo_settings(tmp_path / "var", story_start=FRIDAY)
    after = demo_settings(tmp_path / "var", story_start=FRIDAY, pack=corrected(tmp_path))
    later = demo_settings(tmp_path / "var", story_start=FRIDAY, pack=corrected(tmp_path, "2026-10-13"))
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(before, temporal) as stack:
            case = await stack.report()
            await stack.until(case, "called")
        async with installation(after, temporal) as stack, browsing(stack.app, "admin") as admin:
            shown = await admin.open("/replan?reason=" + REASON)
            assert all(text in shown for text in (case.case_no, "1 件案件的期限变动", "不计 10-12"))
            token = admin.hidden("token")
            page = await admin.send("/replan", reason=REASON, token=token)
            assert (admin.status, "已重排" in page) == (200, True), page
            assert REASON in await line_of(stack, case)
        async with api_alone(later, temporal.client) as stack, browsing(stack.app, "admin") as admin:
            await admin.open("/replan?reason=" + REASON)
            page = await admin.send("/replan", reason=REASON, token=admin.hidden("token"))
            assert all(text in page for text in ("1 件没有重排", "没有回应", "重新试算这一页")), page


async def in_vain(stack: Stack, cases: list[Case]) -> None:
    """No worker runs: each case is named, with why."""
    tried = await asked(stack)
    open_still = {case.case_no for case in cases}
    assert {item["case_no"] for item in tried["items"]} == {case.case_no for case in cases[1:]}  # one is done
    done = await asked(stack, dry_run=False, token=tried["token"])
    assert (done["items"], done["unchanged"]) == ([], 0)
    assert {failed["case_no"] for failed in done["failed"]} == open_still
    assert all("没有回应" in failed["why"] for failed in done["failed"])


async def test_a_worker_with_another_pack_refuses_and_nothing_moves(stack: Stack, tmp_path: Path) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    shared = stack.app.state.door.settings.data_dir
    newer = demo_settings(shared, story_start=FRIDAY, pack=corrected(tmp_path))
    async with api_alone(newer, stack.temporal) as restarted:
        tried = await asked(restarted, limit=200)
        assert case.case_no in {item["case_no"] for item in tried["items"]}
        done = await asked(restarted, dry_run=False, limit=200, token=tried["token"])
    assert done["items"] == []
    assert "重启" in next(f["why"] for f in done["failed"] if f["case_no"] == case.case_no)
    assert "call_replanned" not in await stack.events(case)


async def test_only_an_administrator_replans(stack: Stack) -> None:
    for by in ("street-chief", "operator"):
        assert (await stack.post("/replan", by, {"reason": REASON})).status_code == 403
    assert (await stack.post("/replan", "admin", {"reason": REASON, "cursor": "x"})).status_code == 422
    assert (await stack.http.post("/replan", json={"reason": REASON})).status_code == 401
