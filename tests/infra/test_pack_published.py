"""`published.csv`: read where there is one, and what is wrong in it is named by its line."""

from pathlib import Path

import pytest

from domain.published import Figure
from infra.pack import load_city
from tests.breaking import copied, faults

HEAD = "figure,line,part_zh,part_en,name_zh,name_en,number,percent,since,items\n"
WRONG = [
    ("z_cases,,部,p,甲,a,1,,,", "figure: 'z_cases' is not one of"),
    ("a_cases,,部,p,甲,a,many,,,", "number: 'many' is not a whole number"),
    ("a_cases,,部,p,甲,a,,101,,", "percent: '101' is not between 0 and 100"),
    ("a_cases,,部,p,甲,a,,x,,", "percent: 'x' is not a number of percent"),
    ("a_cases,,部,p,甲,a,,,02-30,", "since: '02-30' is not a day like 04-01"),
    ("conduct,,部,p,甲,a,,,,Q99", "items: there is no item Q99"),
]


@pytest.mark.parametrize(("line", "expected"), WRONG)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, expected: str) -> None:
    pack = copied(tmp_path)
    (pack / "published.csv").write_text(f"{HEAD}{line}\n", encoding="utf-8")
    (told,) = faults(pack)
    assert told.strip().startswith(f"published.csv:2: {expected}")


def test_a_town_may_have_published_nothing_or_something(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    assert load_city(pack).published == ()
    (pack / "published.csv").write_text(f"{HEAD}a_cases,,部,p,甲,a,12,,04-01,\n", encoding="utf-8")
    (line,) = load_city(pack).published
    assert (line.figure, line.number, line.since) == (Figure.A_CASES, 12, (4, 1))
