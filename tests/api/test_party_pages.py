"""被反映单位 on the pages: no list, board, map or count of a staff page shows a unit what is about itself."""

import asyncio
import time

from api.pages.staff.menu import ENTRIES
from domain.policy import City
from readmodel.board import Watched, grids_of, where_open
from tests.api.browsing import browsing
from tests.api.stack import PATIENCE, URGENT, Case, Stack, once
from tests.api.test_party import AT_DESK, DESK
from tests.api.test_paths_out import answers

STATION, GRID, OF_GRID = "SQ07", "SQ07-G03", "A107"
PAGES = [entry.path for entry in ENTRIES] + ["/command/next"]


async def shown(stack: Stack, account: str) -> str:
    """All that the pages of an account say."""
    async with browsing(stack.app, account) as browser:
        return "\n".join([await browser.open(path) for path in PAGES])


async def until_shown(stack: Stack, account: str, path: str, text: str) -> None:
    """Wait until a page says that."""
    end = time.monotonic() + PATIENCE
    async with browsing(stack.app, account) as browser:
        while text not in await browser.open(path):
            assert time.monotonic() < end, browser.page
            await asyncio.sleep(0.05)


async def test_the_desk_s_pages_show_it_nothing_about_itself(stack: Stack) -> None:
    told = {"about": DESK, "reporter": {"kind": "resident", "phone": "13800000001"}}
    called, done = await stack.report("B0102", **told), await stack.report("B0102")
    untriaged = await stack.report(None, **told)
    assert (await stack.until(called, "called"))["unit"] == "guanli"
    await until_shown(stack, "supervisor", "/command", untriaged.case_no)
    await until_shown(stack, "supervisor", "/command", called.case_no)
    rated = await stack.report("B0102", **told)
    await stack.to_rating(done)
    await worked_on(stack, rated)
    await until_shown(stack, "callback-1", "/callbacks", done.case_no)
    about = {case.case_no for case in (called, untriaged, rated)}
    for account in AT_DESK:
        told_them = await shown(stack, account)
        assert not {number for number in about if number in told_them}, account


async def worked_on(stack: Stack, case: Case) -> None:
    """Completed and checked, by whoever may see it."""
    unit, done = await stack.unit_of(case), {"result": "solved", "reply": "清运了"}
    assert (await stack.post(f"/calls/{case.case_no}.1/complete", unit, done)).status_code == 202
    await stack.until(case, "checking")
    checked = await stack.post(f"/cases/{case.case_no}/check", GRID, {"passed": True, "note": "看过"})
    assert checked.status_code == 200, checked.text
    await stack.until(case, "rating")


async def test_what_went_up_about_the_desk_is_not_on_its_board(fast: Stack) -> None:
    about, other = await fast.report(URGENT, about=DESK), await fast.report(URGENT)
    for case in (about, other):
        await went_up(fast, case)
    board = await shown(fast, "street-director")
    assert (other.case_no in board, about.case_no in board) == (True, False)
    await until_shown(fast, "supervisor", "/command", about.case_no)


async def went_up(stack: Stack, case: Case) -> None:
    """A clock was missed."""
    await once(stack, case, lambda view: view["timeline"] != [] and view["unit"] is not None)
    end = time.monotonic() + PATIENCE
    while "breached" not in await answers(stack, "supervisor", [f"/cases/{case.case_no}/full"]):
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


async def test_a_station_s_counts_and_a_centre_s_map_leave_it_out(stack: Stack, city: City) -> None:
    database, now = stack.app.state.door.database, stack.app.state.door.now()

    async def seen(asker: str) -> tuple[int, int]:
        async with database.session() as session:
            grids = await grids_of(session, Watched(asker, (GRID,)), now)
            return grids[GRID].open if grids else 0, len(await where_open(session, Watched(asker), 1000))

    theirs, others = await seen(STATION), await seen(DESK)
    case = await stack.report(OF_GRID, about=STATION, place={"lng": 114.3421, "lat": 30.5507})
    assert await stack.unit_of(case) == GRID
    assert await seen(STATION) == theirs
    assert await seen(DESK) == (others[0] + 1, others[1] + 1)
    assert city.units[GRID].overseen_by == STATION
