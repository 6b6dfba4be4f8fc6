"""Posts and who holds them, a patrol and a joint action over HTTP, and who may know of them."""

from typing import Any

import httpx
import pytest
from temporalio.testing import ActivityEnvironment

from activities.patrols import Opener
from domain.chiefs import ChiefKind
from tests import patience
from tests.api.stack import Stack

SOON = {"starts_at": "2026-10-01T09:00:00+08:00", "ends_at": "2026-12-01T11:00:00+08:00"}
ACTION = {
    "title": "占道经营联合整治",
    "lead": "chengguan",
    "members": ["jiaoguan", "shichang"],
    "place": "中北路",
    **SOON,
}


async def get(stack: Stack, path: str, by: str) -> httpx.Response:
    """What this account is told."""
    return await stack.http.get(path, headers=await stack.header_of(by))


async def opened(stack: Stack, kind: ChiefKind) -> list[dict[str, Any]]:
    """The rounds of that kind, opened and on record."""
    door = stack.app.state.door
    opener = Opener(stack.temporal, door.city, door.database, door.story, door.now)
    while await ActivityEnvironment().run(opener.open_rounds, kind):
        pass
    leads = {chief.code for chief in door.city.chiefs.of_kind(kind)}

    async def look() -> list[dict[str, Any]]:
        found = (await get(stack, "/rounds?kind=patrol&limit=200", "street-chief")).json()["items"]
        return [one for one in found if one["lead"] in leads]

    return await patience.until(look, lambda mine: len(mine) == len(leads))


async def until(stack: Stack, path: str, by: str, field: str, value: object) -> dict[str, Any]:
    """What is at that path once a field is so."""
    answer = await patience.until(
        lambda: get(stack, path, by), lambda one: one.status_code == 200 and one.json()[field] == value
    )
    return dict(answer.json())


async def test_the_posts_are_public_and_their_holders_are_not(stack: Stack) -> None:
    all_of_them = (await stack.http.get("/chiefs")).json()["items"]
    assert len(all_of_them) == 9 + 4 + 32 + 185
    assert not [one for one in all_of_them if one["account"]]
    there = (await stack.http.get("/chiefs?community=SQ07")).json()["items"]
    assert [one["kind"] for one in there].count("area") == 1
    mine = (await get(stack, "/chiefs/mine", "guanli")).json()["items"]
    assert [one["code"] for one in mine] == ["LZ01"]
    assert [one["code"] for one in (await get(stack, "/chiefs/mine", "SQ07-G03")).json()["items"]] == [
        "SQ07-G03"
    ]
    assert (await get(stack, "/chiefs/LZ01", "chengguan")).json()["account"] == "guanli"
    assert (await get(stack, "/chiefs/LZ99", "chengguan")).status_code == 404


@pytest.mark.parametrize(
    ("by", "code", "account", "status"),
    [
        ("chengguan", "LZ02", "chengguan", 403),
        ("admin", "LZ99", "chengguan", 404),
        ("admin", "LZ02", "nobody", 422),
        ("admin", "SQ07-G03", "chengguan", 409),
        ("street-director", "LZ02", "chengguan", 200),
        ("street-director", "LZ02", None, 200),
    ],
)
async def test_who_appoints_whom(stack: Stack, by: str, code: str, account: str | None, status: int) -> None:
    answer = await stack.post(f"/chiefs/{code}/holder", by, {"account": account})
    assert answer.status_code == status, answer.text
    if status == 200:
        assert (await get(stack, f"/chiefs/{code}", by)).json()["account"] == account


async def test_a_patrol_finds_a_case_that_names_its_chiefs(stack: Stack) -> None:
    rounds = await opened(stack, ChiefKind.ROAD)
    mine = next(one for one in rounds if one["lead"] == "LZ01")
    path = f"/rounds/{mine['round_no']}"
    early = await stack.post(f"{path}/findings", "guanli", {"description": "井盖破损"})
    assert (early.status_code, early.json()["allowed"]) == (409, ["begin"])
    for by in ("chengguan", "SQ07-G03"):
        assert (await get(stack, path, by)).status_code == 404
        assert (await stack.post(f"{path}/begin", by, {})).status_code == 404
    assert (await stack.post(f"{path}/begin", "guanli", {}, "k1")).status_code == 200
    await until(stack, path, "guanli", "phase", "under_way")
    said = {"description": "井盖破损", "item": "B0102", "community": "SQ11"}
    found = await stack.post(f"{path}/findings", "guanli", said, "k2")
    again = await stack.post(f"{path}/findings", "guanli", said, "k2")
    assert (found.status_code, found.json()["case_no"]) == (200, again.json()["case_no"]), found.text
    case_no = found.json()["case_no"]
    full = await until(stack, f"/cases/{case_no}/full", "street-chief", "channel", "grid")
    posts = {chief["code"]: chief["account"] for chief in full["chiefs"]}
    assert posts == {"PQ06": None, "LZ01": "guanli"}
    assert full["address"] == "中北路"
    door = stack.app.state.door
    view = (await stack.http.get(f"/cases/{case_no}?code={door.numbers.track_code(case_no)}")).json()
    assert [chief["code"] for chief in view["chiefs"]] == ["PQ06", "LZ01"]
    assert "account" not in view["chiefs"][0]
    done = await stack.post(f"{path}/finish", "guanli", {}, "k3")
    assert done.json()["made"] == ["finished", "closed"]
    whole = await until(stack, path, "dangzheng", "outcome", "done")
    assert [one["case_no"] for one in whole["found"]] == [case_no]
    seen = (await get(stack, "/rounds?missed=false&phase=closed", "guanli")).json()["items"]
    assert mine["round_no"] in [one["round_no"] for one in seen]
    assert (await get(stack, "/rounds", "gonghui")).json()["items"] == []


