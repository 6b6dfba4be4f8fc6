"""三减三增: a cut is less, a gain more, lines are struck out and never gone; our own burden is counted, of nobody."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.datastructures import FormData

from api.burden import filled, keep, note
from api.pages.staff.signing import MOST_FIELDS
from readmodel.simplifying import MOST_FORMS, burden_of, count_forms
from tests.api.browsing import browsing
from tests.api.stack import Stack, refused

LINE: dict[str, Any] = {
    "area": "plates",
    "title": "社区门口的牌子",
    "measure": "块",
    "before": 23,
    "after": 4,
    "day": "2026-10-01",
    "evidence": "街道第 3 号清单",
}


async def ledger(stack: Stack, by: str = "supervisor") -> dict[str, Any]:
    """The whole answer."""
    answer = await stack.http.get("/simplifications", headers=await stack.header_of(by))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def sums(found: dict[str, Any], area: str) -> tuple[int, int, int]:
    """What an area comes to."""
    (one,) = [line for line in found["areas"] if line["area"] == area]
    return one["lines"], one["before"], one["after"]


async def test_a_line_counts_until_it_is_struck_out_and_stays_to_be_read(stack: Stack) -> None:
    before = sums(await ledger(stack), "plates")
    made = await stack.post("/simplifications", "street-director", {**LINE, "unit": "SQ07"})
    assert made.status_code == 201, made.text
    found = await ledger(stack)
    assert sums(found, "plates") == (before[0] + 1, before[1] + 23, before[2] + 4)
    assert (found["items"][0]["unit_name"], found["items"][0]["created_by"]) == (
        "放鹰台社区网格站",
        "street-director",
    )
    path = f"/simplifications/{made.json()['id']}/strike"
    assert (await stack.post(path, "SQ07", {"reason": "重复"})).status_code == 200
    found = await ledger(stack)
    assert sums(found, "plates") == before
    assert (found["items"][0]["struck_by"], found["items"][0]["struck_why"]) == ("SQ07", "重复")
    refused(await stack.post(path, "SQ07", {"reason": "重复"}), 404, "unknown")
    header = await stack.header_of("auditor")
    book = load_workbook(io.BytesIO((await stack.http.get("/simplifications.xlsx", headers=header)).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[2][:6] == ("减牌子", "社区门口的牌子", "块", 23, 4, -19)
    assert rows[2][-1] == "SQ07：重复"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"after": 23}, "after"),
        ({"area": "service", "after": 4}, "after"),
        ({"day": "2027-01-01"}, "day"),
        ({"unit": "nowhere"}, "unit"),
        ({"before": -1}, "before"),
        ({"evidence": ""}, "evidence"),
    ],
)
async def test_what_is_no_cut_or_no_gain_changes_nothing(
    stack: Stack, wrong: dict[str, Any], field: str
) -> None:
    before = len((await ledger(stack))["items"])
    answer = await stack.post("/simplifications", "street-chief", {**LINE, **wrong})
    assert field in str(refused(answer, 422, "malformed"))
    assert len((await ledger(stack))["items"]) == before


async def test_a_station_writes_for_its_own_community_alone(stack: Stack) -> None:
    mine = await stack.post("/simplifications", "SQ07", {**LINE, "area": "service", "before": 1, "after": 2})
    assert (mine.status_code, mine.json()["unit"]) == (201, "SQ07")
    for account, body in (("SQ07", {**LINE, "unit": "SQ08"}), ("supervisor", LINE), ("chengguan", LINE)):
        assert (await stack.post("/simplifications", account, body)).status_code == 403
    other = f"/simplifications/{mine.json()['id']}/strike"
    assert (await stack.post(other, "SQ08", {"reason": "不是"})).status_code == 403


async def test_the_page_writes_strikes_and_shows_what_was_refused(stack: Stack) -> None:
    async with browsing(stack.app, "street-director") as browser:
        await browser.open("/simplifications")
        typed = {name: str(value) for name, value in LINE.items()}
        page = await browser.send("/simplifications/add", **{**typed, "after": "99", "unit": "SQ08"})
        assert browser.status == 422
        assert 'value="99"' in page
        page = await browser.send("/simplifications/add", **{**typed, "title": "窗口的牌子", "unit": "SQ08"})
        assert "窗口的牌子" in page
        line = page.split("/strike")[0].rpartition("/")[2]
        page = await browser.send(f"/simplifications/{line}/strike", reason="登记错了")
        assert "登记错了" in page
        file = await browser.http.get("/simplifications.xlsx")
        assert file.content[:2] == b"PK"
    async with browsing(stack.app, "supervisor") as browser:
        assert 'action="/simplifications/add"' not in await browser.open("/simplifications")
        await browser.send("/simplifications/add", **typed)
        assert browser.status == 403


async def test_forms_that_staff_send_are_counted(stack: Stack) -> None:
    before = (await ledger(stack))["burden"]
    case = await stack.report("A106")
    unit = await stack.unit_of(case)
    async with browsing(stack.app, unit) as browser:
        await browser.open(f"/grid/{case.case_no}.1")
        await browser.send(f"/grid/{case.case_no}.1/respond", kind="on_site", note="已到场")
        assert browser.status == 200
    after = (await ledger(stack))["burden"]
    assert (after["sent"] - before["sent"], after["filled"] - before["filled"]) == (1, 2)
    counted = {form["form"]: form["sent"] for form in after["forms"]}
    assert counted["/grid/{call_id}/{operation}"] >= 1
    assert case.case_no not in str(after)


def test_what_a_page_fills_in_unseen_is_no_work() -> None:
    said = FormData(
        [("csrf", "x"), ("key", "y"), ("note", "到了"), ("photo", ""), ("items", "a"), ("items", "b")]
    )
    assert filled(said) == 2


async def test_a_month_holds_so_many_forms_and_no_more(stack: Stack) -> None:
    database = stack.app.state.door.database
    for start in (0, MOST_FORMS - 1):
        counts = {f"/f{start + n:04}": (1, 2) for n in range(MOST_FORMS - 1)}
        await database.write(lambda connection, counts=counts: count_forms("1999-01", counts, connection))
    await database.write(lambda connection: count_forms("1999-01", {"/f0000": (2, 3)}, connection))
    async with database.session() as session:
        rows = await burden_of(session, "1999-01")
    assert len(rows) == MOST_FORMS
    assert (rows[0].form, rows[0].sent, rows[0].filled) == ("/f0000", 3, 5)


async def test_counts_wait_for_a_database_that_is_away(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    door, before = stack.app.state.door, (await ledger(stack))["burden"]["sent"]

    async def away(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(door.database, "write", away)
        note(door, "/somewhere", FormData([("note", "x")] * MOST_FIELDS))
        await keep(door)
        await door.beside.idle()
    assert (await ledger(stack))["burden"]["sent"] == before + 1
