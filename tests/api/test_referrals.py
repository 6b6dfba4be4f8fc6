"""Referrals by push and by table: one number is one case, a bad line keeps no other back, results go back."""

import io
import json
import time
import zipfile
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

import httpx
import pytest

from api.reading import recorded
from contracts.signature import HEADER, sign
from tests.api.browsing import browsing
from tests.api.stack import SIGNED_BY, Case, Stack, once

HEAD = "编号,诉求内容,事项,社区,来电人,联系电话,办理期限"
_numbers = count(1)


def fresh() -> str:
    """An outside number that nobody has used."""
    return f"武热〔2026〕{next(_numbers):05d}号"


def line(number: str, **change: str) -> str:
    """One good line."""
    cells = {
        "编号": number,
        "诉求内容": "门口垃圾两天没人收",
        "事项": "积存垃圾渣土",
        "社区": "SQ07",
        "来电人": "王女士",
        "联系电话": "13800001234",
        "办理期限": "2026-10-12 12:00",
        **change,
    }
    return ",".join(cells.values())


def workbook(rows: list[list[str | float]]) -> bytes:
    """A workbook as Excel writes it: shared words, numbers as they are."""
    words = [cell for row in rows for cell in row if isinstance(cell, str)]
    sheet = ""
    for n, row in enumerate(rows, 1):
        cells = ""
        for at, cell in enumerate(row):
            place = f"{'ABCDEFGHIJ'[at]}{n}"
            if isinstance(cell, str):
                cells += f'<c r="{place}" t="s"><v>{words.index(cell)}</v></c>'
            else:
                cells += f'<c r="{place}" s="1"><v>{cell}</v></c>'
        sheet += f'<row r="{n}">{cells}</row>'
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f"<si><r><t>{escape(word)}</t></r><rPh><t>du</t></rPh></si>" for word in words)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>"
        )
        book.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
    return out.getvalue()


async def upload(stack: Stack, content: bytes, *, preview: bool, by: str = "street-intake") -> httpx.Response:
    """A table from the desk."""
    return await stack.http.post(
        "/referrals/upload",
        data={"source": "hotline", "preview": str(preview).lower()},
        files={"file": ("表.csv", content)},
        headers=await stack.header_of(by),
    )


async def push(stack: Stack, *rows: dict[str, Any], secret: str = SIGNED_BY) -> httpx.Response:
    """From the hotline's own system."""
    content = json.dumps({"rows": rows}).encode()
    headers = {HEADER: sign(secret, content, int(time.time())), "content-type": "application/json"}
    return await stack.http.post("/referrals/hotline", content=content, headers=headers)


def case_of(stack: Stack, case_no: str) -> Case:
    """The case as its reporter follows it."""
    return Case(case_no, stack.app.state.door.numbers.track_code(case_no))


async def test_a_preview_does_nothing_and_what_follows_does_it_once(stack: Stack) -> None:
    number = fresh()
    content = f"{HEAD}\n{line(number)}\n".encode("gb18030")
    before = (await stack.temporal.count_workflows()).count
    looked = (await upload(stack, content, preview=True)).json()
    assert looked["taken"] == [{"line": 2, "outside_no": number, "case_no": None, "known": False}]
    assert (await stack.temporal.count_workflows()).count == before
    done = (await upload(stack, content, preview=False)).json()
    again = (await upload(stack, content, preview=False, by="street-chief")).json()
    pushed = (await push(stack, {"outside_no": number, "description": "再推一次"})).json()
    case_no = done["taken"][0]["case_no"]
    assert [said["taken"][0]["case_no"] for said in (again, pushed)] == [case_no, case_no]
    assert (done["taken"][0]["known"], again["taken"][0]["known"]) == (False, True)
    view = await stack.until(case_of(stack, case_no), "called")
    assert datetime.fromisoformat(view["due_at"]) <= datetime.fromisoformat("2026-10-12T12:00:00+08:00")
    found = await recorded(stack.app.state.door, case_no)
    assert found is not None
    case = found.case
    assert case.report.external_no == number
    assert "转办期限" in case.calls[0].resolve.zh
    assert case.calls[0].resolve.at == datetime.fromisoformat("2026-10-12T12:00:00+08:00")


