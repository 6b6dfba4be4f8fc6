"""Registers: that declarations hold together, what a row may hold, coverage on a day, matching and the steps."""

from datetime import date, timedelta

import pytest

from domain.label import Label
from domain.registers.covering import Covered, covered, sums
from domain.registers.declared import BY_CODE, REGISTERS
from domain.registers.declared.activities import ACTIVITIES
from domain.registers.declared.branches import BRANCHES
from domain.registers.declared.needs import NEEDS
from domain.registers.declared.organisations import ORGANISATIONS
from domain.registers.matching import KIND, PLACE, TIME, match, needs_for, resources_for
from domain.registers.reading import Known, missing, read_heading, read_key, read_values
from domain.registers.register import KEY, Kind
from domain.registers.steps import applied, claimed, followed, rated

TODAY = date(2026, 10, 9)
KNOWN = Known(
    {"SQ07": "SQ07", "放鹰台社区": "SQ07"},
    {"co-building": {"GJ-0001": "GJ-0001", "共建单位 001": "GJ-0001"}},
)
ACTIVITY = {"name": "清洁家园", "kind": "环境清洁", "community": "放鹰台社区", "held_on": "2026/10/1"}


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.code)
def test_a_declaration_holds_together(register) -> None:
    names = [one.name for one in register.fields]
    assert len(set(names)) == len(names)
    assert len({one.label for one in register.fields} | {KEY}) == len(names) + 1
    assert register.field(register.title)
    assert register.links <= BY_CODE.keys()
    assert all(one.choices if one.kind is Kind.CHOICE else not one.choices for one in register.fields)
    assert all(one.first in one.choices for one in register.fields if one.first)
    assert all(
        one.en for one in (register.label, register.about, *(field.label for field in register.fields))
    )
    assert set(register.grouped) <= set(names)
    if coverage := register.coverage:
        field = register.field(coverage.field)
        assert field
        assert coverage.counted < field.choices.keys()
        assert {coverage.since, coverage.begun} - {""} <= set(names)


def test_numbers_of_registers_are_told_apart() -> None:
    assert len({one.prefix for one in REGISTERS}) == len(REGISTERS) == len(BY_CODE)


def test_a_row_is_read_from_what_people_write() -> None:
    values, faults = read_values(ACTIVITIES, {**ACTIVITY, "unit": "共建单位 001", "people": "12.0"}, KNOWN)
    assert faults == []
    assert values == {
        "name": "清洁家园",
        "kind": "clean",
        "community": "SQ07",
        "held_on": "2026-10-01",
        "unit": "GJ-0001",
        "people": 12,
    }
    for written in ("2026年10月1日", "46296", "2026-10-01 00:00:00"):
        assert read_values(ACTIVITIES, {**ACTIVITY, "held_on": written}, KNOWN)[0]["held_on"] == "2026-10-01"


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "", "必须填写"),
        ("name", "长" * 101, "最多 100 字"),
        ("note", "11010119000307123X", "身份证"),
        ("kind", "理发", "须为：助老扶弱"),
        ("community", "月球社区", "没有这个社区"),
        ("held_on", "2026-02-30", "日期"),
        ("people", "-1", "整数"),
        ("people", "99999999", "不能超过"),
        ("unit", "谁", "台账里没有"),
        ("colour", "red", "没有这一列"),
    ],
)
def test_what_is_wrong_is_said(field: str, text: str, said: str) -> None:
    _, faults = read_values(ACTIVITIES, {**ACTIVITY, field: text}, KNOWN)
    assert [(one.field, said in one.what) for one in faults] == [(field, True)]


def test_numbers_of_people_are_masked_but_where_they_are_sealed() -> None:
    sent = {"name": "报到支部", "community": "SQ07", "checked_in_on": "2026-03-01", "members": "4"}
    told = {"claimed": "找 13900001111", "phone": "13900001111"}
    values, faults = read_values(BRANCHES, {**sent, **told}, KNOWN)
    assert (values["claimed"], values["phone"], faults) == ("找 139****1111", "13900001111", [])


