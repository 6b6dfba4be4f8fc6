"""A wrong cell of a pack's tables is named with its file and line, in plain English."""

from pathlib import Path

import pytest

from tests.breaking import change, copied, faults

CELLS = [
    (
        "b_items.csv",
        "Hole in the road,路政",
        "Hole in the road,路管",
        ["b_items.csv:2: lead: unknown unit 路管"],
    ),
    (
        "b_items.csv",
        "灯务!",
        "灯光!|桥务",
        ["b_items.csv:2: co: unknown unit 灯光", "b_items.csv:2: co: unknown unit 桥务"],
    ),
    (
        "b_items.csv",
        "Q3,灯",
        "Q2,灯",
        ["b_items.csv:4: duplicate code Q2 (first on line 3)", "figures.b_items says 3, the pack has 2"],
    ),
    ("b_items.csv", "Q3,灯", "P1,灯", ["b_items.csv:4: duplicate code P1 (first in a_items.csv on line 2)"]),
    ("a_items.csv", "public,,Q1", "public,,Q9", ["a_items.csv:3: b_item: there is no B item Q9"]),
    ("response_items.csv", ",Q1,", ",P2,", ["response_items.csv:2: b_item: there is no B item P2"]),
    (
        "b_items.csv",
        "2h,3d",
        "0h,3d",
        ["b_items.csv:2: respond: a limit is written 30m, 4h or 5d and is positive"],
    ),
    ("b_items.csv", "2h,3d", "2h,-3d", ["b_items.csv:2: resolve: a limit is written", "'-3d'"]),
    ("b_items.csv", "2h,3d", "2h,three days", ["b_items.csv:2: resolve: a limit is written", "'three days'"]),
    ("b_items.csv", "2h,3d", "2h,367d", ["b_items.csv:2: resolve: 367d is longer than a year"]),
    (
        "response_items.csv",
        "public,,Q1",
        "public,,Q2",
        ["response_items.csv:2: exposure: wider than that of Q2, whose matter it is"],
    ),
    (
        "b_items.csv",
        "working",
        "lunar",
        ["b_items.csv:2: clock: 'lunar' is not one of continuous, duty, working"],
    ),
    (
        "b_items.csv",
        "1d,phone",
        "1d,smell",
        ["b_items.csv:3: check: 'smell' is not one of onsite, phone, none"],
    ),
    (
        "b_items.csv",
        "case",
        "secret",
        ["b_items.csv:3: exposure: 'secret' is not one of public, case, sealed"],
    ),
    ("b_items.csv", "内呼", "喊", ["b_items.csv:2: channel: '喊' is not one of 自办, 联办, 内呼, 外呼"]),
    (
        "b_items.csv",
        "continuous,yes",
        "continuous,maybe",
        ["b_items.csv:4: urgent: 'maybe' is not yes or empty"],
    ),
    ("b_items.csv", "路洞", "", ["b_items.csv:2: item_zh is empty"]),
    ("b_items.csv", "Lamp out", "Lamp, out", ["b_items.csv:3: has not 18 cells as the first line has"]),
    ("a_items.csv", "咨询宣传", "宣传", ["a_items.csv:2: group: '宣传' is not 咨询宣传 or empty"]),
    ("b_items.csv", ",exposure,", ",exposition,", ["b_items.csv:1: missing column exposure"]),
    ("units.csv", "elders,desk", "aldermen,desk", ["units.csv:5: overseen_by: unknown unit aldermen"]),
    (
        "units.csv",
        "committee,street,,",
        "committee,street,hall,",
        [
            "units.csv:4: overseen_by goes round in a circle back to elders",
            "units.csv:5: overseen_by goes round",
        ],
    ),
    ("units.csv", "office,社区网格站", "office,守夜人", ["units.csv:8: stands_in: unknown unit 守夜人"]),
    ("units.csv", "office,社区网格站", "office,业主", ["units.csv:8: stands_in: 业主 is a role itself"]),
    (
        "units.csv",
        "light,灯务",
        "light,路政",
        ["units.csv:6: name_zh: 路政 means another unit", "unknown unit 灯务"],
    ),
    (
        "units.csv",
        "06:00-22:00 daily",
        "06:00-2200",
        ["units.csv:7: duty_hours: '06:00-2200' is not office, or hours"],
    ),
    (
        "units.csv",
        "06:00-22:00 daily",
        "22:00-06:00 daily",
        ["duty_hours: '22:00-06:00' ends before it begins"],
    ),
    (
        "units.csv",
        "keeper,业主,Owner,role",
        "keeper,业主,Owner,roll",
        ["units.csv:8: kind: 'roll' is not one of grid,"],
    ),
    (
        "units.csv",
        "county,县台,County desk,command,district",
        "county,县台,County desk,command,shire",
        ["units.csv:3: tier"],
    ),
    (
        "units.csv",
        "committee,street,,desk",
        "committee,street,,drum",
        ["units.csv:4: answers: 'drum' is not one of desk"],
    ),
    ("communities.csv", "V2,西村", "V3,西村", ["communities.csv:3: no grid station V3 in units.csv"]),
    ("communities.csv", "village,1,40", "village,0,40", ["communities.csv:3: grids: 0 is below 1"]),
    (
        "communities.csv",
        "village,1,40",
        "village,one,40",
        ["communities.csv:3: grids: 'one' is not a whole number"],
    ),
    (
        "communities.csv",
        "10.010",
        "east",
        ["communities.csv:2: lng_wgs84: 'east' is not a number of degrees"],
    ),
    ("communities.csv", "10.010", "12.5", ["policy.toml:6: area leaves out the centre of V1"]),
    ("communities.csv", "village,1,40", "village,2,40", ["figures.grids says 3, the pack has 4"]),
    (
        "calendar.csv",
        "2026-10-12",
        "2026-10-32",
        ["calendar.csv:2: date: '2026-10-32' is not a date like 2026-10-01"],
    ),
    ("calendar.csv", "2026-10-17", "2026-10-12", ["calendar.csv:3: 2026-10-12 stands here twice"]),
    ("calendar.csv", "workday", "moonday", ["calendar.csv:3: kind: 'moonday' is not holiday or workday"]),
]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack to break."""
    return copied(tmp_path)


@pytest.mark.parametrize(("file", "old", "new", "expected"), CELLS)
def test_a_wrong_cell_is_named_with_file_and_line(
    pack: Path, file: str, old: str, new: str, expected: list[str]
) -> None:
    change(pack, file, old, new)
    found = "\n".join(faults(pack))
    assert all(words in found for words in expected), found
