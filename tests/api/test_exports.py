"""The rates to take away say what `/rates` says, to the same people."""

import io

from docx import Document
from openpyxl import load_workbook

from api.exporting import A_HEAD, HEAD, OF_A, PARTS
from api.sheets import rows_of, workbook
from tests.api.browsing import browsing
from tests.api.stack import Stack

CONSULTED = "A101"
"""An item of 咨询宣传."""


async def test_the_workbook_is_the_table_with_and_without_consultation(stack: Stack) -> None:
    header = await stack.header_of("supervisor")
    done = [await stack.to_rating(await stack.report(item)) for item in ("B0102", CONSULTED)]
    span = {"from": "2026-10-01T00:00:00+08:00", "to": "2026-12-01T00:00:00+08:00"}
    answer = await stack.http.get("/rates.xlsx", params=span, headers=header)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [*PARTS, OF_A]
    for name, apart in PARTS.items():
        chosen = span if apart is None else {**span, "apart": str(apart).lower()}
        items = (await stack.http.get("/rates", params=chosen, headers=header)).json()["items"]
        _, head, *rows = book[name].iter_rows(values_only=True)
        assert head == HEAD
        assert [(row[0], row[7], row[8]) for row in rows] == [
            (item["key"], item["completion"]["numerator"], item["completion"]["denominator"])
            for item in items
        ]
        told = [row[6] for row in rows]
        assert told == [item["completion"]["rate"] and float(item["completion"]["rate"]) for item in items]
    keys = {name: {row[0] for row in book[name].iter_rows(min_row=3, values_only=True)} for name in PARTS}
    assert done[1] in keys["只看咨询宣传"]
    assert done[0] in keys["不含咨询宣传"]
    of_a = (await stack.http.get("/rates", params={**span, "grade": "A"}, headers=header)).json()["items"]
    _, head, *rows = book[OF_A].iter_rows(values_only=True)
    assert head == A_HEAD
    assert [(row[0], row[7], row[17]) for row in rows] == [
        (item["key"], item["completion"]["denominator"], item["without"]["completion"]["denominator"])
        for item in of_a
    ]
    (mine,) = [item for item in of_a if item["key"] == done[1]]
    assert mine["without"]["completion"]["denominator"] < mine["completion"]["denominator"]
    assert done[0] not in {item["key"] for item in of_a}
    for chosen, whole in ((None, mine), ("false", mine["without"])):
        behind = {**span, "by": "unit", "key": done[1], "grade": "A", **({"apart": chosen} if chosen else {})}
        found = (await stack.http.get("/rates/cases", params=behind, headers=header)).json()["items"]
        assert len(found) == whole["completion"]["denominator"]


async def test_the_monthly_report_names_every_unit_and_the_whole(stack: Stack) -> None:
    header = await stack.header_of("supervisor")
    unit = await stack.to_rating(await stack.report())
    items = (await stack.http.get("/rates", headers=header)).json()["items"]
    assert unit in {item["key"] for item in items}
    answer = await stack.http.get("/rates.docx", params={"month": "2026-10"}, headers=header)
    made = Document(io.BytesIO(answer.content))
    said = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "水果湖街民呼我应2026 年 10 月通报" in said
    assert all(
        text in said
        for text in ("全部交办：响应率", "不含咨询宣传：", "含咨询宣传：", "响应率×10%", "少于 5 个")
    )
    units = [[cell.text for cell in row.cells] for row in made.tables[1].rows]
    assert {row[0] for row in units[1:]} == {item["name"] for item in items}
    shares = {item["name"]: item["completion"] for item in items}
    for name, _, _, completion, *_ in units[1:]:
        share = shares[name]
        assert f"{share['numerator']}/{share['denominator']}" in completion or not share["denominator"]
    empty = await stack.http.get("/rates.docx", params={"month": "2025-01"}, headers=header)
    told = [paragraph.text for paragraph in Document(io.BytesIO(empty.content)).paragraphs]
    assert "全部交办：本月没有到期的交办。" in told


async def test_whoever_sees_only_the_own_unit_takes_away_no_more(stack: Stack) -> None:
    unit = await stack.to_rating(await stack.report())
    header = await stack.header_of(unit)
    assert (await stack.http.get("/rates.docx", headers=header)).status_code == 403
    assert (await stack.http.get("/rates.xlsx?by=community", headers=header)).status_code == 403
    book = load_workbook(io.BytesIO((await stack.http.get("/rates.xlsx", headers=header)).content))
    assert {row[0] for row in book["全部"].iter_rows(min_row=3, values_only=True)} == {unit}
    assert (await stack.http.get("/rates.xlsx")).status_code == 401
    assert (await stack.http.get("/rates.docx?month=2026-13", headers=header)).status_code == 422


async def test_the_pages_offer_them(stack: Stack) -> None:
    async with browsing(stack.app, "supervisor") as supervisor, browsing(stack.app, "chengguan") as unit:
        page = await supervisor.open("/rates?month=2026-10&by=tier")
        for link in ("/rates.xlsx?by=tier&amp;month=2026-10", "/rates.docx?month=2026-10"):
            assert link in page
            assert (await supervisor.http.get(link.replace("&amp;", "&"))).content.startswith(b"PK")
        assert "/rates.docx" not in await unit.open("/figures")
        assert (await unit.http.get("/rates.docx")).status_code == 403
        assert (await unit.http.get("/rates.xlsx")).content.startswith(b"PK")


def test_a_text_is_never_a_formula() -> None:
    book = load_workbook(io.BytesIO(workbook({"x": ((), [["name"], ["=1+1"]])})))
    assert [cell.data_type for cell in book.active["A"]] == ["s", "s"]
    assert rows_of(b"a,b\n1,2\n") == [["a", "b"], ["1", "2"]]
