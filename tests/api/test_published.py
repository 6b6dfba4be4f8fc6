"""成果: every published figure stands in the report, ours is counted from the data, the difference is shown."""

import io
from decimal import Decimal
from typing import Any

from docx import Document

from api.published.measuring import MEASURES
from api.published.telling import NOTHING
from domain.policy import City
from domain.published import Figure
from tests.api.browsing import browsing
from tests.api.stack import Stack, refused

SOURCE = {
    "new_organisations": 296, "branches": 220, "members": 9800, "agreements": 189, "activities": 79,
    "property_companies": 51, "owners_committees": 41, "partners": 114, "resources": 51, "needs": 42,
    "projects": 58, "response_classes": 5, "response_items": 47, "external": 22, "grids": 185,
    "households": 500, "services": 128, "matters": 8436, "unasked": 2198, "a_cases": 59710, "b_cases": 1982,
}  # fmt: skip
SHARES = {"a_satisfied": "99.53", "b_satisfied": "88.68", "matters_satisfied": "99.9"}


async def told(stack: Stack, by: str = "supervisor") -> dict[str, Any]:
    """The report."""
    answer = await stack.http.get("/results/published", headers=await stack.header_of(by))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def figure(report: dict[str, Any], name: Figure) -> dict[str, Any]:
    """One line of it."""
    (found,) = [line for line in report["figures"] if line["figure"] == name]
    assert isinstance(found, dict)
    return found


async def test_every_published_figure_stands_beside_ours(stack: Stack, city: City) -> None:
    report = await told(stack)
    published = {line["figure"]: line for line in report["figures"]}
    assert {name: published[name]["published"] for name in SOURCE} == SOURCE
    assert {name: published[name]["published_percent"] for name in SHARES} == SHARES
    for name, line in published.items():
        assert line["measured"] == (Figure(name) in MEASURES)
        if line["measured"] and line["published"] is not None:
            assert line["difference"] == line["number"] - line["published"]
    assert report["without_data"] == sum(not line["measured"] for line in report["figures"])
    for exact in (Figure.RESPONSE_CLASSES, Figure.RESPONSE_ITEMS, Figure.GRIDS, Figure.SERVICES):
        assert figure(report, exact)["difference"] == 0
    assert figure(report, Figure.MATTERS)["since"].startswith(f"{report['year']}-04-01")
    assert {Figure(line["figure"]) for line in report["figures"]} == {
        line.figure for line in city.published if not line.items
    }


async def test_what_comes_in_is_counted_once_where_it_belongs(stack: Stack) -> None:
    before = await told(stack)
    for item in ("A101", "A106", "B0102"):
        await stack.unit_of(await stack.report(item))
    after = await told(stack)

    def more(name: Figure) -> int:
        return int(figure(after, name)["number"] - figure(before, name)["number"])

    assert (more(Figure.A_CASES), more(Figure.A_WITHOUT), more(Figure.B_CASES)) == (2, 1, 1)
    phone = [
        [c["cases"] for c in report["channels"] if c["channel"] == "phone"] for report in (before, after)
    ]
    assert sum(phone[1]) - sum(phone[0]) == 3
    assert sum(Decimal(c["percent"]) for c in after["channels"]) - 100 < Decimal("0.1")
    assert [kind["kind"] for kind in after["kinds"]] == ["resident", "enterprise", "grassroots"]


async def test_what_was_voided_is_no_result(stack: Stack) -> None:
    case = await stack.report("A106")
    await stack.unit_of(case)
    before = figure(await told(stack), Figure.A_CASES)["number"]
    said = await stack.http.post(f"/cases/{case.case_no}/withdraw?code={case.code}")
    assert said.status_code == 200, said.text
    await stack.until(case, "closed")
    assert figure(await told(stack), Figure.A_CASES)["number"] == before - 1


async def test_few_complaints_about_staff_are_not_told(stack: Stack, city: City) -> None:
    assert (await told(stack))["conduct"]["before"] is None
    codes = [code for line in city.published for code in line.items]
    assert codes == ["B1814", "B1815"]
    made = [await stack.report(codes[n % 2]) for n in range(city.policy.small_sample)]
    for case in made:
        await stack.until(case, "called", "handling")
    assert (await told(stack))["conduct"]["now"] >= len(made)


async def test_the_file_and_the_page_say_the_same(stack: Stack) -> None:
    report = await told(stack)
    header = await stack.header_of("street-chief")
    answer = await stack.http.get("/results/published.docx", headers=header)
    made = Document(io.BytesIO(answer.content))
    lines = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    for line in report["figures"]:
        (row,) = [row for row in lines if row[0].startswith(line["name"]) and row[-1] == line["line"]]
        assert line["published"] is None or str(line["published"]) in row[1]
        assert (row[2] == NOTHING) == (not line["measured"])
    async with browsing(stack.app, "street-chief") as browser:
        page = await browser.open("/report/results")
        assert all(line["name"] in page for line in report["figures"])
        assert page.count("尚无数据") >= report["without_data"]
        assert "8436" in page
        other = await browser.open(f"/report/results?year={report['year'] - 1}")
        assert "-59710" in other
        file = await browser.http.get("/report/results.docx?year=2026")
        assert file.content[:2] == b"PK"


async def test_a_year_that_is_none_and_whoever_may_not(stack: Stack) -> None:
    header = await stack.header_of("supervisor")
    refused(await stack.http.get("/results/published?year=99", headers=header), 422, "malformed")
    unit = await stack.header_of("chengguan")
    assert (await stack.http.get("/results/published", headers=unit)).status_code == 403
