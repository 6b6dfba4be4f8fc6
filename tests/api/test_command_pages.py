"""The command centre by forms: the board, one keystroke grades, a return is decided, and the next comes."""

from api.pages.staff.board import piles
from domain.people import Actor, Role
from domain.policy import City
from tests.api.browsing import browsing
from tests.api.stack import Stack

WORDS = "门口堆了一大堆垃圾没人清"


async def test_what_has_no_item_is_graded_by_one_keystroke(stack: Stack) -> None:
    body = {"description": WORDS, "reporter": {"kind": "resident"}, "community": "SQ07"}
    case_no = (await stack.http.post("/reports", json=body)).json()["case_no"]
    async with browsing(stack.app, "street-dispatch") as desk:
        page = await desk.until("/command", case_no)
        assert WORDS in page
        page = await desk.open(f"/command/{case_no}")
        assert 'data-press="1"' in page
        item = page.split('name="item" value="')[1].split('"')[0]
        await desk.send(f"/command/{case_no}/grade", item=item, reason="按诉求内容")
        assert (desk.status, "已分级" in desk.page) == (200, True)
        chief = await stack.header_of("street-chief")
        full = (await stack.http.get(f"/cases/{case_no}/full", headers=chief)).json()
        assert (full["item"], full["state"]) == (item, "called")
        answer = await desk.http.get("/command/next")
        assert case_no not in answer.headers["location"]


async def test_a_return_is_on_the_board_and_goes_to_another_unit(stack: Stack) -> None:
    case = await stack.report("B0102")
    unit = await stack.unit_of(case)
    answer = await stack.post(f"/calls/{case.case_no}.1/return", unit, {"reason": "r1", "note": "不归我们"})
    assert answer.status_code == 200
    async with browsing(stack.app, "street-dispatch") as desk:
        await desk.until("/command", f"/command/{case.case_no}")
        path = f"/command/{case.case_no}"
        page = await desk.open(path)
        assert "审定退单" in page
        await desk.send(f"{path}/dispatch", lead=unit)
        assert (desk.status, "正是这个单位在办" in desk.page) == (409, True)
        await desk.send(f"{path}/dispatch", lead="yuanlin")
        assert desk.status == 200
    assert (await stack.until(case, "called"))["unit"] == "yuanlin"


async def test_the_board_s_piles_hold_each_call_once(stack: Stack, city: City) -> None:
    await stack.unit_of(await stack.report())
    watching = Actor(
        "supervisor", city.policy.committee, (Role.SUPERVISOR,)
    )  # sees what is about the desk, too
    found = await piles(stack.app.state.door, watching)
    calls = [line.call_id for pile in found[3:] for line in pile.lines]
    assert calls
    assert len(calls) == len(set(calls))
    assert all(pile.count >= len(pile.lines) for pile in found)
    async with browsing(stack.app, "supervisor") as supervisor:
        page = await supervisor.open("/command/wall")
        assert f"<b>{found[5].count}</b>" in page


async def test_what_is_about_the_desk_waits_on_the_committee_s_board_alone(stack: Stack, city: City) -> None:
    case = await stack.report(None, about=city.policy.desk)
    async with (
        browsing(stack.app, "supervisor") as committee,
        browsing(stack.app, "street-dispatch") as desk,
    ):
        await committee.until("/command", f"/command/{case.case_no}")
        assert case.case_no not in await desk.open("/command")
