"""Figures, their table, and the short form of the rules' bench."""

import json
from pathlib import Path

import pytest

from bench.__main__ import BEGINS, BENCHES, ENDS, PAGE, main, written
from bench.door import city
from bench.figure import Figure, quantile, spread, table, write_json
from bench.rules import judged, measured, steps

FAST = Figure("fast", 12_345.6, "a second", least=10_000)
SLOW = Figure("slow", 1.234, "s", most=1)
SHOWN = Figure("shown", 3)


def test_an_aim_is_met_missed_or_not_set() -> None:
    assert [FAST.met, SLOW.met, SHOWN.met] == [True, False, None]
    assert Figure("exactly", 5, most=5).met
    assert not Figure("between", 5, least=6, most=9).met


def test_the_table_says_so() -> None:
    assert [line.split() for line in table([FAST, SLOW, SHOWN]).splitlines()[2:]] == [
        ["|", "fast", "|", "12,346", "a", "second", "|", "≥", "10,000", "|", "yes", "|"],
        ["|", "slow", "|", "1.23", "s", "|", "≤", "1", "|", "**no**", "|"],
        ["|", "shown", "|", "3", "|", "|", "|"],
    ]


def test_quantiles() -> None:
    assert quantile([], 0.5) == 0
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2
    assert [figure.value for figure in spread("x", list(range(100)), "ms", (None, 200))] == [50, 99]


def test_the_page_has_its_place_once_and_the_rest_stays() -> None:
    text = PAGE.read_text(encoding="utf-8")
    once = written(text, [FAST])
    assert written(once, [FAST]) == once
    assert table([FAST]) in once
    assert [once.partition(BEGINS)[0], once.partition(ENDS)[2]] == [
        text.partition(BEGINS)[0],
        text.partition(ENDS)[2],
    ]
    with pytest.raises(ValueError, match="no place"):
        written("nothing", [FAST])


def test_figures_are_kept_as_json(tmp_path: Path) -> None:
    kept = json.loads(write_json(tmp_path / "new", "speed", [FAST, SLOW]).read_text(encoding="utf-8"))
    assert [(one["name"], one["met"]) for one in kept["figures"]] == [("fast", True), ("slow", False)]
    assert kept["processors"] > 0


async def test_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        await main(["nonsense"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert all(name in said for name in BENCHES)


def test_the_rules_are_asked_what_cases_ask() -> None:
    asked = steps(city())
    assert {type(fact.body).__name__ for _, fact, _, _ in asked} >= {
        "Report",
        "Check",
        "Rate",
        "DeadlinePassed",
    }
    assert sum(judged(step) for step in asked) > len(asked)
    assert measured(1).value > 0
