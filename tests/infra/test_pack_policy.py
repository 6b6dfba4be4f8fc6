"""A wrong setting of `policy.toml` is named with its line, in plain English."""

from pathlib import Path

import pytest

from tests.breaking import change, copied, faults

SETTINGS = [
    ("urges_a_day = 2\n", "", "policy.toml: urges_a_day is missing"),
    ("small_sample = 3", "small_samples = 3", "policy.toml:{line}: small_samples is not a setting"),
    (
        "urges_a_day = 2",
        'urges_a_day = "2"',
        "policy.toml:{line}: urges_a_day must be a whole number, not '2'",
    ),
    (
        "urges_a_day = 2",
        "urges_a_day = true",
        "policy.toml:{line}: urges_a_day must be a whole number, not True",
    ),
    ("urges_a_day = 2", "urges_a_day = 0", "policy.toml:{line}: urges_a_day must be positive, not 0"),
    ("[20, 30, 50]", "[20, 30, 60]", "policy.toml:{line}: weights must be three whole numbers that make 100"),
    (
        "warn_at = [60]",
        "warn_at = [80, 50]",
        "policy.toml:{line}: warn_at must be whole percentages between 0 and 100, ascending, not [80, 50]",
    ),
    (
        "warn_at = [60]",
        'quiet_hours = "late"\nwarn_at = [60]',
        "policy.toml:{line}: quiet_hours must be hours like 21:00-08:00, not 'late'",
    ),
    (
        "warn_at = [60]",
        "messages_a_day = 0\nwarn_at = [60]",
        "policy.toml:{line}: messages_a_day must be positive, not 0",
    ),
    ("warn_at = [60]", "warn_at = [100]", "policy.toml:{line}: warn_at must be whole percentages"),
    ("warn_at = [60]", "warn_at = [0.5]", "policy.toml:{line}: warn_at must be whole percentages"),
    (
        "official_until = 2026-12-31",
        'official_until = "soon"',
        "policy.toml:{line}: official_until must be a date",
    ),
    (
        "official_until = 2026-12-31",
        "official_until = 2026-12-31T00:00:00",
        "policy.toml:{line}: official_until must be a date",
    ),
    (
        '"Europe/Berlin"',
        '"Europe/Smalltown"',
        "policy.toml:{line}: timezone 'Europe/Smalltown' is not a time zone",
    ),
    (
        "[9.9, 49.9, 10.1, 50.1]",
        "[10.1, 49.9, 9.9, 50.1]",
        "policy.toml:{line}: area must be west, south, east, north",
    ),
    (
        "[9.9, 49.9, 10.1, 50.1]",
        '["a", 49.9, 10.1, 50.1]',
        "policy.toml:{line}: area must be west, south, east, north",
    ),
    ("least = 0.9", "least = 2", "policy.toml:{line}: classifier.least must be above 0 and at most 1, not 2"),
    (
        '["Q1"]',
        '["Q9"]',
        "policy.toml:{line}: classifier.auto_classify names Q9, which is no item",
    ),
    ("least = 0.9", "most = 0.9", "policy.toml:{line}: classifier.most is not a setting"),
    (
        '"by_first_word"',
        '"../words"',
        "policy.toml:{line}: classifier.module must be the name of a module, not '../words'",
    ),
    ('prefix = "TNY"', 'prefix = "tiny-1"', "policy.toml:{line}: prefix must be two to six capital letters"),
    ('desk = "hall"', 'desk = "tower"', "policy.toml:{line}: desk names an unknown unit tower"),
    (
        'desk = "hall"',
        'desk = "county"',
        "policy.toml:{line}: desk names county, which is of the tier district, not street",
    ),
    (
        'respond_again_at_least = "10m"',
        'respond_again_at_least = "soon"',
        "policy.toml:{line}: respond_again_at_least is wrong",
    ),
    (
        'triage = "duty 1h"',
        'triage = "1h"',
        "policy.toml:{line}: limits.triage must be like \"working 4h\", not '1h'",
    ),
    (
        'triage = "duty 1h"',
        'triage = "duty 0h"',
        "policy.toml:{line}: limits.triage is wrong: a limit is written",
    ),
    ('triage = "duty 1h"', 'night = "duty 1h"', "limits.triage is missing"),
    ('triage = "duty 1h"', "triage = 60", "policy.toml:{line}: limits.triage must be text, not 60"),
    (
        'conference = "working 2d"',
        'meeting = "working 2d"',
        "policy.toml:{line}: limits.meeting is not a setting",
    ),
    ('unit = "county"', 'unit = "realm"', "policy.toml:{line}: rungs[1].unit names an unknown unit realm"),
    ('unit = "county"', "unit = [1]", "policy.toml:{line}: rungs[1].unit must be text, not [1]"),
    (
        'tier = "district"',
        'tier = "duchy"',
        "policy.toml:{line}: rungs[1].tier 'duchy' is not one of grid, street",
    ),
    (
        '["09:00-17:00"]',
        '["09:00-17:00", "16:00-18:00"]',
        "policy.toml:{line}: hours.office is wrong: office hours must be periods",
    ),
    (
        '["09:00-17:00"]',
        "[9, 17]",
        "policy.toml:{line}: hours.office is wrong: '9' is not a period like 08:30-12:00",
    ),
    ("b_classes = 2", "b_classes = 18", "policy.toml:{line}: figures.b_classes says 18, the pack has 2"),
    ("a_items = 2", "c_items = 2", "policy.toml:{line}: figures.c_items is not a setting"),
    ("grids = 3", "grids = 3\nservices = 128", "services.csv: the file is missing"),
    ("5 = 5, 4 = 4", "4 = 4", "policy.toml:{line}: ivr.keys must give a digit to each of 1, 2, 3, 4, 5, not"),
    ("5 = 5, ", '5 = "5", ', "policy.toml:{line}: ivr.keys must give a digit to each of 1, 2, 3, 4, 5, not"),
    ("5 = 5, ", "x = 5, ", "policy.toml:{line}: ivr.keys must give a digit to each of 1, 2, 3, 4, 5, not"),
    ("22:00-06:00", "22:00-22:00", "policy.toml:{line}: ivr.quiet must be periods like 21:00-08:30, not"),
    ("22:00-06:00", "22-6", "policy.toml:{line}: ivr.quiet must be periods like 21:00-08:30, not '22-6'"),
    ('after = "1d"', 'after = "soon"', "policy.toml:{line}: ivr.after is wrong: a limit is written"),
    ('after = "1d"', 'before = "1d"', "policy.toml:{line}: ivr.before is not a setting"),
    ('desk = "hall"', "desk = hall", "policy.toml:{line}: not TOML"),
]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack to break."""
    return copied(tmp_path)


@pytest.mark.parametrize(("old", "new", "expected"), SETTINGS)
def test_a_wrong_setting_is_named_with_its_line(pack: Path, old: str, new: str, expected: str) -> None:
    change(pack, "policy.toml", old, new)
    written = (pack / "policy.toml").read_text(encoding="utf-8")
    line = written[: written.index(new)].count("\n") + 1
    found = "\n".join(faults(pack))
    assert expected.replace("{line}", str(line)) in found, found


def test_a_setting_missing_from_a_table_is_shown_at_the_head_of_that_table(pack: Path) -> None:
    change(pack, "policy.toml", 'triage = "duty 1h"\n', "")
    head = (pack / "policy.toml").read_text(encoding="utf-8").splitlines().index("[limits]") + 1
    assert faults(pack) == [f"policy.toml:{head}: limits.triage is missing"]


def test_rungs_out_of_order(pack: Path) -> None:
    text = (pack / "policy.toml").read_text(encoding="utf-8")
    swapped = text.replace('"county"', '"x"').replace('"prov"', '"county"').replace('"x"', '"prov"')
    swapped = swapped.replace('"district"', '"x"').replace('"city"', '"district"').replace('"x"', '"city"')
    (pack / "policy.toml").write_text(swapped, encoding="utf-8")
    assert faults(pack) == ["policy.toml: rungs must be tiers above the street, lowest first, each once"]
