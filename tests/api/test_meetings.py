"""联席会 over HTTP: who calls and reads one, quorum and votes, and decisions that become cases of the ordinary way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.meetings import Vote, adopted, quorate
from tests.api.stack import Stack, refused
from tests.patience import until

INVITED = ["chengguan", "gongan", "guanli"]


async def called(stack: Stack, by: str = "street-chief", **more: Any) -> dict[str, Any]:
    """A meeting that begins at once."""
    body = {
        "tier": "street",
        "title": "街道党建联席会",
        "agenda": "占道经营；老旧小区停车",
        "place": "三楼会议室",
        "at": stack.app.state.door.now().isoformat(),
        "units": INVITED,
        **more,
    }
    answer = await stack.post("/meetings", by, body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def held(stack: Stack, attended: list[str], by: str = "street-chief", **more: Any) -> str:
    """The path of one with its minutes."""
    path = f"/meetings/{(await called(stack, by, **more))['id']}"
    answer = await stack.post(f"{path}/held", by, {"attended": attended, "minutes": "逐项讨论"})
    assert answer.status_code == 200, answer.text
    return path


async def followed(stack: Stack, path: str, seen: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first decision as the duty chief sees it, once it shows that."""

    async def look() -> dict[str, Any]:
        answer = await stack.http.get(path, headers=await stack.header_of("street-chief"))
        return dict(answer.json()["decisions"][0])

    return await until(look, seen)


def test_more_than_half_make_a_quorum_and_adopt() -> None:
    assert [quorate(4, there) for there in (0, 2, 3, 4)] == [False, False, True, True]
    assert [adopted(Vote(yes, 4 - yes), 4) for yes in range(5)] == [False, False, False, True, True]


async def test_a_decision_becomes_a_case_whose_state_is_shown(stack: Stack) -> None:
    path = await held(stack, INVITED)
    task = {"item": "B0101", "community": "SQ07"}
    decision = {"text": "整治放鹰台路占道，联系人13800001234", "in_favour": 2, "against": 1, "task": task}
    answer = await stack.post(f"{path}/decisions", "street-chief", decision)
    assert answer.status_code == 201, answer.text
    (one,) = answer.json()["decisions"]
    assert (one["adopted"], "13800001234" in one["text"]) == (True, False)
    case_no = (await followed(stack, path, lambda decision: decision["unit"] == "guanli"))["case_no"]
    full = await stack.http.get(f"/cases/{case_no}/full", headers=await stack.header_of("street-chief"))
    assert (full.json()["channel"], full.json()["item"]) == ("meeting", "B0101")
    again = await stack.post(f"{path}/decisions/1/open", "street-chief", {})
    assert again.json()["decisions"][0]["case_no"] == case_no
    theirs = (await stack.http.get(path, headers=await stack.header_of("gongan"))).json()["decisions"][0]
    assert (theirs["case_no"], theirs["unit"]) == (None, "guanli")  # where it stands, not its number


async def test_what_is_not_adopted_or_asks_nothing_opens_no_case(stack: Stack) -> None:
    path = await held(stack, INVITED)
    lost = {"text": "不通过", "in_favour": 1, "against": 2, "task": {"item": "B0101", "community": "SQ07"}}
    for body in (lost, {"text": "通报情况", "in_favour": 3}):
        assert (await stack.post(f"{path}/decisions", "street-chief", body)).status_code == 201
    seen = (await stack.http.get(path, headers=await stack.header_of("street-chief"))).json()
    assert [(d["n"], d["adopted"], d["state"]) for d in seen["decisions"]] == [
        (1, False, None),
        (2, True, None),
    ]
    for n in (1, 2, 3):
        refused(await stack.post(f"{path}/decisions/{n}/open", "street-chief", {}), 404, "unknown")


async def test_without_a_quorum_nothing_is_decided(stack: Stack) -> None:
    decision = {"text": "整治", "in_favour": 1}
    fresh = f"/meetings/{(await called(stack))['id']}"
    refused(await stack.post(f"{fresh}/decisions", "street-chief", decision), 409, "no_quorum")
    few = await held(stack, ["guanli"])
    refused(await stack.post(f"{few}/decisions", "street-chief", decision), 409, "no_quorum")


@pytest.mark.parametrize(
    "wrong",
    [
        {"in_favour": 4},
        {"in_favour": 0},
        {"in_favour": -1},
        {"in_favour": 2, "against": 2},
        {"in_favour": 3, "text": " "},
        {"in_favour": 3, "task": {"item": "B9999"}},
        {"in_favour": 3, "task": {"community": "nowhere"}},
        {"in_favour": 3, "task": {"about": "nobody"}},
    ],
)
async def test_a_wrong_decision_is_not_kept(stack: Stack, wrong: dict[str, Any]) -> None:
    path = await held(stack, INVITED)
    refused(await stack.post(f"{path}/decisions", "street-chief", {"text": "议", **wrong}), 422, "malformed")
    seen = await stack.http.get(path, headers=await stack.header_of("street-chief"))
    assert seen.json()["decisions"] == []


