"""Registers over HTTP: who writes what, tables in and out, the three lists from a need to its rating, the report."""

import io
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from api.sheets import XLSX
from domain.label import Label
from domain.registers.declared import BY_CODE
from domain.registers.declared.parts import name
from domain.registers.register import Field, Kind, Register
from readmodel.registers import get_row
from tests.api.conftest import SignIn

UNIT = {"name": "共建单位 001", "kind": "authority", "community": "SQ07", "takes_part": "yes", "members": 40}
KEEPER, COMMUNITY, OTHER = "dangjian", "SQ07", "SQ08"


class Office:
    """Somebody who keeps registers."""

    def __init__(self, http: httpx.AsyncClient, signed_in: SignIn) -> None:
        self.http, self.signed_in = http, signed_in

    async def get(self, by: str, path: str) -> Any:
        answer = await self.http.get(path, headers=await self.signed_in(by))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, by: str, path: str, body: Any, status: int, *, put: bool = False) -> Any:
        way = self.http.put if put else self.http.post
        answer = await way(path, json=body, headers=await self.signed_in(by))
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def add(self, register: str, by: str = KEEPER, **values: Any) -> str:
        return str((await self.send(by, f"/registers/{register}", {"values": values}, 201))["key"])

    async def bring(self, register: str, table: str | bytes, *, by: str = KEEPER, take: bool = True) -> Any:
        content = table.encode() if isinstance(table, str) else table
        answer = await self.http.post(
            f"/registers/{register}/import",
            files={"file": ("table.csv", content)},
            data={"preview": str(not take).lower()},
            headers=await self.signed_in(by),
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def office(http: httpx.AsyncClient, signed_in: SignIn) -> Office:
    return Office(http, signed_in)


async def test_a_row_is_entered_changed_and_removed_with_its_history(office: Office) -> None:
    key = await office.add("co-building", **UNIT)
    at = f"/registers/co-building/{key}"
    changed = {"values": {**UNIT, "members": 41}, "edition": 1}
    row = await office.send(KEEPER, at, changed, 200, put=True)
    assert (row["edition"], row["values"]["members"]) == (2, 41)
    said = await office.send(KEEPER, at, changed, 409, put=True)
    assert said["type"].endswith("overtaken")
    same = await office.send(KEEPER, at, {**changed, "edition": 2}, 200, put=True)
    assert same["edition"] == 2
    assert row["changes"][0]["changes"] == [["members", 40, 41]]
    agreement = await office.add(
        "agreements", name="协议", unit=key, community="SQ07", signed_on="2026-03-01"
    )
    gone = {"edition": 2, "note": "重复登记"}
    said = await office.send(KEEPER, f"{at}/remove", gone, 409)
    assert "共建协议" in said["detail"]
    await office.send(KEEPER, f"/registers/agreements/{agreement}/remove", {"edition": 1, "note": "无"}, 204)
    await office.send(KEEPER, f"{at}/remove", gone, 204)
    answer = await office.http.get(at, headers=await office.signed_in(KEEPER))
    assert answer.status_code == 404
    assert await office.add("co-building", **UNIT) != key
    await office.send(KEEPER, at, {"values": UNIT, "edition": 0}, 200, put=True)


async def test_who_writes_and_who_only_looks_on(office: Office) -> None:
    theirs = {**UNIT, "name": "共建单位 社区", "contact": "林测试", "phone": "13900001111"}
    key = await office.add("co-building", COMMUNITY, **theirs)
    at = f"/registers/co-building/{key}"
    for by, sees in {
        KEEPER: True,
        COMMUNITY: True,
        OTHER: False,
        "auditor": False,
        "street-chief": False,
    }.items():
        row = await office.get(by, at)
        assert (row["values"].get("phone"), row["may_write"]) == ("13900001111" if sees else None, sees)
    whole = await office.get(KEEPER, at)
    assert "13900001111" not in str(whole["changes"])
    body = {"values": theirs, "edition": 1}
    await office.send(OTHER, at, body, 403, put=True)
    await office.send("auditor", at, body, 403, put=True)
    await office.send(OTHER, "/registers/co-building", {"values": theirs}, 403)
    moved = {"values": {**theirs, "community": OTHER}, "edition": 1}
    await office.send(COMMUNITY, at, moved, 403, put=True)
    shown = {one["code"]: one for one in (await office.get(COMMUNITY, "/registers"))["items"]}
    assert (shown["co-building"]["kept_by"], shown["co-building"]["may_write"]) == (KEEPER, True)
    assert shown["co-building"]["rows"] > 0
    assert not any(one["may_write"] for one in (await office.get("auditor", "/registers"))["items"])
    for by in ("guanli", "street-dispatch", "SQ07-G03", "district-chief", "operator"):
        answer = await office.http.get("/registers", headers=await office.signed_in(by))
        assert answer.status_code == 403, by


async def test_what_is_personal_is_sealed_and_found_by_no_search(office: Office, app: FastAPI) -> None:
    key = await office.add("co-building", **{**UNIT, "contact": "密测试", "phone": "13900002222"})
    async with app.state.door.database.session() as session:
        row = await get_row(session, "co-building", key)
    assert row is not None
    assert row.sealed
    assert "密测试" not in row.model_dump_json()
    assert (await office.get(KEEPER, "/registers/co-building?q=密测试"))["total"] == 0


async def test_what_is_wrong_is_said_field_by_field(office: Office) -> None:
    body = {"values": {**UNIT, "kind": "club", "members": "many"}}
    said = await office.send(KEEPER, "/registers/co-building", body, 422)
    assert {one["where"] for one in said["errors"]} == {"kind", "members"}
    said = await office.send(
        KEEPER,
        "/registers/needs",
        {"values": {"name": "普法", "kind": "law", "community": "SQ07", "state": "met"}},
        422,
    )
    assert "认领、跟进、评价" in said["detail"]
    await office.send(KEEPER, "/registers/nothing", body, 404)
    await office.send(KEEPER, "/registers/co-building/甲", body, 422, put=True)


async def test_a_table_is_looked_at_then_taken_whole_or_not_at_all(office: Office) -> None:
    head = "编号,企业名称,社区,党组织组建,党员数,联系电话\n"
    wrong = (
        head
        + "WY-0001,物业企业 001,SQ07,单独组建,3,\nWY-0001,物业企业 002,SQ08,无,3,\n坏,物业,SQ07,未组建,,\n"
    )
    said = await office.bring("property-companies", wrong)
    assert (said["added"], said["faults_in_all"], [one["line"] for one in said["faults"]]) == (1, 2, [3, 4])
    assert (await office.get(KEEPER, "/registers/property-companies"))["total"] == 0
    right = (
        head + "WY-0001,物业企业 001,放鹰台社区,单独组建,3,13900003333\nWY-0002,物业企业 002,SQ08,未组建,,\n"
    )
    assert (await office.bring("property-companies", right, take=False))["added"] == 2
    assert (await office.get(KEEPER, "/registers/property-companies"))["total"] == 0
    assert (await office.bring("property-companies", right))["added"] == 2
    again = await office.bring("property-companies", right)
    assert (again["added"], again["changed"], again["same"]) == (0, 0, 2)
    said = await office.bring(
        "property-companies", "编号,企业名称,社区,党组织组建\nWY-0001,新名,SQ07,联合组建\n"
    )
    assert [one[0] for one in said["lines"][0]["changes"]] == ["name", "party"]
    row = await office.get(KEEPER, "/registers/property-companies/WY-0001")
    assert (row["values"]["phone"], row["values"]["members"]) == ("13900003333", 3)
    said = await office.bring("property-companies", head + "WY-0002,别人的,SQ08,未组建,,\n", by=COMMUNITY)
    assert [one["key"] for one in said["faults"]] == ["WY-0002"]
    own = await office.bring("property-companies", head + "WY-0009,自己的,SQ07,未组建,,\n", by=COMMUNITY)
    assert (own["added"], own["faults"]) == (1, [])


async def test_what_is_exported_comes_in_again_unchanged_and_holds_nothing_personal(office: Office) -> None:
    await office.bring(
        "owners-committees", "编号,业委会名称,社区,党组织组建,联系人\nYW-1,业委会 1,SQ07,未组建,林测试\n"
    )
    answer = await office.http.get(
        "/registers/owners-committees/table.xlsx", headers=await office.signed_in("auditor")
    )
    assert answer.headers["content-type"] == XLSX
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[1][:3] == ("YW-1", "业委会 1", "放鹰台社区")
    assert "林测试" not in str(rows)
    said = await office.bring("owners-committees", answer.content)
    assert (said["same"], said["changed"], said["faults"]) == (1, 0, [])
    template = await office.http.get("/registers/needs/template.xlsx", headers=await office.signed_in(KEEPER))
    head = next(load_workbook(io.BytesIO(template.content)).worksheets[0].iter_rows(values_only=True))
    assert head[:2] == ("编号", "需求名称")
    assert "状态" not in head


async def test_rows_are_found_by_words_and_values_and_by_pages(office: Office) -> None:
    lines = "".join(
        f"LX-{n},组织 {n},{'社会' if n % 2 else '经济'},SQ0{n % 2 + 7},未组建\n" for n in range(1, 6)
    )
    lines = lines.replace("社会,", "新社会组织,").replace("经济,", "新经济组织,")
    said = await office.bring("new-organisations", f"编号,组织名称,组织类别,社区,党组织组建\n{lines}")
    assert said["added"] == 5, said
    at = "/registers/new-organisations"
    first = await office.get(KEEPER, f"{at}?limit=2")
    assert ([one["key"] for one in first["items"]], first["total"]) == (["LX-1", "LX-2"], 5)
    rest = await office.get(KEEPER, f"{at}?cursor={first['next_cursor']}")
    assert ([one["key"] for one in rest["items"]], rest["next_cursor"]) == (["LX-3", "LX-4", "LX-5"], None)
    assert (await office.get(KEEPER, f"{at}?where=kind:social&where=community:SQ08"))["total"] == 3
    assert (await office.get(KEEPER, f"{at}?q=组织 4"))["total"] == 1
    assert (await office.get(KEEPER, f"{at}?q=%25"))["total"] == 0
    answer = await office.http.get(f"{at}?where=name:x", headers=await office.signed_in(KEEPER))
    assert answer.status_code == 422


async def test_a_need_is_matched_claimed_followed_up_and_rated_by_its_community(office: Office) -> None:
    unit = await office.add("co-building", **{**UNIT, "name": "律所"})
    law = {"kind": "law", "unit": unit}
    near = await office.add("resources", name="普法讲座", community="SQ07", **law)
    far = await office.add("resources", name="法律援助", community="SQ01", **law)
    await office.add("resources", name="洗车", kind="clean", unit=unit)
    need = await office.add("needs", COMMUNITY, name="想听普法", kind="law", community="SQ07")
    found = await office.get(COMMUNITY, f"/registers/needs/{need}/matches")
    assert [one["key"] for one in found["items"]] == [near, far]
    assert found["items"][0]["points"] > found["items"][1]["points"]
    back = await office.get(KEEPER, f"/registers/resources/{near}/matches")
    assert [one["key"] for one in back["items"]] == [need]
    await office.send(OTHER, f"/registers/needs/{need}/claim", {"resource": near}, 403)
    await office.send(KEEPER, f"/registers/needs/{need}/claim", {}, 422)
    project = await office.send(KEEPER, f"/registers/needs/{need}/claim", {"resource": near}, 201)
    assert (project["values"]["unit"], project["values"]["need"]) == (unit, need)
    await office.send(KEEPER, f"/registers/needs/{need}/claim", {"resource": far}, 409)
    assert (await office.get(KEEPER, f"/registers/resources/{near}/matches"))["items"] == []
    at = f"/registers/projects/{project['key']}"
    await office.send(COMMUNITY, f"{at}/rating", {"rating": 5}, 409)
    await office.send(KEEPER, f"{at}/follow-up", {"state": "under_way", "note": "约时间"}, 409)
    await office.send(KEEPER, f"{at}/follow-up", {"state": "done", "note": "讲了两场"}, 200)
    await office.send(KEEPER, f"{at}/rating", {"rating": 5}, 403)
    await office.send(OTHER, f"{at}/rating", {"rating": 5}, 403)
    await office.send(COMMUNITY, f"{at}/rating", {"rating": 2}, 409)
    row = await office.send(COMMUNITY, f"{at}/rating", {"rating": 4, "note": "有用"}, 200)
    assert (row["values"]["state"], row["values"]["rating"]) == ("rated", "4")
    assert [one["what"] for one in row["changes"]] == ["rated", "followed", "claimed"]
    assert (await office.get(KEEPER, f"/registers/needs/{need}"))["values"]["state"] == "met"


async def test_a_dropped_project_leaves_its_need_to_others(office: Office) -> None:
    unit = await office.add("co-building", **{**UNIT, "name": "医院"})
    need = await office.add(
        "needs", COMMUNITY, name="义诊", kind="health", community="SQ07", phone="13900004444"
    )
    project = await office.send(COMMUNITY, f"/registers/needs/{need}/claim", {"unit": unit}, 201)
    at = f"/registers/projects/{project['key']}"
    await office.send(KEEPER, f"{at}/follow-up", {"state": "dropped", "note": "医院来不了"}, 200)
    row = await office.get(KEEPER, f"/registers/needs/{need}")
    assert (row["values"]["state"], row["values"]["phone"]) == ("open", "13900004444")


async def test_a_further_register_takes_a_declaration_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = (
        name(Label("题目", "Subject")),
        Field("people", Label("人数", "People"), Kind.NUMBER, summed=True),
    )
    courses = Register("courses", Label("党课", "Lectures"), "DK", fields, kept_by="nobody_named")
    monkeypatch.setitem(BY_CODE, "courses", courses)
    said = await office.bring("courses", "编号,题目,人数\nDK-1,党课一,30\n", by="street-director")
    assert said["added"] == 1
    assert await office.add("courses", "street-director", name="党课二") == "DK-0002"
    found = await office.get("auditor", "/registers/courses?q=党课")
    assert [one["values"] for one in found["items"]] == [{"name": "党课二"}, {"name": "党课一", "people": 30}]
    await office.send(KEEPER, "/registers/courses", {"values": {"name": "党课三"}}, 403)
    await office.send(COMMUNITY, "/registers/courses", {"values": {"name": "党课三"}}, 403)


async def test_the_report_counts_on_a_day(office: Office) -> None:
    head = "编号,党支部名称,社区,报到日期,报到党员数\n"
    await office.bring("branches", f"{head}ZB-1,支部 1,SQ07,2019-05-01,45\nZB-2,支部 2,SQ08,2019-06-01,30\n")
    lines = "WY-0101,甲,SQ07,单独组建,2019-01-01,2019-06-01\nWY-0102,乙,SQ07,联合组建,2019-01-01,2019-08-01\n"
    await office.bring("property-companies", f"编号,企业名称,社区,党组织组建,进驻日期,组建日期\n{lines}")
    early = await office.get("auditor", "/registers/report?day=2018-12-31")
    day = await office.get("auditor", "/registers/report?day=2019-07-01")

    def of(found: Any, code: str) -> Any:
        return next(one for one in found["items"] if one["code"] == code)

    assert of(day, "branches")["sums"] == {"members": 75}
    before, after = (of(one, "property-companies")["coverage"] for one in (early, day))
    assert (after["having"] - before["having"], after["all"] - before["all"]) == (1, 2)
    places = of(day, "property-companies")["communities"]
    assert sum(one["all"] for one in places.values()) == after["all"]
    answer = await office.http.get(
        "/registers/report.xlsx?day=2019-07-01", headers=await office.signed_in("auditor")
    )
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["台账", "社区覆盖"]
