"""公告 over HTTP and by forms: who may, what is refused, where it shows, when it is over; open incidents show alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api import notices as told
from tests.api.browsing import browsing
from tests.api.stack import Stack, refused

TITLE = "放鹰台今晚停水"
HERE = {"lng": 114.3417, "lat": 30.5504}


def body(stack: Stack, **more: Any) -> dict[str, Any]:
    """A notice of six hours of story time."""
    ends = stack.app.state.door.now() + timedelta(hours=6)
    given = {"title": TITLE, "text": "水管抢修", "communities": ["SQ07"], "items": ["B0602"]}
    return {**given, "ends_at": ends.isoformat(), **more}


async def standing(stack: Stack) -> list[dict[str, Any]]:
    """What everybody is told."""
    return list((await stack.http.get("/notices")).json()["items"])


@pytest.mark.parametrize("account", ["chengguan", "SQ07", "callback-1", "supervisor", "admin"])
async def test_only_a_command_centre_s_desk_writes_and_ends(stack: Stack, account: str) -> None:
    assert (await stack.post("/notices", account, body(stack))).status_code == 403
    assert (await stack.post("/notices/nothing/end", account, {})).status_code == 403


async def test_it_stands_until_it_is_ended(stack: Stack) -> None:
    put_up = await stack.post("/notices", "street-intake", body(stack))
    assert put_up.status_code == 201, put_up.text
    name = put_up.json()["id"]
    assert name in {notice["id"] for notice in await standing(stack)}
    async with browsing(stack.app) as anybody:
        assert TITLE in await anybody.open("/")
        assert TITLE in await anybody.open("/report?community=SQ07")
        assert TITLE in await anybody.open("/report/already?community=SQ07&item=B0602")
        assert TITLE in await anybody.open(f"/report/already?lng={HERE['lng']}&lat={HERE['lat']}")
        for elsewhere in ("community=SQ08", "community=SQ07&item=B0101", "lng=nan&lat=1e9", ""):
            assert TITLE not in await anybody.open(f"/report/already?{elsewhere}")
    assert (await stack.post(f"/notices/{name}/end", "street-chief", {})).status_code == 200
    assert name not in {notice["id"] for notice in await standing(stack)}
    refused(await stack.post(f"/notices/{name}/end", "street-chief", {}), 404, "unknown")


async def test_one_that_has_not_begun_is_not_told(stack: Stack) -> None:
    now = stack.app.state.door.now()
    begins = (now + timedelta(hours=1)).isoformat()
    later = await stack.post("/notices", "street-intake", body(stack, starts_at=begins))
    assert later.json()["id"] not in {notice["id"] for notice in await standing(stack)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": "2020-01-01T00:00:00+08:00"},
        {"ends_at": "2036-01-01T00:00:00+08:00"},
        {"ends_at": "2026-10-10T00:00:00"},
        {"communities": ["nowhere"]},
        {"items": ["B9999"]},
        {"lng": 114.3},
        {"title": "  "},
        {"metres": 10},
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_written(stack: Stack, wrong: dict[str, Any]) -> None:
    before = await standing(stack)
    refused(await stack.post("/notices", "street-intake", body(stack, **wrong)), 422, "malformed")
    assert await standing(stack) == before


async def test_no_more_stand_than_people_read(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readmodel.notices.MOST", 0)
    refused(await stack.post("/notices", "street-intake", body(stack)), 409, "too_many")


async def test_the_desk_writes_and_ends_by_forms(stack: Stack) -> None:
    local = stack.app.state.door.now().astimezone() + timedelta(days=1)
    ends = local.astimezone(UTC).replace(tzinfo=None) + timedelta(hours=8)
    async with browsing(stack.app, "street-dispatch") as desk:
        await desk.open("/notices")
        page = await desk.send("/notices/add", title="施工", text="东湖路半幅施工", ends_at="yesterday")
        assert (desk.status, "东湖路半幅施工" in page) == (422, True)
        fields: dict[str, str | list[str]] = {"lng": "114.3417", "lat": "30.5504", "items": ["B0101", "", ""]}
        page = await desk.send(
            "/notices/add", title="施工", text="东湖路半幅施工", ends_at=f"{ends:%Y-%m-%dT%H:%M}", **fields
        )
        assert (desk.status, "公告已发布" in page, "street-dispatch" in page) == (200, True, True)
        (shown,) = [notice for notice in await standing(stack) if notice["title"] == "施工"]
        assert datetime.fromisoformat(shown["ends_at"]).astimezone(UTC).replace(tzinfo=None) == (
            ends.replace(second=0, microsecond=0) - timedelta(hours=8)
        )
        assert (shown["items"], shown["metres"]) == (["B0101"], 300)
        page = await desk.send(f"/notices/{shown['id']}/end")
        assert "公告已结束" in page
        await desk.send(f"/notices/{shown['id']}/end")
        assert desk.status == 404


async def test_an_open_incident_is_a_notice_by_itself(stack: Stack) -> None:
    case = await stack.report("B0602", place=HERE)
    await stack.unit_of(case)
    opened = await stack.post(f"/cases/{case.case_no}/incident", "street-dispatch", {"cases": []})
    assert opened.status_code == 200, opened.text
    for _ in range(1200):
        told._kept.pop(stack.app.state.door.database, None)
        found = [notice for notice in await standing(stack) if notice["incident"]]
        if found:
            break
    assert (found[0]["id"], found[0]["items"], found[0]["ends_at"]) == ("", ["B0602"], None)
    assert case.case_no not in (await stack.http.get("/notices")).text
    async with browsing(stack.app) as anybody:
        assert "突发事件，正在处置" in await anybody.open(
            f"/report/already?lng={HERE['lng']}&lat={HERE['lat']}&item=B0602"
        )
