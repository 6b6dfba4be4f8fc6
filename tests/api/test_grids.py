"""网格版本 over HTTP: editions and history; a redraw from the proposal to the edition, and open cases that follow."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from api.editing import blocked
from domain.catalogue import GRID_WORKER
from infra.editions import Edition
from tests.api.stack import Stack, once

PROPOSAL = {"name": "2027", "valid_from": "2027-01-01", "reason": "按六百户均衡", "target": 600}


async def get(stack: Stack, path: str, by: str) -> httpx.Response:
    """What this account is told."""
    return await stack.http.get(path, headers=await stack.header_of(by))


async def decided(stack: Stack, redraw: str, by: str, *, granted: bool = True) -> httpx.Response:
    """Yes or no."""
    return await stack.post(f"/grids/redraws/{redraw}/decide", by, {"granted": granted})


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def approved(stack: Stack) -> AsyncIterator[dict[str, Any]]:
    """A redraw that two people approved."""
    made = await stack.post("/grids/redraws", "admin", PROPOSAL)
    assert made.status_code == 200, made.text
    redraw = made.json()["id"]
    for by in ("street-chief", "street-director"):
        answer = await decided(stack, redraw, by)
        assert answer.status_code == 200, answer.text
    yield answer.json()


async def test_editions_and_history(stack: Stack) -> None:
    editions = (await stack.http.get("/grids/editions")).json()["items"]
    assert [(one["name"], one["total"], one["current"]) for one in editions] == [
        ("2018", 270, False),
        ("2019", 185, True),
    ]
    history = (await stack.http.get("/grids/SQ01-G02/history")).json()["items"]
    assert history[1]["made_of"] == ["SQ01-G02", "SQ01-G03"]
    for wrong in ("SQ01-G99", "SQ01-G2", "SQ99-G01", "nonsense", "SQ01-G00"):
        assert (await stack.http.get(f"/grids/{wrong}/history")).status_code == 404


async def test_a_redraw_becomes_an_edition_that_holds_together(
    stack: Stack, approved: dict[str, Any]
) -> None:
    assert approved["state"] == "approved"
    assert approved["before"] == 185
    assert all(one["within"] for one in approved["splits"] if one["before"] != one["after"])
    edition: Edition | None = stack.app.state.door.editions.get(approved["edition"])
    assert edition is not None
    assert edition.faults == ()
    assert edition.city is not None
    assert sum(one.grids for one in edition.city.communities.values()) == approved["after"]
    assert [one.total for one in edition.city.grid_editions] == [270, 185, approved["after"]]
    again = await stack.post(f"/grids/redraws/{approved['id']}/prepare", "admin", {})
    assert again.json()["edition"] == approved["edition"]
    listed = (await get(stack, "/grids/redraws", "auditor")).json()["items"]
    assert approved["id"] in [one["id"] for one in listed]


async def test_three_people_and_no_fewer(stack: Stack) -> None:
    made = (await stack.post("/grids/redraws", "street-director", {**PROPOSAL, "target": 700})).json()
    redraw = made["id"]
    assert (await decided(stack, redraw, "street-director")).json()["type"].endswith("two_persons")
    assert (await decided(stack, redraw, "admin")).status_code == 403
    assert (await decided(stack, redraw, "district-chief")).status_code == 403
    assert (await stack.post(f"/grids/redraws/{redraw}/prepare", "admin", {})).status_code == 409
    assert (await stack.post(f"/grids/redraws/{redraw}/follow", "SQ07", {})).status_code == 409
    assert (await decided(stack, redraw, "street-chief")).json()["state"] == "seconded"
    assert (await decided(stack, redraw, "street-chief")).json()["type"].endswith("two_persons")
    assert (await decided(stack, redraw, "area-chief-1", granted=False)).json()["state"] == "refused"
    assert (await decided(stack, redraw, "area-chief-1")).json()["type"].endswith("decided")


@pytest.mark.parametrize(
    ("by", "changes", "status"),
    [
        ("chengguan", {}, 403),
        ("admin", {"valid_from": "2019-04-01"}, 422),
        ("admin", {"name": "2019"}, 422),
        ("admin", {"target": 10}, 422),
        ("admin", {"target": 500}, 409),
        ("admin", {"reason": ""}, 422),
    ],
)
async def test_what_cannot_be_proposed(stack: Stack, by: str, changes: dict[str, Any], status: int) -> None:
    assert (await stack.post("/grids/redraws", by, {**PROPOSAL, **changes})).status_code == status


async def test_open_calls_follow_by_their_station_chief(stack: Stack, approved: dict[str, Any]) -> None:
    items = stack.app.state.door.city.catalogue.items.values()
    own = next(item.code for item in items if item.lead == GRID_WORKER and not item.urgent)
    case = await stack.report(own, grid="SQ07-G13")
    assert await stack.unit_of(case) == "SQ07-G13"
    path = f"/grids/redraws/{approved['id']}"
    listed = (await get(stack, f"{path}/following", "SQ07")).json()
    mine = next(one for one in listed if one["call_id"].startswith(case.case_no))
    assert (mine["from_grid"], mine["to_grid"]) == ("SQ07-G13", "SQ07-G11")
    assert (await get(stack, f"{path}/following", "SQ08")).json() == []
    assert (await stack.post(f"{path}/follow", "street-chief", {})).status_code == 403
    moved = await stack.post(f"{path}/follow", "SQ07", {})
    assert mine["call_id"] in [one["call_id"] for one in moved.json()["moved"]], moved.text
    await once(stack, case, lambda view: view["unit"] == "SQ07-G11")
    assert mine["call_id"] not in (await get(stack, f"{path}/following", "SQ07")).text


async def test_it_is_not_taken_up_before_its_day(stack: Stack, approved: dict[str, Any]) -> None:
    door = stack.app.state.door
    edition = door.editions.get(approved["edition"])
    said = [str(one) for one in await blocked(door, edition.city)]
    assert any("2027-01-01" in one for one in said)
    assert not any("经两人批准" in one for one in said)