def test_a_heading_is_read_in_either_language_and_what_lacks_is_named() -> None:
    assert read_heading(BRANCHES, ("编号*", "Branch", "members", "别的")) == {
        "key": 0,
        "name": 1,
        "members": 2,
    }
    assert missing(BRANCHES, {"name": 0, "members": 1}) == [KEY, "社区", "报到日期"]
    assert (read_key(" gj-001 "), read_key("共建1"), read_key("")) == ("GJ-001", None, None)


def test_coverage_is_of_a_day() -> None:
    rows = [
        {"party": "sole", "founded_on": "2018-01-01", "party_since": "2019-06-01"},
        {"party": "joint"},
        {"party": "none", "founded_on": "2019-01-01"},
    ]
    coverage = ORGANISATIONS.coverage
    assert coverage
    assert covered(coverage, rows, date(2018, 6, 1)) == Covered(1, 2)
    assert covered(coverage, rows, date(2019, 6, 1)) == Covered(2, 3)
    assert (Covered(2, 3).percent, Covered(0, 0).percent, Covered(1999, 2000).percent) == (66.6, None, 99.9)
    assert sums(BRANCHES, [{"members": 40}, {"members": 5}, {}]) == {"members": 45}


def test_a_need_and_a_resource_fit_by_kind_place_and_time() -> None:
    need = {"kind": "law", "community": "SQ07", "starts_on": "2026-10-01", "ends_on": "2026-10-31"}
    whole = {"kind": "law", "community": "SQ07", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    found = match("A", need, whole)
    assert found
    assert (found.kind, found.place, found.time, found.points) == (KIND, PLACE, TIME, 100)
    offers = {
        "A": whole,
        "B": {"kind": "law"},
        "C": {**whole, "community": "SQ01"},
        "D": {**whole, "ends_on": "2026-10-15"},
        "E": {**whole, "kind": "clean"},
        "F": {**whole, "ends_on": "2026-09-30"},
    }
    best = resources_for(need, offers, 10)
    assert [(one.key, one.points) for one in best] == [("A", 100), ("D", 90), ("B", 75), ("C", 65)]
    assert [one.key for one in resources_for(need, offers, 1)] == ["A"]
    assert [one.key for one in needs_for(whole, {"N": need, "M": {**need, "kind": "clean"}}, 10)] == ["N"]


def test_a_need_goes_its_way_to_a_rating() -> None:
    need = {"name": "普法", "kind": "law", "community": "SQ07", "state": "open"}
    project = claimed("XQ-0001", need, "GJ-0001", "ZY-0001", "")
    assert isinstance(project, dict)
    assert project["need"] == "XQ-0001"
    assert isinstance(claimed("XQ-0001", {**need, "state": "claimed"}, "GJ-0001", None, ""), Label)
    assert isinstance(rated(project, "5", ""), Label)
    assert isinstance(followed(project, "under_way", None, TODAY), Label)
    assert isinstance(followed(project, "under_way", TODAY - timedelta(1), TODAY), Label)
    assert isinstance(followed(project, "rated", None, TODAY), Label)
    under_way = followed(project, "under_way", TODAY + timedelta(7), TODAY)
    assert isinstance(under_way, dict)
    project = applied(project, under_way)
    assert project["next_on"] == "2026-10-16"
    done = followed(project, "done", None, TODAY)
    assert isinstance(done, dict)
    project = applied(project, done)
    assert "next_on" not in project
    assert project["done_on"] == "2026-10-09"
    assert isinstance(followed(project, "under_way", TODAY, TODAY), Label)
    assert isinstance(rated(project, "2", ""), Label)
    assert rated(project, "2", "没来") == {"state": "rated", "rating": "2", "rating_note": "没来"}


def test_needs_begin_unclaimed() -> None:
    state = NEEDS.field("state")
    assert state
    assert (state.first, state.by_steps) == ("open", True)
