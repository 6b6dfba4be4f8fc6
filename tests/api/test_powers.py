"""赋权 and 组织 over HTTP: uses out of the record and uses written down are one list; everybody reads the structure."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.api.stack import Stack, once, refused
from tests.patience import until


async def uses(stack: Stack, query: str = "", by: str = "street-chief") -> list[dict[str, Any]]:
    """What is told of them."""
    answer = await stack.http.get(f"/powers/uses?limit=200{query}", headers=await stack.header_of(by))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def of_case(stack: Stack, case_no: str, number: int) -> list[tuple[str, str, str]]:
    """The uses that a case's record shows, once there are so many."""

    async def look() -> list[dict[str, Any]]:
        return [use for use in await uses(stack) if use["case_no"] == case_no]

    found = await until(look, lambda shown: len(shown) == number)
    return [(use["power"], use["event"], use["unit"]) for use in found]


async def test_dispatch_and_orders_are_uses_as_the_case_records_them(stack: Stack) -> None:
    case = await stack.report("B0102")
    unit = await stack.unit_of(case)
    assert await of_case(stack, case.case_no, 1) == [("command", "called", unit)]
    order = await stack.post(f"/cases/{case.case_no}/supervise", "street-chief", {"text": "请速办"})
    assert order.status_code == 200, order.text
    assert [use[:2] for use in await of_case(stack, case.case_no, 2)] == [
        ("management", "supervised"),
        ("command", "called"),
    ]
    grids = await stack.report("A106")
    assert await stack.unit_of(grids) == "SQ07-G03"  # the grid's own work is no use of the street's power
    assert await of_case(stack, grids.case_no, 0) == []
    body = {"power": "command", "what": "又一次", "case_no": case.case_no}
    refused(await stack.post("/powers/uses", "street-chief", body), 422, "malformed")


async def test_a_unit_reads_nothing_of_a_case_about_itself(stack: Stack) -> None:
    case = await stack.report("B0102")
    await stack.unit_of(case)
    await of_case(stack, case.case_no, 1)
    named = await stack.post(f"/cases/{case.case_no}/party", "supervisor", {"unit": "street-command"})
    assert named.status_code == 200, named.text
    await once(stack, case, lambda view: view["timeline"][-1]["event"] == "party_named")
    assert case.case_no not in str(await uses(stack))
    assert case.case_no in str(await uses(stack, by="auditor"))


async def test_what_no_case_shows_is_written_down(stack: Stack) -> None:
    body = {"power": "planning", "what": "停车场选址，联系13800001234"}
    made = await stack.post("/powers/uses", "street-director", body)
    assert made.status_code == 201, made.text
    assert (made.json()["power_name"], made.json()["by"]) == ("规划参与权", "street-director")
    found = await uses(stack, "&power=planning")
    assert {use["power"] for use in found} == {"planning"}
    one = next(use for use in found if "停车场选址" in use["what"])
    assert ("13800001234" in one["what"], one["event"]) == (False, None)
    assert {use["power"] for use in await uses(stack, "&power=command")} <= {"command"}
    later = "&since=2036-01-01T00:00:00%2B08:00"
    assert await uses(stack, later) == []


async def test_pages_of_both_follow_each_other_without_a_gap(stack: Stack) -> None:
    for n in range(3):
        await stack.post("/powers/uses", "street-chief", {"power": "proposal", "what": f"建议{n}"})
    whole, paged, cursor = await uses(stack), [], ""
    header = await stack.header_of("street-chief")
    while cursor is not None:
        page = (await stack.http.get(f"/powers/uses?limit=2{cursor}", headers=header)).json()
        paged += page["items"]
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
    assert paged == whole
    refused(await stack.http.get("/powers/uses?cursor=x", headers=header), 422, "malformed")


@pytest.mark.parametrize(
    "wrong",
    [{"power": "flight"}, {"what": " "}, {"case_no": "SGH-20261009-00000000"}, {"meeting": "nothing"}],
)
async def test_a_wrong_use_is_not_kept(stack: Stack, wrong: dict[str, str]) -> None:
    before = await uses(stack)
    answer = await stack.post("/powers/uses", "street-chief", {"power": "consent", "what": "意见", **wrong})
    assert answer.status_code in (404, 422), answer.text
    assert await uses(stack) == before


async def test_they_are_taken_away_as_a_workbook(stack: Stack) -> None:
    await stack.post("/powers/uses", "street-chief", {"power": "consent", "what": "=1+1"})
    path = "/powers/uses.xlsx?power=consent"
    answer = await stack.http.get(path, headers=await stack.header_of("supervisor"))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [(row[1], row[4]) for row in rows] == [("派驻机构负责人任免意见权", "=1+1")]


async def test_the_structure_is_everybody_s_and_its_posts_are_staff_s(stack: Stack) -> None:
    told = (await stack.http.get("/organisation")).json()
    counts = [len(told[name]) for name in ("levels", "offices", "centres", "departments", "seats", "powers")]
    assert counts == [5, 6, 6, 5, 17, 6]
    assert [level["bodies"] for level in told["levels"]] == [1, 16, 185, None, None]
    assert all(5 <= one["committee"] <= 7 for one in told["communities"])
    assert (await stack.http.get("/organisation/staffing")).status_code == 401
    staffing = await stack.http.get("/organisation/staffing", headers=await stack.header_of("street-chief"))
    body = staffing.json()
    assert len(body["relations"]) == 22
    assert all(post["filled"] + post["vacant"] == post["posts"] for post in body["posts"])
    assert {duty["list"] for duty in body["duties"]} == {"duty", "process", "assessment", "deliberation"}
