"""Both our packs load and come to their figures; a broken one is refused with every fault at once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from domain.catalogue import GRID_STATION, GRID_WORKER, Channel, CheckKind, Clock, Exposure, Grade, Limits
from domain.organisation import Tier, UnitKind
from domain.policy import City, Limit
from infra.pack import PackError, files_of, load_city
from infra.refusal import StartError
from tests.breaking import TINY, change, copied, faults

SHUIGUOHU = TINY.parents[2] / "packs" / "shuiguohu"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack to break."""
    return copied(tmp_path)


def test_the_street_comes_to_the_source_s_figures(city: City) -> None:
    items = city.catalogue.items.values()
    by_grade = {grade: [item for item in items if item.grade is grade] for grade in (Grade.A, Grade.B)}
    assert (len({i.class_zh for i in by_grade[Grade.A]}), len(by_grade[Grade.A])) == (2, 21)
    assert (len({i.class_zh for i in by_grade[Grade.B]}), len(by_grade[Grade.B])) == (18, 318)
    responses = city.catalogue.response_items.values()
    assert (len({i.class_zh for i in responses}), len(responses)) == (5, 47)
    grids = [unit for unit in city.units.values() if unit.kind is UnitKind.GRID]
    assert (len(city.communities), len(grids), len(city.units) - len(grids)) == (16, 185, 68)


def test_a_grid_is_made_from_its_community(city: City) -> None:
    grid = city.units["SQ07-G03"]
    assert (grid.name_zh, grid.name_en) == ("放鹰台社区第3网格", "Fangyingtai grid 3")
    assert (grid.kind, grid.tier, grid.overseen_by, grid.external) == (
        UnitKind.GRID,
        Tier.GRID,
        "SQ07",
        False,
    )
    assert grid.hours == city.units["SQ07"].hours
    assert "SQ07-G14" not in city.units


def test_items_as_the_rules_want_them(city: City) -> None:
    items = city.catalogue.items
    assert items["A106"].lead == GRID_WORKER
    assert items["A201"].lead == GRID_STATION
    assert items["B0106"].co == (GRID_STATION, "wuye")
    assert items["B0101"].lead == "guanli"
    assert items["B0101"].limits == Limits(Clock.DUTY, "1h", "4h")
    assert items["A107"].b_item == "B1113"
    assert [code for code, item in items.items() if item.statutory] == ["B1811"]
    assert [code for code, item in items.items() if item.counted_apart] == ["A101", "A102", "A103", "A104"]
    response = city.catalogue.response_items["R205"]
    assert (response.channel, response.check, response.exposure) == (
        Channel.EXTERNAL,
        CheckKind.PHONE,
        Exposure.SEALED,
    )


def test_the_numbers_of_the_policy(city: City) -> None:
    policy = city.policy
    assert (policy.prefix, policy.desk, policy.committee) == ("SGH", "street-command", "street-committee")
    assert [(r.tier, r.unit, r.limits) for r in policy.rungs] == [
        (Tier.DISTRICT, "district-command", Limits(Clock.WORKING, "4h", "5d")),
        (Tier.CITY, "city-command", Limits(Clock.WORKING, "1d", "10d")),
    ]
    assert policy.unclassified == Limits(Clock.WORKING, "2h", "5d")
    assert policy.triage == policy.return_decision == Limit(Clock.DUTY, "30m")
    assert policy.approval == policy.check == policy.co_overdue == Limit(Clock.WORKING, "4h")
    assert policy.check_urgent == Limit(Clock.CONTINUOUS, "1h")
    assert (policy.petition, policy.petition_urgent) == (
        Limit(Clock.WORKING, "5d"),
        Limit(Clock.CONTINUOUS, "24h"),
    )
    assert policy.rating_window == Limit(Clock.CONTINUOUS, "7d")
    assert (policy.weights, policy.small_sample, policy.urges_a_day) == ((10, 40, 50), 5, 3)


def test_the_calendar_of_the_street(city: City) -> None:
    calendar = city.calendar
    assert (calendar.timezone, calendar.official_until) == ("Asia/Shanghai", date(2026, 12, 31))
    assert (len(calendar.holidays), len(calendar.makeup_workdays)) == (33, 6)
    assert calendar.holidays[date(2026, 10, 7)] == "国庆节"
    assert date(2026, 10, 10) in calendar.makeup_workdays


def test_nothing_of_the_street_is_needed_in_another_town(city: City, tiny: City) -> None:
    assert not tiny.units.keys() & city.units.keys()
    assert tiny.policy.prefix == "TNY"
    assert sorted(code for code, unit in tiny.units.items() if unit.kind is UnitKind.GRID) == [
        "V1-G01",
        "V1-G02",
        "V2-G01",
    ]
    assert tiny.catalogue.items["Q1"].co_auto == ("light",)
    assert tiny.units["keeper"].stands_in == GRID_STATION


def test_a_byte_order_mark_windows_line_ends_and_further_columns_are_no_fault(pack: Path) -> None:
    text = (pack / "reasons.csv").read_text(encoding="utf-8")
    wider = "\r\n".join(f"{line},{'note' if n == 0 else ''}" for n, line in enumerate(text.splitlines()))
    (pack / "reasons.csv").write_bytes(b"\xef\xbb\xbf" + wider.encode())
    assert load_city(pack).reasons == load_city(TINY).reasons


@pytest.mark.parametrize("file", sorted(files_of(TINY).keys() - {"attributes.csv"}))
def test_a_missing_file(pack: Path, file: str) -> None:
    (pack / file).unlink()
    assert f"{file}: the file is missing" in faults(pack)


def test_a_table_saved_in_another_encoding(pack: Path) -> None:
    content = (
        (pack / "calendar.csv")
        .read_text(encoding="utf-8")
        .replace("丰收节\n2026-10-17", "Harvest\n2026-10-17")
    )
    (pack / "calendar.csv").write_bytes(content.encode("gbk"))
    assert faults(pack) == ["calendar.csv:3: not UTF-8 text (save it as UTF-8, not GBK)"]


def test_no_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"there is no pack folder .*HUYING_PACK"):
        load_city(tmp_path / "nowhere")


def test_every_fault_is_told_at_once(pack: Path) -> None:
    breaks: list[Callable[[], None]] = [
        lambda: change(pack, "b_items.csv", "2h,3d", "0h,0d"),
        lambda: change(pack, "a_items.csv", "public,,Q1", "public,,Q9"),
        lambda: change(pack, "calendar.csv", "2026-10-17", "2026-10-12"),
        lambda: change(pack, "units.csv", "elders,desk", "aldermen,desk"),
        lambda: change(pack, "policy.toml", 'triage = "duty 1h"', 'triage = "1h"'),
    ]
    for each in breaks:
        each()
    assert sorted(line.split(": ")[0] for line in faults(pack)) == [
        "a_items.csv:3",
        "b_items.csv:2",
        "b_items.csv:2",
        "calendar.csv:3",
        "policy.toml:37",
        "units.csv:5",
    ]


def test_a_fault_keeps_the_program_from_starting() -> None:
    assert issubclass(PackError, StartError)


def test_our_tables_name_no_person_and_no_number() -> None:
    """A mobile number has eleven digits; a community's statistics code here has twelve."""
    for path in SHUIGUOHU.iterdir():
        words = path.read_text(encoding="utf-8").replace(",", " ").split()
        assert not [word for word in words if word.isdigit() and len(word) == 11], path.name
