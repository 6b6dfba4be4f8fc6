"""被反映单位: nobody of that unit sees the case, its calls, its place in a list, or may act: there is none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from api.live import visible_to
from domain.people import Actor, Role
from readmodel.changes import changes_after
from tests.api.conftest import api_alone, demo_settings
from tests.api.stack import FRIDAY, URGENT, Case, Stack, once, refused
from tests.api.test_paths_out import answers, asked, warned
from tests.api.test_replan import asked as replanned
from tests.api.test_replan import corrected
from tests.patience import until

LAMP, UNIT, DESK = "B0520", "chengguan", "street-command"
AT_DESK = ("street-intake", "street-dispatch", "street-chief", "street-director", "callback-1", "reviewer-1")
WITHIN = {"unit": (UNIT,), "desk": (*AT_DESK, "area-chief-1", "admin", "operator", DESK)}
NOTE = {"note": "已看过"}
BODIES: dict[str, dict[str, Any] | None] = {
    "/cases/{case_no}/rating": {"result": 5},
    "/cases/{case_no}/grade": {"item": "B0102", "reason": "分级"},
    "/cases/{case_no}/dispatch": {"lead": "guanli"},
    "/cases/{case_no}/approve": {"request_id": "t1", "granted": True},
    "/cases/{case_no}/summarise": {"text": "楼道渗水"},
    "/cases/{case_no}/supervise": {"text": "请速办"},
    "/cases/{case_no}/check": {"passed": True, **NOTE},
    "/cases/{case_no}/reason": {"choice": "explain", **NOTE},
    "/cases/{case_no}/review": {"verdict": "again", **NOTE},
    "/cases/{case_no}/hand-up": {"reason": "h1"},
    "/cases/{case_no}/hand-down": {"reason": "退回"},
    "/cases/{case_no}/void": {"reason": "v1"},
    "/cases/{case_no}/refuse": {"reason": "f2", "where": "法院"},
    "/cases/{case_no}/merge": {"into": "another"},
    "/cases/{case_no}/incident": {},
    "/cases/{case_no}/split": {"parts": [{"text": "井盖响"}]},
    "/cases/{case_no}/repeat": {"of": "another", "reply": "见原件"},
    "/cases/{case_no}/party": {"unit": "guanli"},
    "/cases/{case_no}/exclude": {"reason": "e3", **NOTE},
    "/calls/{call_id}/respond": {"kind": "contacted", **NOTE},
    "/calls/{call_id}/complete": {"result": "solved", "reply": "修好了"},
    "/calls/{call_id}/return": {"reason": "r1", **NOTE},
    "/calls/{call_id}/extend": {"reason": "缺料"},
    "/calls/{call_id}/suspend": {"until": "2026-11-01T00:00:00+08:00", "reason": "s1"},
    "/calls/{call_id}/resume": None,
    "/calls/{call_id}/hand-up": {"reason": "h1"},
    "/calls/{call_id}/call-off": {"reason": "不需要"},
    "/calls/{call_id}/transfer": {"unit": "SQ07-G02", "note": "属 2 网格"},
    "/calls/{call_id}/progress": NOTE,
    "/calls/{call_id}/resend": None,
    "/calls/{call_id}/register": {"outside_no": "QW-1", "contact": "值班台"},
    "/cases/{case_no}/attempt": {"outcome": "busy"},
    "/cases/{case_no}/reveal": {"reason": "电话回访"},
    "/calls/{call_id}/appeal": {"clock": "respond", **NOTE},
}
"""What may be said to a case or a call, but for what takes its code; a new route must be added."""
OF_NO_CASE = tuple(
    f"/api/v1/{of}/"
    for of in (
        *("notices", "nearby", "absences", "handovers", "matters", "candidates", "persons"),
        *("registers", "meetings", "deliberations", "simplifications", "chiefs", "rounds", "grids"),
    )
)
"""Notices, absences, shifts, matters, registers, meetings (`test_meetings` holds that), what persons ask for
(`test_persons` holds that), chiefs and rounds; and what is open near by, of which nothing is about a unit."""
OF_OTHERS = {
    "/departments/{unit}/receipts",
    *(f"/referrals/{{source}}{what}" for what in ("", "/ratings", "/resend")),
}
"""By signature; or by an outside number, which `test_written_back` looks at."""
BY_CODE = {
    f"/cases/{{case_no}}/{what}" for what in ("urge", "supplement", "withdraw", "reopen", "not-the-same")
}


@dataclass
class Reported:
    """Cases about a unit and about the desk, closed ones among them; and a closed one about nobody."""

    unit: list[str]
    desk: list[str]
    another: str


async def report(stack: Stack, about: str | None = None) -> Case:
    """A lamp; told, once somebody has it."""
    case = await stack.report(LAMP, **({"about": about} if about else {}))
    await once(stack, case, lambda view: bool(view["timeline"]) and view["unit"] is not None)
    return case


async def withdrawn(stack: Stack, about: str | None = None) -> Case:
    """A closed case, about that unit."""
    case = await report(stack, about)
    said = await stack.http.post(f"/cases/{case.case_no}/withdraw?code={case.code}")
    assert said.status_code == 200, said.text
    await stack.until(case, "closed")
    return case


async def found_later(stack: Stack) -> Case:
    """Called and warned, then found to be what the report is about."""
    case = await report(stack)
    assert (await stack.see(case))["unit"] == UNIT
    for hours in (1, 1.5):
        await warned(stack, datetime.fromisoformat(FRIDAY) + timedelta(hours=hours, minutes=5))
    own = await answers(stack, UNIT, ["/warnings?limit=200", "/calls?limit=200", "/cases?limit=200"])
    assert own.count(case.case_no) > 3  # it has found it everywhere, so far
    named = await stack.post(f"/cases/{case.case_no}/party", "supervisor", {"unit": UNIT})
    assert named.status_code == 200, named.text
    await once(stack, case, lambda view: view["unit"] == DESK)
    return case


async def part_of_its_own(stack: Stack) -> Case:
    """A part of a case that the unit has, which is about the unit."""
    parent = await report(stack)
    split = await stack.post(
        f"/cases/{parent.case_no}/split", "street-dispatch", {"parts": [{"text": "态度", "item": "B0102"}]}
    )
    assert split.status_code == 200, split.text
    link = (await once(stack, parent, lambda view: bool(view["linked"])))["linked"][0]
    child = Case(link["case_no"], link["track_code"])
    await stack.until(child, "called")
    named = await stack.post(f"/cases/{child.case_no}/party", "street-intake", {"unit": UNIT})
    assert named.status_code == 200, named.text
    parents = await answers(stack, UNIT, [f"/cases/{parent.case_no}/full"])
    assert parent.case_no in parents
    assert child.case_no not in parents
    return child


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def reported(stack: Stack) -> Reported:
    """What the tests of this module look for."""
    named = await report(stack, UNIT)
    assert (await stack.see(named))["unit"] == DESK  # not the item's own unit
    ofdesk = await report(stack, DESK)
    closed = [await withdrawn(stack, about) for about in (UNIT, DESK)]
    later, part = await found_later(stack), await part_of_its_own(stack)
    return Reported(
        [case.case_no for case in (named, later, part, closed[0])],
        [ofdesk.case_no, closed[1].case_no],
        (await withdrawn(stack)).case_no,
    )


@pytest.mark.parametrize("whose", ["unit", "desk"])
async def test_it_finds_nothing_of_it_anywhere(stack: Stack, reported: Reported, whose: str) -> None:
    numbers: list[str] = getattr(reported, whose)
    routes = asked(numbers)
    routes.pop("/cases/{case_no}")  # takes the code
    paths = [path for route in routes.values() for path in route]
    for account in WITHIN[whose]:
        told = await answers(stack, account, paths)
        assert not [number for number in numbers if number in told], account
    public = "http://huying.test/open311/v2/requests.json"
    listed = await answers(stack, "", [public, f"{public}?service_request_id={','.join(numbers)}"])
    assert reported.another in listed
    assert not [number for number in numbers if number in listed]
    others = await answers(stack, "supervisor", [f"/cases?q={number}" for number in numbers])
    assert all(number in others for number in numbers)


@pytest.mark.parametrize("whose", ["unit", "desk"])
async def test_it_hears_of_no_change(stack: Stack, reported: Reported, whose: str) -> None:
    door, numbers = stack.app.state.door, getattr(reported, whose)
    async with door.database.session() as session:
        made = await changes_after(session, datetime(2000, 1, 1, tzinfo=UTC), 100_000)
    ours = [change for change in made if change.case_no in numbers]
    assert {change.case_no for change in ours} == set(numbers)
    for account in WITHIN[whose]:
        who = (await stack.http.get("/session", headers=await stack.header_of(account))).json()
        hears = visible_to(door, Actor(account, who["unit"], tuple(Role(role) for role in who["roles"])))
        assert not [change for change in ours if hears(change)], account


async def test_every_way_to_act_is_known_here(stack: Stack) -> None:
    paths = (await stack.http.get("/openapi.json")).json()["paths"]
    posted = {path for path, ways in paths.items() if "post" in ways and "{" in path}
    ways = {
        path.removeprefix("/api/v1") for path in posted if not path.startswith(("/open311/", *OF_NO_CASE))
    }
    assert ways - OF_OTHERS == BODIES.keys() | BY_CODE


@pytest.mark.parametrize("whose", ["unit", "desk"])
async def test_it_may_do_no_more_than_to_a_case_that_never_was(
    stack: Stack, reported: Reported, whose: str
) -> None:
    never = stack.app.state.door.numbers.keyed(date(2026, 10, 9), "never", "never", "never", 0)
    for path, body in BODIES.items():
        mine = {
            name: reported.another if value == "another" else value for name, value in (body or {}).items()
        }
        for account in WITHIN[whose]:
            expected = await said(stack, path, never, account, mine)
            assert expected[0] in (403, 404), (path, account, expected)
            for number in getattr(reported, whose):
                assert await said(stack, path, number, account, mine) == expected, (path, account)


async def said(stack: Stack, path: str, number: str, by: str, body: dict[str, Any]) -> tuple[int, Any]:
    """What somebody is answered."""
    answer = await stack.post(path.format(case_no=number, call_id=f"{number}.1"), by, body)
    return answer.status_code, answer.json()


async def test_nobody_ends_a_report_by_one_about_themselves(stack: Stack, reported: Reported) -> None:
    case = await report(stack)
    body = {"of": reported.desk[-1], "reply": "见原件"}
    answer = await stack.post(f"/cases/{case.case_no}/repeat", "street-intake", body)
    refused(answer, 422, "malformed")


async def test_its_own_system_is_told_that_there_is_no_such_case(stack: Stack, reported: Reported) -> None:
    call = f"{reported.unit[1]}.1"
    content = f'{{"receipt_id":"r-1","call_id":"{call}","type":"progress","at":"{FRIDAY}","note":"在办"}}'
    refused(await stack.receipt(UNIT, content.encode()), 404, "unknown")


async def test_a_replan_by_its_administrator_leaves_it_out(
    stack: Stack, reported: Reported, tmp_path: Path
) -> None:
    settings = demo_settings(
        stack.app.state.door.settings.data_dir, story_start=FRIDAY, pack=corrected(tmp_path)
    )
    async with api_alone(settings, stack.temporal) as restarted:
        cursor, seen = None, ""
        while True:
            page = await replanned(restarted, limit=200, cursor=cursor)
            seen, cursor = seen + str(page["items"]), page["next_cursor"]
            if cursor is None:
                break
    assert reported.unit[0] in seen
    assert reported.desk[0] not in seen


async def test_a_breach_counts_and_its_case_is_not_shown(fast: Stack) -> None:
    case = await fast.report(URGENT)
    await until(lambda: recorded(fast, case), lambda kinds: "breached" in kinds)
    behind = f"/rates/cases?limit=200&key={UNIT}&rate=response"
    assert case.case_no in await answers(fast, UNIT, [behind])
    named = await fast.post(f"/cases/{case.case_no}/party", "street-intake", {"unit": UNIT})
    assert named.status_code == 200, named.text
    await once(fast, case, lambda view: view["unit"] != UNIT)
    assert case.case_no not in await answers(fast, UNIT, [behind])
    assert case.case_no in await answers(fast, "supervisor", [behind])  # nothing erases it


async def recorded(stack: Stack, case: Case) -> str:
    """The events on record, as the duty chief sees them."""
    return await answers(stack, "street-chief", [f"/cases/{case.case_no}/full"])