async def test_bad_lines_are_named_by_cell_and_the_good_ones_go_through(stack: Stack) -> None:
    good, other = fresh(), fresh()
    content = "\n".join(
        [
            HEAD,
            line(good),
            line(fresh(), 办理期限="尽快"),
            line(fresh(), 事项="修月球"),
            line(fresh(), 联系电话="打他电话"),
            line(fresh(), 诉求内容=""),
            line(fresh(), 社区="月亮社区"),
            line("两 个 空格"),
            "",
            line(other),
            line(good),
        ]
    )
    said = (await upload(stack, content.encode("utf-8-sig"), preview=False)).json()
    assert [(fault["line"], fault["column"], fault["cell"]) for fault in said["faults"]] == [
        (3, "办理期限", "G3"),
        (4, "事项", "C4"),
        (5, "联系电话", "F5"),
        (6, "诉求内容", "B6"),
        (7, "社区", "D7"),
        (8, "编号", "A8"),
    ]
    assert all(fault["what"] and fault["what_en"] for fault in said["faults"])
    assert [(one["line"], one["outside_no"], one["known"]) for one in said["taken"]] == [
        (2, good, False),
        (10, other, False),
        (11, good, True),
    ]
    assert said["taken"][0]["case_no"] == said["taken"][2]["case_no"]


async def test_a_workbook_is_read_with_its_dates(stack: Stack) -> None:
    number = fresh()
    content = workbook(
        [
            ["工单号", "内容", "办结期限", "别的"],
            [number, "路灯不亮", 46307.5, 7.0],
            ["", "没有编号", 46307.0, ""],
        ]
    )
    said = (await upload(stack, content, preview=False)).json()
    assert [(fault["line"], fault["column"]) for fault in said["faults"]] == [(3, "工单号")]
    listed = (
        await stack.http.get("/referrals?source=hotline", headers=await stack.header_of("street-intake"))
    ).json()
    mine = next(one for one in listed["items"] if one["outside_no"] == number)
    assert mine["outside_due"] == "2026-10-12T12:00:00+08:00"
    assert mine["case_no"] == said["taken"][0]["case_no"]


async def test_the_result_goes_back_by_interface_and_by_table(stack: Stack) -> None:
    number = fresh()
    due = (stack.app.state.door.now() + timedelta(days=3)).isoformat()
    row = {
        "outside_no": number,
        "description": "垃圾",
        "item": "B0102",
        "community": "SQ07",
        "grid": "SQ07-G03",
    }
    said = (await push(stack, {**row, "due": due})).json()
    case = case_of(stack, said["taken"][0]["case_no"])
    await stack.to_rating(case)
    rated = await stack.http.post(f"/cases/{case.case_no}/rating?code={case.code}", json={"result": 5})
    assert rated.status_code == 200
    await stack.until(case, "closed")
    signed = {HEADER: sign(SIGNED_BY, b"", int(time.time()))}
    results = (await stack.http.get("/referrals/hotline/results", headers=signed)).json()
    mine = next(one for one in results["items"] if one["outside_no"] == number)
    assert (mine["state"], mine["outcome"], mine["reply"]) == ("closed", "solved", "修好了")
    table = await stack.http.get(
        "/referrals/results.csv?source=hotline", headers=await stack.header_of("street-chief")
    )
    assert table.text.startswith("\ufeff编号,案件编号")
    assert f"{number},{case.case_no},已结案,已解决,修好了" in table.text