async def test_a_joint_action_of_three_units(stack: Stack) -> None:
    assert (await stack.post("/rounds", "chengguan", ACTION)).status_code == 403
    planned = await stack.post("/rounds", "street-director", ACTION, "joint-1")
    assert (await stack.post("/rounds", "street-director", ACTION, "joint-1")).json() == planned.json()
    path = f"/rounds/{planned.json()['round_no']}"
    await until(stack, path, "chengguan", "phase", "waiting")
    assert (await get(stack, path, "gonghui")).status_code == 404
    assert (await stack.post(f"{path}/begin", "jiaoguan", {})).status_code == 409
    for what, by in (("begin", "chengguan"), ("come", "jiaoguan")):
        assert (await stack.post(f"{path}/{what}", by, {})).status_code == 200
    await until(stack, path, "jiaoguan", "came", ["jiaoguan"])
    secret = {"description": "占道摊位", "item": "B0102", "community": "SQ11"}
    found = await stack.post(f"{path}/findings", "jiaoguan", secret)
    assert found.status_code == 200, found.text
    assert (await stack.post(f"{path}/finish", "chengguan", {})).json()["detail"] == "请写明行动结果"
    assert (await stack.post(f"{path}/finish", "chengguan", {"summary": "清理占道 6 处"})).status_code == 200
    whole = await until(stack, path, "street-chief", "phase", "closed")
    assert (whole["absent"], whole["findings"], whole["summary"]) == (["shichang"], 1, "清理占道 6 处")
    other = await stack.post("/rounds", "street-director", {**ACTION, "title": "夜市整治"})
    gone = await stack.post(f"/rounds/{other.json()['round_no']}/cancel", "street-chief", {"reason": "下雨"})
    if gone.status_code == 404:  # not on record yet
        await until(stack, f"/rounds/{other.json()['round_no']}", "street-chief", "phase", "waiting")
        gone = await stack.post(
            f"/rounds/{other.json()['round_no']}/cancel", "street-chief", {"reason": "下雨"}
        )
    assert gone.status_code == 200, gone.text


@pytest.mark.parametrize(
    "changes",
    [
        {"members": ["chengguan"]},
        {"members": ["nobody"]},
        {"members": []},
        {"members": ["wuye"]},
        {"lead": "nobody"},
        {"ends_at": "2026-09-01T09:00:00+08:00"},
        {"ends_at": "2029-09-01T09:00:00+08:00"},
        {"title": ""},
    ],
)
async def test_an_action_that_makes_no_sense(stack: Stack, changes: dict[str, Any]) -> None:
    assert (await stack.post("/rounds", "street-director", {**ACTION, **changes})).status_code == 422


async def test_a_unit_learns_nothing_of_a_finding_about_itself(stack: Stack) -> None:
    planned = await stack.post("/rounds", "street-director", {**ACTION, "title": "检查"})
    path = f"/rounds/{planned.json()['round_no']}"
    await until(stack, path, "chengguan", "phase", "waiting")
    for what, by in (("begin", "chengguan"), ("come", "jiaoguan")):
        assert (await stack.post(f"{path}/{what}", by, {})).status_code == 200
    await until(stack, path, "jiaoguan", "came", ["jiaoguan"])
    found = await stack.post(f"{path}/findings", "jiaoguan", {"description": "执法人员态度", "item": "B0102"})
    case_no = found.json()["case_no"]
    await until(stack, f"/cases/{case_no}/full", "street-chief", "case_no", case_no)
    about = await stack.post(f"/cases/{case_no}/party", "street-chief", {"unit": "chengguan"})
    assert about.status_code == 200, about.text
    await patience.until(lambda: get(stack, path, "chengguan"), lambda answer: case_no not in answer.text)
    assert case_no in (await get(stack, path, "street-chief")).text