async def test_it_is_held_once_in_its_time_by_those_invited(stack: Stack) -> None:
    door = stack.app.state.door
    later = await called(stack, at=(door.now() + timedelta(days=3)).isoformat())
    minutes = {"attended": ["guanli"], "minutes": "议"}
    path = f"/meetings/{later['id']}"
    refused(await stack.post(f"{path}/held", "street-chief", minutes), 409, "not_yet")
    assert (await stack.post(f"{path}/cancel", "street-chief", {"reason": "改期"})).json()[
        "state"
    ] == "cancelled"
    refused(await stack.post(f"{path}/cancel", "street-chief", {"reason": "改期"}), 409, "ended")
    now = f"/meetings/{(await called(stack))['id']}"
    stranger = {"attended": ["sifa"], "minutes": "议"}
    refused(await stack.post(f"{now}/held", "street-chief", stranger), 422, "malformed")
    assert (await stack.post(f"{now}/held", "street-chief", minutes)).json()["attended"] == ["guanli"]
    refused(await stack.post(f"{now}/held", "street-chief", minutes), 409, "ended")


@pytest.mark.parametrize(
    "wrong",
    [
        {"units": []},
        {"units": ["nobody"]},
        {"community": "SQ07"},
        {"tier": "community"},
        {"tier": "community", "community": "nowhere"},
        {"at": "2020-01-01T09:00:00+08:00"},
        {"at": "2036-01-01T09:00:00+08:00"},
    ],
)
async def test_a_notice_that_cannot_be_is_refused(stack: Stack, wrong: dict[str, Any]) -> None:
    body = {"tier": "street", "title": "会", "agenda": "议", "place": "街道", "units": INVITED}
    now = stack.app.state.door.now().isoformat()
    refused(await stack.post("/meetings", "street-chief", {**body, "at": now, **wrong}), 422, "malformed")


async def test_who_calls_which_and_who_knows_of_it(stack: Stack) -> None:
    community = {"tier": "community", "community": "SQ07", "units": ["SQ07", "chengguan"]}
    own = await called(stack, "SQ07", **community)
    body = {"title": "会", "agenda": "议", "place": "社区", "at": stack.app.state.door.now().isoformat()}
    for by, of in (
        ("SQ08", community),
        ("SQ07", {"tier": "street", "units": INVITED}),
        ("district-chief", community),
    ):
        assert (await stack.post("/meetings", by, {**body, **of})).status_code == 403
    seen = {}
    for account in ("SQ07", "chengguan", "street-dispatch", "auditor", "SQ08", "gongan", "district-chief"):
        header = await stack.header_of(account)
        one = await stack.http.get(f"/meetings/{own['id']}", headers=header)
        listed = await stack.http.get("/meetings?limit=200", headers=header)
        assert (one.status_code == 200) == (own["id"] in listed.text), account
        seen[account] = one.status_code
    assert [account for account, status in seen.items() if status == 404] == [
        "SQ08",
        "gongan",
        "district-chief",
    ]
    refused(await stack.post(f"/meetings/{own['id']}/cancel", "SQ08", {"reason": "否"}), 404, "unknown")
    assert (await stack.post(f"/meetings/{own['id']}/cancel", "SQ07", {"reason": "改期"})).status_code == 200


async def test_no_more_wait_than_can_be_followed(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    path = await held(stack, INVITED)
    monkeypatch.setattr("readmodel.meetings.MOST_DECISIONS", 0)
    decision = {"text": "整治", "in_favour": 3}
    refused(await stack.post(f"{path}/decisions", "street-chief", decision), 409, "too_many")
    monkeypatch.setattr("readmodel.meetings.MOST_CALLED", 0)
    body = {"tier": "street", "title": "会", "agenda": "议", "place": "街道", "units": INVITED}
    body["at"] = stack.app.state.door.now().isoformat()
    refused(await stack.post("/meetings", "street-chief", body), 409, "too_many")


async def test_what_is_about_a_unit_is_not_followed_by_it(stack: Stack) -> None:
    path = await held(stack, INVITED)
    task = {"item": "B0101", "community": "SQ07", "about": "gongan"}
    decided = {"text": "作风问题", "in_favour": 3, "task": task}
    assert (await stack.post(f"{path}/decisions", "street-chief", decided)).status_code == 201
    assert (await followed(stack, path, lambda decision: bool(decision["case_no"])))["state"]
    theirs = (await stack.http.get(path, headers=await stack.header_of("gongan"))).json()["decisions"][0]
    assert [theirs[name] for name in ("case_no", "state", "unit")] == [None, None, None]