async def test_who_may_not_is_refused(stack: Stack) -> None:
    assert (await push(stack, {"outside_no": fresh(), "description": "x"}, secret="wrong")).status_code == 401
    assert (await stack.http.get("/referrals/hotline/results")).status_code == 401
    assert (await upload(stack, line(fresh()).encode(), preview=True, by="SQ07-G03")).status_code == 403
    body = {
        "description": "快点",
        "reporter": {"kind": "resident"},
        "outside_due": "2026-10-09T09:30:00+08:00",
    }
    public = await stack.http.post("/reports", json=body)
    assert (public.status_code, public.json()["errors"][0]["where"]) == (422, "outside_due")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        HEAD.encode(),
        "姓名,电话\n王,1".encode(),
        b"PK\x03\x04 not a workbook",
        f'{HEAD}\n"never closed'.encode(),
        ("\n".join([HEAD, *[line("x")] * 1001])).encode(),
    ],
)
async def test_what_is_no_table_is_422(stack: Stack, content: bytes) -> None:
    answer = await upload(stack, content, preview=True)
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "file"), answer.text


async def test_a_bomb_in_a_workbook_is_refused(stack: Stack) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", bomb)
    assert (await upload(stack, out.getvalue(), preview=True)).status_code == 422
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))
    assert (await upload(stack, large.getvalue(), preview=True)).status_code == 422


async def test_the_desk_looks_at_a_table_and_takes_in_what_it_saw(stack: Stack) -> None:
    number = fresh()
    content = f"{HEAD}\n{line(number)}\n{line(fresh(), 事项='修月球')}\n".encode("gb18030")
    async with browsing(stack.app, "street-intake") as clerk:
        await clerk.open("/referrals")
        form = {"csrf": clerk.hidden("csrf"), "source": "hotline", "do": "look"}
        looked = await clerk.http.post("/referrals/upload", data=form, files={"file": ("表.csv", content)})
        assert looked.status_code == 200
        assert all(words in looked.text for words in ("可以受理 1 行", "1 行有误", "第 3 行 C3"))
        clerk.page = looked.text
        seen = {
            "source": "hotline",
            "carried": clerk.hidden("carried"),
            "do": "take",
            "csrf": clerk.hidden("csrf"),
        }
        taken = await clerk.http.post("/referrals/upload", data=seen)
        assert "已受理 1 行" in taken.text
        page = await clerk.open("/referrals")
        assert number in page
        empty = await clerk.http.post("/referrals/upload", data={**form, "carried": "?"})
        assert (empty.status_code, "请选择表格" in empty.text) == (422, True)
        results = await clerk.http.get("/referrals/results.csv?source=hotline")
        assert results.headers["content-type"] == "text/csv; charset=utf-8"


async def test_a_sealed_reply_and_a_case_about_the_desk_stand_in_none_of_its_lists(stack: Stack) -> None:
    sealed, about = fresh(), fresh()
    said = await push(
        stack,
        {"outside_no": sealed, "description": "有人聚赌", "item": "B1302", "community": "SQ07"},
        {"outside_no": about, "description": "窗口态度差", "item": "B0102", "community": "SQ07"},
    )
    first, second = (case_of(stack, one["case_no"]) for one in said.json()["taken"])
    await stack.to_rating(first)
    await stack.until(second, "called")
    named = await stack.post(f"/cases/{second.case_no}/party", "supervisor", {"unit": "street-command"})
    assert named.status_code == 200, named.text
    await once(stack, second, lambda view: "回避" in str(view["timeline"]))
    listed = await stack.http.get("/referrals?limit=200", headers=await stack.header_of("street-intake"))
    mine = {one["outside_no"]: one for one in listed.json()["items"]}
    assert about not in mine
    assert mine[sealed]["reply"] is None
    signed = {HEADER: sign(SIGNED_BY, b"", int(time.time()))}
    back = (await stack.http.get("/referrals/hotline/results?limit=200", headers=signed)).json()["items"]
    theirs = {one["outside_no"]: one["reply"] for one in back}
    assert theirs[sealed] == "修好了"
    assert about in theirs
